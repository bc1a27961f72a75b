# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn cells of Control Hub's files into values like those of our own YAML files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ...model.hub.form import Column
from ...model.kinds.kind import Kind
from ...model.kinds.references import NAME
from ...model.resource import Resource
from ..records import SEPARATOR

ReadCell = Callable[[str], Any]


def kind_at(resource: Resource, option: str) -> Kind | None:
    """Return the kind of an option, or of the part of one that a dotted option names; None where there is none."""
    first, *rest = option.split(".")
    field = resource.by_name.get(first)
    if field is None or field.elsewhere:
        return None
    kind = field.kind
    for name in rest:
        part = next((part for part in kind.fields if part.name == name), None)
        if part is None:
            return None
        kind = part.kind
    return kind


def cell_reader(column: Column, kind: Kind) -> ReadCell:
    """Return what makes the value of a cell; whether the value is allowed is judged with those of all other files."""
    if kind.entry_kind is not kind:
        return _several(column, kind)
    if kind.words or column.words:
        values = {value: value for value in kind.words}
        meanings = {_word(word): value for word, value in {**values, **column.also_words, **column.words}.items()}
        return lambda text: meanings.get(_word(text), text)
    if kind.target and column.rest:
        return lambda text: _reference(text, column.rest)
    return lambda text: text


def _several(column: Column, kind: Kind) -> ReadCell:
    """Split a cell into the entries of a list; of a list of objects, a cell has the key of each."""
    if kind.key_options:
        key = kind.key_options[0]
        return lambda text: [{key: part} for part in split(text)]
    one = cell_reader(column, kind.entry_kind)
    return lambda text: [one(part) for part in split(text)]


def split(text: str) -> list[str]:
    """Return the values of a cell."""
    return [part.strip() for part in text.split(SEPARATOR) if part.strip()]


def _reference(name: str, rest: Mapping[str, str]) -> dict[str, str]:
    return {NAME: name, **rest}


def _word(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()
