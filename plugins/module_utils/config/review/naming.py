# SPDX-License-Identifier: GPL-3.0-or-later
"""The name of an object of a plan for people."""

from __future__ import annotations

from ..planning.action import Action
from ..planning.identities import Identities


def full_name(action: Action, identities: Identities) -> str:
    """Return the name of an object before the run, with the rest of its key if it has more than a name."""
    body, directory = (action.live, identities.before) if action.live else (action.values, identities.after)
    rest = [f"{part.name} {part.shown(body.get(part.api_name), directory)}" for part in action.resource.key_fields[1:]]
    return f"{action.old_name} ({', '.join(rest)})" if rest else action.old_name
