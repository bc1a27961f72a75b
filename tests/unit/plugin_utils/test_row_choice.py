# SPDX-License-Identifier: GPL-3.0-or-later
"""With `rows: changed` a result has the rows that say something new, and the counts of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from support.argument_specs import MODULES, spec_of

from ansible_collections.webex.contact_center.plugins.module_utils.config.results import FAILED, WORDS
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.outcome import ACTIONS
from ansible_collections.webex.contact_center.plugins.plugin_utils.answers.row_choice import chosen

EVERY = sorted({*WORDS.values(), FAILED, *ACTIONS})
NEW = ["created", "deleted", "downloaded", "failed", "removed", "replaced", "updated"]


@pytest.mark.parametrize("key", ["sites", "recordings", "crews"])
@pytest.mark.parametrize(("rows", "left"), [("changed", NEW), ("all", EVERY), (None, EVERY), ("", EVERY)])
def test_only_rows_that_changed_are_left(key: str, rows: Any, left: list[str]) -> None:
    rows_of_all = [{"action": action} for action in EVERY]
    result = {key: rows_of_all, "_rows": {"list": key}, "summary": {"unchanged": 1}, "others": rows_of_all}
    given = chosen(result, rows)
    assert [row["action"] for row in given[key]] == left
    assert {**given, key: result[key]} == result


def returned(path: Path) -> set[str]:
    """The lists of rows with an action that a module says it returns."""
    text = path.read_text(encoding="utf-8").split('RETURN = r"""')[1].split('"""')[0]
    rows = {name: value for name, value in yaml.safe_load(text).items() if value["type"] == "list"}
    return {name for name, value in rows.items() if "action" in str([value.get("contains"), value.get("sample")])}


@pytest.mark.parametrize("path", sorted(MODULES.glob("wxcc_*.py")), ids=lambda path: path.stem)
def test_every_module_that_tells_what_it_did_has_the_option(path: Path) -> None:
    assert len(returned(path)) <= 1
    assert ("rows" in spec_of(path.stem)) == bool(returned(path))
