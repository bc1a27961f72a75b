# SPDX-License-Identifier: GPL-3.0-or-later
"""Look up the ids of queues, agents and teams by name, because reports take ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from ...api.client import Client
from ...api.http.identity import UUID, one_form
from ...api.lists import LIST_VERSION
from ...mistakes import UserError
from ...words import did_you_mean

FAMILIES: Final = {"queues": "contact-service-queue", "agents": "user", "teams": "team"}
ATTRIBUTES: Final = {"queues": "id,name", "agents": "id,firstName,lastName,email", "teams": "id,name"}


def ids_of(client: Client, option: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return ids for names or ids, each once; agents are named by e-mail address or by first and last name.

    UserError for a name that does not exist, with similar ones, and for one that several objects have, with their ids.
    """
    names = [one_form(text) for text in names]
    if all(UUID.fullmatch(text) for text in names):
        return tuple(dict.fromkeys(names))
    ids_by_name: dict[str, list[str]] = defaultdict(list)
    spellings: set[str] = set()
    params = {"attributes": ATTRIBUTES[option]}
    for row in client.list_all(client.path(LIST_VERSION, FAMILIES[option]), params):
        for name in _names_of(row):
            ids_by_name[name.casefold()].append(row["id"])
            spellings.add(name)
    matches, problems = [], []
    for text in names:
        ids = [text] if UUID.fullmatch(text) else ids_by_name.get(text.casefold(), [])
        if len(ids) == 1:
            matches += ids
        elif ids:
            problems.append(f'{option}: {len(ids)} {option} are called "{text}". Use one of the ids {", ".join(ids)}')
        else:
            hint = did_you_mean(text, sorted(spellings))
            problems.append(f'{option}: no {option.removesuffix("s")} is called "{text}". {hint}'.rstrip(". "))
    if problems:
        raise UserError("; ".join(problems))
    return tuple(dict.fromkeys(matches))


def _names_of(row: dict[str, Any]) -> list[str]:
    full = " ".join(str(row[part]) for part in ("firstName", "lastName") if row.get(part))
    return list(dict.fromkeys(name for name in (row.get("name") or "", row.get("email") or "", full) if name))
