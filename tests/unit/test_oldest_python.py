# SPDX-License-Identifier: GPL-3.0-or-later
"""Python 3.10 can read every file, although the tests run on newer ones, which allow more."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 10)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
SCOPES = (*COMPREHENSIONS, ast.GeneratorExp, ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef)


def in_own_scope(comprehension: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated inside of a comprehension: all but its first iterable; of scopes within only their node."""
    first = comprehension.generators[0].iter  # type: ignore[attr-defined]
    waiting = [comprehension]
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            if child is not first:
                yield child
                waiting += [] if isinstance(child, SCOPES) else [child]


def is_asynchronous(comprehension: ast.AST) -> bool:
    """Whether it awaits anything itself."""
    return any(
        isinstance(node, ast.Await) or (isinstance(node, ast.comprehension) and node.is_async)
        for node in in_own_scope(comprehension)
    )


def too_new(text: str) -> list[int]:
    """The lines that Python 3.10 refuses; SyntaxError for grammar that it does not know."""
    every = [node for node in ast.walk(ast.parse(text, feature_version=OLDEST)) if isinstance(node, SCOPES[:4])]
    inner = [node for each in every for node in in_own_scope(each) if isinstance(node, COMPREHENSIONS)]
    return sorted({node.lineno for node in inner if is_asynchronous(node)})


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("async def f(a):\n return {x: {y: await g(y) for y in x} for x in a}", [2]),
        ("async def f(a):\n return [[y async for y in x] for x in a]", [2]),
        ("async def f(a):\n return [[y for y in await g(x)] for x in a]", []),
        ("async def f(a):\n return [x for x in [await g(y) for y in a]]", []),
        ("async def f(a):\n return [await g([y for y in x]) for x in a]", []),
    ],
)
def test_what_is_too_new_is_seen(text: str, lines: list[int]) -> None:
    assert too_new(text) == lines


def test_no_file_is_too_new() -> None:
    paths = [path for top in ("plugins", "roles", "tests", "tools") for path in (ROOT / top).rglob("*.py")]
    assert len(paths) > 500
    found = {str(path.relative_to(ROOT)): too_new(path.read_text(encoding="utf-8")) for path in paths}
    assert {name: lines for name, lines in found.items() if lines} == {}
