# SPDX-License-Identifier: GPL-3.0-or-later
"""Valid records of every family, made from the catalog, with texts that trip up writers of YAML and CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.desired import Reader
from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.places import Spot
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.contents import FileKind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.documents import Json, Opaque
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, walk
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import Keyed, ListKind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.nested import Nested
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.references import Reference
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import (
    Choice,
    Flag,
    Id,
    Text,
    Whole,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import Problem, Record
from support.contents import sample_contents
from support.simulator import Row

NASTY = [
    *("=SUM(A1)", "+33 1", "-5", "@home", "'=x", "''@y", "'quoted'", '"quoted"', "a: b", "a #b", "#c", "- d", "? e"),
    *(
        "{{ x }}",
        "{% if %}",
        "{# n #}",
        "a {{ lookup('pipe', 'id') }} b",
        "!unsafe x",
        "!vault x",
        "&a",
        "*a",
        "|",
        ">",
    ),
    *("true", "No", "null", "~", "007", "1e3", "12:30", "2024-01-01", ".inf", "0x1f", "=", "<<", "...", "---"),
    *(
        "two\nlines",
        "# not\n  a comment",
        "a\n\n  b\n",
        "tab\tinside",
        "\u00e9t\u00e9",
        "\U0001f600",
        "\u2028",
        "\u0085x",
    ),
    *(
        "a; b",
        "a, b",
        "[1]",
        '{"a": 1}',
        "back\\slash",
        "%TAG",
        "`x`",
        "x" * 90,
        "\ufeffbom",
        "caf\u00e9: {{",
        "Billing: Lyon",
    ),
    *(
        "\r\nwindows",
        "a\rb",
        "nul\u0001",
        "yes:",
        "key: [a, {b",
        "]]",
        "}}",
        "$(id)",
        "\u3000wide\u3000",
        "'",
        '"',
        "''",
    ),
    *("y", "ON", "NULL", "0123", "0o17", "1_000", "123456789012345678901", "1:2:3", "2024-01-01T00:00:00Z", "1e400"),
    *(
        "\u00a0hard\u00a0blank",
        "e\u0301te\u0301",
        "I\u0130i\u0131",
        "a\u200bb",
        "\u202ertl",
        "\u00df",
        "#N/A",
        "\t=1",
        "%d",
    ),
    *("!!str x", "a\n- b", "a\n#b", "k: v\no: x", "|\n x", ">-", "---\na", "a\n...\nb", "a\n\tb", "\n\n\na", "\\n"),
]
"""Texts that mean something to YAML, to spreadsheets, to Ansible, or to the eye."""
SIGNS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(SIGNS, max_size=12), st.tuples(*[st.sampled_from(NASTY)] * 2).map("".join)
)
PLAIN = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789", min_size=1, max_size=8)
Names = Mapping[str, Sequence[Any]]
"""What references of each family may say: names, and mappings with more of the key."""


def records_of(resource: Resource, names: Names, **only: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """One record with all that a new object needs; `only` has the strategies of some options."""
    fields = [
        field
        for field in resource.fields
        if field.is_answered and not (field.elsewhere or field.flagged) and _can(field, names)
    ]
    needed, others = _options([field for field in fields if field.required and field.default is None], names), {}
    others = _options([field for field in fields if field.name not in needed], names)
    record = st.fixed_dictionaries({**needed, **{name: values for name, values in only.items() if name in needed}})
    more = {**others, **{name: values for name, values in only.items() if name in others}}
    whole = st.builds(lambda one, two: {**one, **two}, record, st.fixed_dictionaries({}, optional=more))
    mended = whole.map(lambda values: _mended(resource, values, [name for name in values if name not in needed]))
    return mended.filter(lambda values: not problems_of(resource, values))


def _mended(resource: Resource, record: Row, options: Sequence[str]) -> Row:
    """A record without those of these options that are the reason of problems."""
    left = problems_of(resource, record)
    for option in options if left else ():
        less = {name: value for name, value in record.items() if name != option}
        now = problems_of(resource, less)
        if len(now) < len(left):
            record, left = less, now
    return record


def problems_of(resource: Resource, record: Row) -> list[str]:
    """What is wrong with a record of a new object, beside what it refers to."""
    reader = Reader(resource)
    found = reader.read([Record(record, "", contents=sample_contents())])
    values = {**{field.api_name: field.default for field in resource.fields if field.default is not None}}
    for item in found:
        values |= item.values
    return [
        *map(str, reader.problems),
        *(what for _where, what in resource.broken(values, frozenset(resource.by_name))),
    ]


def _can(field: Field, names: Names) -> bool:
    leaves = (part for part in walk([field]) if not part.kind.fields)
    return all(names.get(family) for part in leaves for family in part.kind.families)


def _options(fields: Iterable[Field], names: Names) -> dict[str, st.SearchStrategy[Any]]:
    return {field.name: values_of(field.kind, names) for field in fields}


def _files(kind: FileKind) -> st.SearchStrategy[str]:
    """The samples that such a kind takes."""
    return st.sampled_from([path for path in sample_contents() if _takes(kind, path)])


def _takes(kind: FileKind, path: str) -> bool:
    problems: list[Problem] = []
    spot = Spot(Record({}, "", contents=sample_contents()), (), problems)
    kind.read(path, spot)
    return not problems


def values_of(kind: Kind, names: Names) -> st.SearchStrategy[Any]:
    """Values that a kind takes, as a person writes them."""
    if isinstance(kind, FileKind):
        return _files(kind)
    if isinstance(kind, ListKind):
        return _lists(kind, names)
    if isinstance(kind, Nested):
        return st.fixed_dictionaries(_options([part for part in kind.parts if _can(part, names)], names))
    if isinstance(kind, Reference):
        return st.sampled_from(list(names[kind.family]))
    if isinstance(kind, Text):
        return _texts(kind)
    if isinstance(kind, Whole):
        return st.integers(kind.minimum or 0, 99 if kind.maximum is None else kind.maximum)
    if isinstance(kind, Json | Opaque):
        return st.dictionaries(PLAIN, TEXTS | st.integers() | st.booleans() | st.none() | st.floats(-9, 9), max_size=3)
    simple: dict[type[Kind], st.SearchStrategy[Any]] = {Flag: st.booleans(), Id: PLAIN}
    return st.sampled_from(kind.values) if isinstance(kind, Choice) else simple[type(kind)]


def _texts(kind: Text) -> st.SearchStrategy[str]:
    if kind.form or kind.ending:
        return st.just(kind.example)
    if kind.charset or kind.is_code:
        return st.integers(1, 10 ** min(kind.max_length or 6, 6) - 1).map(lambda number: f"{number}{kind.ending}")
    longest = kind.max_length or 60
    texts = TEXTS.map(lambda text: text.strip()[:longest].strip())
    return texts.filter(lambda text: len(text) >= kind.min_length)


def _lists(kind: ListKind, names: Names) -> st.SearchStrategy[list[Any]]:
    entries = values_of(kind.item, names)
    unique = (
        (lambda entry: tuple(json.dumps(entry.get(name)) for name in kind.key))
        if isinstance(kind, Keyed)
        else json.dumps
    )
    return st.lists(entries, min_size=kind.min_items, max_size=3, unique_by=unique)
