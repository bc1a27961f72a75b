# SPDX-License-Identifier: GPL-3.0-or-later
"""Blank options are options that are not given, in every module, also where they are inside of others."""

from __future__ import annotations

from typing import Any

import pytest
from support.argument_specs import Option, Refused, every_option, read

from ansible_collections.webex.contact_center.plugins.filter.wxcc_legacy import FilterModule
from ansible_collections.webex.contact_center.plugins.module_utils.blanks import is_blank, without_blanks

BLANK: list[Any] = [None, "", "  ", "\t\n", [""], [None, " "]]


def outcome(module: str, arguments: dict[str, Any]) -> Any:
    """What the module reads, or why it refuses."""
    try:
        return read(module, arguments)
    except Refused as refused:
        return str(refused)


@pytest.mark.parametrize("option", list(every_option()), ids=str)
def test_a_blank_option_is_not_given(option: Option) -> None:
    if option.spec.get("required"):
        for value in BLANK:
            with pytest.raises(Refused, match=rf"^missing required arguments: {option.path[-1]}( found in .*)?$"):
                read(option.module, option.arguments(value))
        return
    without = outcome(option.module, option.arguments())
    for value in BLANK:
        assert outcome(option.module, option.arguments(value)) == without


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ({"unknown": ""}, {"unknown": ""}),
        ({"free": {"id": None, "name": ""}}, {"free": {"id": None, "name": ""}}),
        ({"free": {}, "names": [], "flag": False, "count": 0}, {"free": {}, "names": [], "flag": False, "count": 0}),
        ({"names": ["a", "", None, " b "]}, {"names": ["a", " b "]}),
        ({"names": "a"}, {"names": "a"}),
        (
            {"nested": {"name": "", "rows": [{"name": " "}, "", {"name": "x", "more": None}]}},
            {"nested": {"rows": [{}, {"name": "x", "more": None}]}},
        ),
    ],
)
def test_only_what_the_spec_knows_is_left_out(arguments: dict[str, Any], left: dict[str, Any]) -> None:
    inner = {"name": {}, "rows": {"type": "list", "elements": "dict", "options": {"name": {}}}}
    spec = {
        "free": {"type": "dict"},
        "flag": {"type": "bool"},
        "count": {"type": "int"},
        "names": {"type": "list", "elements": "str"},
        "nested": {"type": "dict", "options": inner},
    }
    assert without_blanks(arguments, spec) == left


@pytest.mark.parametrize("value", [0, False, [], {}, "0", [[]], {"": ""}, [0]])
def test_what_says_something_is_not_blank(value: Any) -> None:
    assert not is_blank(value)


@pytest.mark.parametrize("value", [None, "", " "])
@pytest.mark.parametrize(
    ("name", "values", "options"),
    [
        ("wxcc_epoch", ["2026-11-24"], ["timezone"]),
        ("wxcc_from_epoch", [1764000000000], ["timezone"]),
        ("wxcc_hmac", ["user", "key", "7"], ["digest", "layout"]),
    ],
)
def test_a_blank_argument_of_a_filter_is_not_given(
    name: str, values: list[Any], options: list[str], value: str | None
) -> None:
    work = FilterModule().filters()[name]
    assert work(*values, **dict.fromkeys(options, value)) == work(*values)
    assert work(*values, *[value] * len(options)) == work(*values)
