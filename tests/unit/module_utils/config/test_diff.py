# SPDX-License-Identifier: GPL-3.0-or-later
"""A diff of many objects is folded, except for what is deleted."""

from __future__ import annotations

from typing import Any

import pytest
from unit.module_utils.config.planned import plan_all

from ansible_collections.webex.contact_center.plugins.module_utils.config import results as report

PROFILE = {"id": "profile-1", "name": "Voice", "active": True}
NAMES = [f"Site-{number:04}" for number in range(3000)]


def diff(records: list[dict[str, Any]], live: list[str], most: int) -> list[dict[str, Any]]:
    """The diff of sites against live ones of these names, where the others are purged."""
    lists: dict[str, list[dict[str, Any]]] = {
        "multimedia-profile": [PROFILE],
        "site": [
            {"id": f"id-{name}", "name": name, "active": True, "multimediaProfileId": "profile-1"} for name in live
        ],
    }
    planned = plan_all({"site": records}, lists, purge=True)
    return report.diff(planned.family, {}, planned.identities, most=most)


def lines(entries: list[dict[str, Any]]) -> int:
    """How many lines are printed at least."""
    return sum(text.count("\n") for entry in entries for text in entry.values())


def changed(names: list[str]) -> list[dict[str, Any]]:
    """Records with another description, the first ten also inactive."""
    return [{"name": name, "description": "new", **({"active": False} if name < "Site-0010" else {})} for name in names]


@pytest.mark.parametrize(
    ("most", "shown", "more"),
    [
        (2, 2, "and 2,998 more changed sites: description of 2,998, active of 8; max_diff: 0 shows all\n"),
        (2999, 2999, "and 1 more changed sites: description of 1; max_diff: 0 shows all\n"),
        (3000, 3000, None),
        (0, 3000, None),
    ],
)
def test_changes_of_many(most: int, shown: int, more: str | None) -> None:
    entries = diff(changed(NAMES), NAMES, most)
    assert [entry["before_header"] for entry in entries[:shown]] == [f"site {name}" for name in NAMES[:shown]]
    assert entries[shown:] == ([{"prepared": more}] if more else [])


@pytest.mark.parametrize(("most", "shown"), [(2, 2), (3000, 3000), (0, 3000)])
def test_new_ones_of_many(most: int, shown: int) -> None:
    (entry,) = diff([{"name": name, "multimedia_profile": "Voice"} for name in NAMES], [], most)
    new = entry["after"].splitlines()
    assert (entry["before"], entry["after_header"]) == ("", "new sites")
    assert [line.partition(":")[0] for line in new[:shown]] == NAMES[:shown]
    assert new[shown:] == ([] if shown == 3000 else ["and 2,998 more; max_diff: 0 shows all"])


def test_every_deleted_object_is_shown() -> None:
    (entry,) = diff([{"name": NAMES[0]}], NAMES, 2)
    assert entry["before"].splitlines() == [f"{name}: id id-{name}" for name in NAMES[1:]]


def test_the_default_is_short() -> None:
    assert lines(diff(changed(NAMES), NAMES, 50)) < 300
