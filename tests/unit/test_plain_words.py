# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of `make lint` finds what has to be decoded, with file and line, and lets plain English pass."""

from __future__ import annotations

import pytest

from tools import plain_words


@pytest.mark.parametrize(
    ("text", "line", "phrase"),
    [
        ("x = 1\nraise Refused('2 is no time')\n", 2, "is no t"),
        ("# nobody shall\n", 1, "shall"),
        ('"""An error in the\n    place of a result."""\n', 1, "in the place of"),
        ("a\nb\nWhat is left out\nstays.\n", 3, "What is left out"),
        ("there is no site of this name; close are Lyon", 1, "close are"),
        ("the values are\nno numbers", 1, "are no n"),
        ("the body is no JSON", 1, "is no J"),
        ("names in place of ids", 1, "in place of"),
        ("made\nanew by a process", 2, "anew"),
        ("kept by whoever comes", 1, "whoever"),
        ("a file that is not needed any more", 1, "not needed any more"),
        ('def name() -> str:\n    """Give the name."""', 2, '"""Give'),
    ],
)
def test_a_phrase_is_found_over_the_end_of_a_line(text: str, line: int, phrase: str) -> None:
    [place] = plain_words.found("docs/a.md", text)
    assert place.startswith(f'docs/a.md:{line}: "{phrase}": write ')


@pytest.mark.parametrize(
    "text",
    [
        "there is no site of this name",
        "the token is no longer valid",
        "There are no rows",
        "marshalling",
        "it has no end",
        "no more than ten, and any more are refused",
        "the module is told by its option",
    ],
)
def test_plain_english_passes(text: str) -> None:
    assert list(plain_words.found("a.py", text)) == []


def test_nothing_of_the_project_has_such_a_phrase() -> None:
    assert [
        place for path in plain_words.files() for place in plain_words.found(str(path), path.read_text("utf-8"))
    ] == []
    assert len(list(plain_words.files())) > 300
