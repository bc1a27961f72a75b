# SPDX-License-Identifier: GPL-3.0-or-later
"""Words that the service itself writes in several ways mean the same, in every family, and stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.engine import apply
from support.samples import sample
from support.simulator import Simulator
from unit.module_utils.config.small import body, writes

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, walk
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice

FIELDS = [
    (f"{family}.{field.name}", field.kind)
    for family, resource in CATALOG.items()
    for field in walk(resource.fields)
    if isinstance(field.kind, Choice) and field.kind.any_spelling
]


def spellings(word: str) -> Iterator[str]:
    """The ways in which a word was seen to be written."""
    apart = "".join(f"_{letter}" if letter.isupper() and number else letter for number, letter in enumerate(word))
    yield from {word, word.lower(), word.upper(), word.title(), apart.upper() if apart != word else word}


def test_the_families_whose_words_differ_are_known() -> None:
    assert {name for name, _kind in FIELDS} >= {"cad-variable.variable_type", "skill.skill_type"}


@pytest.mark.parametrize(("name", "kind"), FIELDS, ids=[name for name, _kind in FIELDS])
def test_another_spelling_is_no_change_and_is_not_sent(name: str, kind: Choice) -> None:
    field = Field("mode", kind)
    for word in kind.values:
        for written in spellings(word):
            for live in spellings(word):
                assert not writes(field, {"mode": written}, {"mode": live}), (written, live)
                assert body(field, {"mode": written}, {"mode": live}) == {"mode": live}
    first, second = kind.values[:2]
    assert writes(field, {"mode": first.lower()}, {"mode": second.upper()})


@pytest.mark.parametrize(
    ("family", "option", "words"),
    [
        ("cad-variable", "variable_type", ("String", "STRING", "string")),
        ("skill", "skill_type", ("BOOLEAN", "Boolean", "boolean")),
    ],
)
def test_files_may_use_any_spelling(sim: Simulator, family: str, option: str, words: tuple[str, ...]) -> None:
    record = sample(sim, family)
    record.pop(CATALOG[family].by_name[option].api_name)
    apply(sim, {family: [{**record, option: words[0]}]}).ok()
    for word in words:
        assert not apply(sim, {family: [{**record, option: word}]}).changed
