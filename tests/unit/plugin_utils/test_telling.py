# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode says what would be, and a real run what was."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.results import FAILED, SKIPPED, WORDS
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.outcome import ACTIONS
from ansible_collections.webex.contact_center.plugins.plugin_utils.answers.telling import (
    REST,
    VERBS,
    sentence,
    with_message,
)

NONE = dict.fromkeys((*WORDS.values(), FAILED), 0)


@pytest.mark.parametrize(
    ("summary", "done", "planned"),
    [
        (NONE, "changed nothing", "would change nothing"),
        ({**NONE, "unchanged": 3000}, "changed nothing; 3,000 unchanged", "would change nothing; 3,000 unchanged"),
        ({**NONE, "created": 17, "requests": 4}, "created 17", "would create 17"),
        (
            {**NONE, "updated": 2, "deleted": 1, "unchanged": 1, "failed": 3},
            "updated 2, deleted 1; 1 unchanged, 3 failed",
            "would update 2, delete 1; 1 unchanged, 3 failed",
        ),
        (
            {**dict.fromkeys(ACTIONS, 1), "resumed": 1},
            "downloaded 1, replaced 1, removed 1; 1 unchanged, 1 sensitive, 1 expired, 1 failed",
            "would download 1, replace 1, remove 1; 1 unchanged, 1 sensitive, 1 expired, 1 failed",
        ),
    ],
)
def test_counts_in_words(summary: dict[str, int], done: str, planned: str) -> None:
    assert sentence(summary, is_check=False) == done
    assert sentence(summary, is_check=True) == planned


def test_every_count_of_an_action_has_its_word() -> None:
    assert {*VERBS, *REST} == {*WORDS.values(), FAILED, SKIPPED, *ACTIONS}


@pytest.mark.parametrize("result", [{"summary": NONE, "msg": "404"}, {"summary": {"tasks": 1}}, {"changed": True}])
def test_other_results_stay_as_they_are(result: dict[str, Any]) -> None:
    assert with_message(result, is_check=True) == result
