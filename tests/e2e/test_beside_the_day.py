"""Commands beside the daily ones: demonstration, conversation, evaluations, keys, settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime

NOON = datetime(2026, 3, 31, 13, 0, tzinfo=UTC)


def test_a_demonstration_forecasts_with_a_track_record_and_a_second_time_it_stands(morrow):
    first = morrow("demo", "--evenings", "1", "--json", at=NOON)
    assert first.code == 0, first.err
    assert first.json["person_id"] == "demo"
    assert (first.json["track"], first.json["run_id"]) == ("replay", "demo")
    assert first.json["as_of"] == "2026-03-31T19:00:00+00:00"
    second = morrow("forecast", "--or-demo", at=NOON)
    assert second.code == 0
    assert "demo, a simulated person" in second.out
    assert "stands sealed already" in second.out
    assert "replay (demo): 1 night scored as sealed." in second.out


def test_with_data_of_ones_own_there_is_no_demonstration(imported):
    assert imported("forecast", "--or-demo", "--json").json["person_id"] == "sam"
    assert [row["person_id"] for row in imported("people", "--json").json] == ["sam"]


def test_a_conversation_looks_things_up_and_goes_on_the_next_time(imported):
    first = imported("chat", "--message", "How was my last night?", "--json")
    assert first.code == 0, first.err
    assert first.json["speaker"] == "offline_analyst"
    assert first.json["looked_up"]
    assert "heart rate variability" in first.json["answer"]
    talk = imported("chat", typed="Please remember that I work nights\nyes\nbye\n")
    assert talk.code == 0
    assert "Going on after 1 turns" in talk.err
    assert "kept: “I work nights”" in talk.err
    found = imported("memory", "search", "work nights", "--json").json
    assert [row["text"] for row in found] == ["I work nights"]
    anew = imported("chat", "--new", typed="bye\n")
    assert "Going on" not in anew.err


def test_a_word_of_distress_is_answered_by_fixed_words_alone(imported):
    answer = imported("chat", "-m", "I want to end it all", "--json").json
    assert answer["speaker"] == "morrow"
    assert answer["looked_up"] == []


def test_json_of_a_conversation_wants_one_message(imported):
    assert imported("chat", "--json").code == 2


def test_past_evenings_are_replayed_in_order_and_reported(imported):
    ended = imported("evals", "replay", "--person", "sam", "--nights", "2", "--json")
    assert ended.code == 0, ended.err
    assert ended.json["evenings"] == 2
    assert ended.json["ledger_ok"] is True
    table = imported("evals", "replay", "--person", "sam", "--nights", "2")
    assert "Skill" in table.out


def test_where_too_few_real_people_stand_a_replay_makes_its_own(imported):
    made = imported("evals", "replay", "--people", "2", "--nights", "1", "--json")
    assert (made.json["people"], made.json["evenings"], made.json["ledger_ok"]) == (2, 2, True)


def test_a_backtest_tells_every_forecaster_against_the_naive_rules(imported):
    ended = imported("backtest", "--since", "2026-03-25", "--json")
    assert ended.code == 0, ended.err
    report = ended.json["targets"]["hrv_rmssd_ms"]
    assert "combination" in report["forecasters"]
    assert set(report["forecasters"]["combination"]["skill_crps"]) >= {"persistence", "personal_mean"}


def test_the_memory_index_can_be_made_anew(imported):
    assert imported("forecast", "--as-of", "2026-03-15", "--run-id", "mine").code == 0
    assert imported("forecast", "--as-of", "2026-03-16", "--run-id", "mine").code == 0
    rebuilt = imported("memory", "rebuild", "--json").json
    assert rebuilt == [{"track": "replay", "run_id": "mine", "rows": 2}]


def test_a_key_is_printed_once_and_can_be_revoked(imported):
    made = imported("keys", "add", "--person", "sam")
    key = made.out.strip()
    assert key.startswith("mrw_")
    listed = imported("keys", "list", "--json").json
    assert listed[0]["people"] == ["sam"]
    assert key.split("_", 2)[2] not in json.dumps(listed)
    assert imported("keys", "revoke", listed[0]["key_id"]).code == 0
    assert imported("keys", "list", "--json").json[0]["revoked_at"] is not None


def test_settings_tell_where_they_come_from_and_keep_secrets(morrow, monkeypatch):
    monkeypatch.setenv("MORROW_LLM_API_KEY", "sk-very-secret")
    ended = morrow("config", "--json")
    assert "sk-very-secret" not in ended.out + ended.err + morrow("config").out
    assert ended.json["llm_api_key"]["value"] == "***"
    assert ended.json["llm_api_key"]["origin"] == "environment"
    assert ended.json["port"]["origin"] == "default"
    assert morrow("config", "--defaults").json["llm_api_key"] is None
