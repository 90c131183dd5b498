"""Where the index lies, and that an answer needs none."""

from __future__ import annotations

from memory.index import MemoryIndex, folder_of


def test_every_track_and_run_has_a_folder_of_its_own(tmp_path):
    assert folder_of(tmp_path, "live", "live") == tmp_path / "memory" / "live-live"
    assert folder_of(tmp_path, "replay", "a/b") != folder_of(tmp_path, "replay", "a_b")
    assert folder_of(tmp_path, "replay", "../../etc").parent == tmp_path / "memory"


def test_an_index_that_does_not_exist_answers_from_the_rows_and_makes_no_folder(tmp_path, memory_of):
    index = MemoryIndex(tmp_path / "none")
    rows = [memory_of("note:1", "wine"), memory_of("note:2", "a run")]
    found = index.search("wine", rows)
    assert found["note:1"] > 0.99 > found["note:2"]
    assert index.search("wine", []) == {}
    assert index.count() == 0
    assert list(tmp_path.iterdir()) == []
