"""The shape of the house: documented modules, short functions, plain names, nothing of one machine."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

LONGEST_MODULE = 300

# Written so that this file does not find itself.
NOT_OURS = {
    "a path of one machine": re.compile(r"(?<![\w.:/-])/(?:roo[t]|hom[e]/(?!someone/)\w+|User[s]/\w+|wor[k]|op[t])/"),
    "the host of a package index": re.compile(r"pyp[i]\.org|pythonhoste[d]\.org|pytorc[h]\.org/whl|index-ur[l]\s*=\s*\S"),
}


def _functions(modules: dict[str, ast.Module]) -> Iterator[tuple[str, int]]:
    for path, tree in modules.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{path}:{node.name}", node.end_lineno - node.lineno + 1


def test_every_module_says_what_it_is(modules: dict[str, ast.Module]):
    assert [path for path, tree in modules.items() if not ast.get_docstring(tree)] == []


def test_a_long_module_says_at_its_top_why_it_is_long(modules: dict[str, ast.Module], root: Path):
    lengths = {path: len((root / path).read_text(encoding="utf-8").splitlines()) for path in modules}
    silent = {
        path: length
        for path, length in lengths.items()
        if length > LONGEST_MODULE and "long because" not in (ast.get_docstring(modules[path]) or "").lower()
    }
    assert silent == {}, f"split them, or begin a sentence of the docstring with: Long because …; limit {LONGEST_MODULE} lines"


def test_functions_are_short(modules: dict[str, ast.Module]):
    lengths = sorted(length for _, length in _functions(modules))
    longest = sorted(_functions(modules), key=lambda entry: -entry[1])[:10]
    assert statistics.median(lengths) <= 12, longest
    assert lengths[int(len(lengths) * 0.9)] < 45, longest


def test_no_module_is_named_for_nothing(modules: dict[str, ast.Module]):
    empty_words = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}
    assert [path for path in modules if empty_words & set(Path(path).stem.split("_"))] == []


READ_THE_ENVIRONMENT = {
    "core/settings.py",  # all settings
    "core/crash.py",  # a crash point must work in any process that a test starts
    "evals/bench.py",  # hands its own to the processes that it measures
}


def test_settings_alone_are_read_from_the_environment(modules: dict[str, ast.Module]):
    readers = {
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        if path not in READ_THE_ENVIRONMENT
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv", "os.environb"}
    }
    setters = {
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.environ.update", "os.environ.setdefault"}
    }
    assert readers - setters == set()


def test_nothing_of_one_machine_stands_in_the_project(texts: dict[str, str]):
    found = [
        f"{name}:{number}: {what}: {match[0]}"
        for name, text in texts.items()
        for what, pattern in NOT_OURS.items()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    ]
    assert found == []
