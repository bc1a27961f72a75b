# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of queues, agents and teams to the ids that reports take."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ...api.client import Client
from ...api.http.identity import UUID, one_form

FAMILIES: Final = {"queues": "contact-service-queue", "agents": "user", "teams": "team"}
ATTRIBUTES: Final = {"queues": "id,name", "agents": "id,firstName,lastName,email", "teams": "id,name"}


def ids_of(client: Client, option: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return ids for names or ids, each once; agents are named by e-mail address or by first and last name.

    ValueError for names that nobody has, with similar ones, and for those that several have, with their ids.
    """
    wanted = [one_form(text) for text in wanted]
    if all(UUID.fullmatch(text) for text in wanted):
        return tuple(dict.fromkeys(wanted))
    known: dict[str, list[str]] = defaultdict(list)
    shown: dict[str, str] = {}
    params = {"attributes": ATTRIBUTES[option]}
    for row in client.list_all(client.path("v2", FAMILIES[option]), params):
        for name in _names(row):
            known[name.casefold()].append(row["id"])
            shown[name.casefold()] = name
    found, problems = [], []
    for text in wanted:
        ids = [text] if UUID.fullmatch(text) else known.get(text.casefold(), [])
        if len(ids) == 1:
            found += ids
        elif ids:
            problems.append(f"{option}: {text} is the name of {len(ids)}: {', '.join(ids)}; give an id")
        else:
            close = difflib.get_close_matches(text.casefold(), shown, n=3, cutoff=0.5)
            hint = f"; similar ones are {', '.join(shown[name] for name in close)}" if close else ""
            problems.append(f"{option}: there is no {text}{hint}")
    if problems:
        raise ValueError("; ".join(problems))
    return tuple(dict.fromkeys(found))


def _names(row: dict[str, Any]) -> list[str]:
    full = " ".join(str(row[part]) for part in ("firstName", "lastName") if row.get(part))
    return list(dict.fromkeys(name for name in (row.get("name") or "", row.get("email") or "", full) if name))
