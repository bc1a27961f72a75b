# SPDX-License-Identifier: GPL-3.0-or-later
"""Warn of what answers show beside success: writes by others, and values that came back changed."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Final

from ...words import quoted
from ..model.compare import told_apart
from ..model.values import CLEAR, JSON
from ..planning.action import Action

LISTED: Final = 20


_Kind = list[tuple[Action, str]]


class Watch:
    """Collects warnings, from any thread; they never stop a write."""

    def __init__(self) -> None:
        self._moved: _Kind = []
        self._overwritten: _Kind = []
        self._otherwise: _Kind = []

    @property
    def warnings(self) -> list[str]:
        """The warnings, of each kind only the first few."""
        warnings = []
        for kind in (self._moved, self._overwritten, self._otherwise):
            warnings += sorted(f"{action.title}: {what}" for action, what in kind)[:LISTED]
            if len(kind) > LISTED:
                warnings.append(f"and {len(kind) - LISTED} more such warnings, each in the row of its object")
        return warnings

    def by_action(self) -> dict[Action, list[str]]:
        """Return the warnings of each action that has some."""
        noted: dict[Action, list[str]] = {}
        for action, what in (*self._moved, *self._overwritten, *self._otherwise):
            noted.setdefault(action, []).append(what)
        return noted

    def moved(
        self, action: Action, before: Mapping[str, Any] | None, now: Mapping[str, Any], unseen: Container[str] = ()
    ) -> None:
        """Say what somebody else changed of an object since this run read it, before it was written over.

        `unseen` are the fields that `before` does not show although the object may have them.
        """
        if before is None or before is now:
            return
        whole = action.whole or action
        changes = []
        for field in action.resource.fields:
            old, new = before.get(field.api_name), now.get(field.api_name)
            is_shown = field.is_answered and not (field.api_name in unseen or field.elsewhere)
            if is_shown and not field.equal(old, new):
                wins = "the file has the last word" if field.api_name in action.managed else "kept"
                changes.append(f"{field.id_option} {_change(old, new)} ({wins})")
        if changes:
            self._moved.append((whole, f"somebody else changed it during this run: {', '.join(changes)}"))

    def written(
        self, action: Action, base: Mapping[str, Any], sent: JSON, answer: JSON, *, but: Container[str] = ()
    ) -> None:
        """Compare the answer to a write with the object that it was laid over, and with what was sent, `but` fields.

        `base` is empty where nothing was laid over anything, so that nobody's change can have been overwritten.
        """
        whole = action.whole or action
        read, now = base.get("version"), answer.get("version")
        if isinstance(read, int) and isinstance(now, int) and now > read + 1:
            what = f"somebody else changed it at the same moment: version {read} was read, version {now} came back"
            self._overwritten.append((whole, f"{what}. Their change was overwritten, ask them to check the object"))
        if answer.get(action.resource.name_field.api_name) is None:  # the answer is not the object
            return
        for name in action.managed:
            field = action.resource.by_api[name]
            sent_value, came = sent.get(name), answer.get(name)
            if (
                name not in but
                and field.is_answered
                and not field.same(came, CLEAR if sent_value is None else sent_value)
            ):
                sent_value, came = map(field.kind.without_secrets, (sent_value, came))
                both = f"sent {_quoted(sent_value, came)}, came back {_quoted(came, sent_value)}"
                what = f"{field.id_option} came back different from what was sent: {both}"
                self._otherwise.append((whole, f"{what}. As long as the service changes it, every run writes it again"))


def _change(old: Any, new: Any) -> str:
    return f"from {_quoted(old, new)} to {_quoted(new, old)}"


def _quoted(value: Any, other: Any) -> str:
    """Quote a value, with the code points that tell it from another one that looks the same."""
    return "nothing" if value in (None, "") else told_apart(value, other) or quoted(value)
