# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts of a result in words: what was done, or in check mode what would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

VERBS: Final = {
    "created": "create",
    "updated": "update",
    "deleted": "delete",
    "downloaded": "download",
    "replaced": "replace",
    "removed": "remove",
}
"""The counters of modules, in words for what was done and for what would be done."""
REST: Final = ("unchanged", "skipped", "sensitive", "expired", "failed")


def with_message(result: Mapping[str, Any], *, is_check: bool) -> dict[str, Any]:
    """Add the sentence as `msg` to a result that has counts and no message."""
    summary = result.get("summary", {})
    if "msg" in result or not VERBS.keys() & summary.keys():
        return dict(result)
    return {**result, "msg": sentence(summary, is_check=is_check)}


def sentence(summary: Mapping[str, Any], *, is_check: bool) -> str:
    """Return the sentence: `would create 17, update 2; 3 unchanged`."""
    done = [f"{VERBS[name] if is_check else name} {summary[name]:,}" for name in VERBS if summary.get(name)]
    head = ", ".join(done) or ("change nothing" if is_check else "changed nothing")
    rest = [f"{summary[name]:,} {name}" for name in REST if summary.get(name)]
    return "; ".join([f"would {head}" if is_check else head, *([", ".join(rest)] if rest else [])])
