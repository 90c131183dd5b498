"""The tree at the top of core/errors.py is the tree there is."""

import ast
import builtins
import inspect
import re

from core import errors


def _drawn() -> dict[str, str]:
    """Each name of the drawing with the name above it."""
    trail: list[str] = []
    parents = {}
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"([│ ├└─]*)(\w+)(?:\s.*)?$", line)
        if not found or not hasattr(errors, found[2]):
            continue
        depth = len(found[1]) // 4
        trail[depth:] = [found[2]]
        parents[found[2]] = trail[depth - 1] if depth else "Exception"
    return parents


def _defined() -> dict[str, str]:
    return {
        name: kind.__mro__[1].__name__
        for name, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, Exception) and kind.__module__ == errors.__name__
    }


def _is_builtin_exception(name: str) -> bool:
    kind = getattr(builtins, name, None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def test_the_drawing_names_every_error_under_its_parent():
    assert _drawn() == _defined()


def test_the_drawing_tells_the_exit_codes():
    told = dict(re.findall(r"^[│ ├└─]*(\w+) .* exit (\d)$", errors.__doc__ or "", re.MULTILINE))
    assert told == {name: str(getattr(errors, name).exit_code) for name in ("BadInput", "Refused", "Broken")}


def test_every_error_has_an_exit_code_that_the_manual_explains():
    assert {getattr(errors, name).exit_code for name in _defined()} <= {1, 2, 3}


def test_errors_grow_on_one_tree_only(modules: dict[str, ast.Module]):
    """Any other class that derives from a built-in exception would be caught by nobody.

    A ValueError of one value, or a private signal, never leaves its room and may stand there.
    """
    wild = [
        f"{path}: {node.name}"
        for path, tree in modules.items()
        if path != "core/errors.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for base in node.bases
        if isinstance(base, ast.Name) and base.id != "ValueError" and _is_builtin_exception(base.id)
    ]
    assert wild == []
