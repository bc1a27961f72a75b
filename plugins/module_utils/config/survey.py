# SPDX-License-Identifier: GPL-3.0-or-later
"""Find out what this access may do, family by family, in words that may be shown to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple

from ..api.client import Client, ClockGap
from ..api.http.errors import ConnectionFailed, Unauthorized, WxccError
from ..api.lists import ListPage
from ..words import NO, UNKNOWN, YES
from .model.catalog.table import CATALOG
from .model.kinds.nested import odd_field
from .model.resource import Resource
from .model.values import JSON

WITHHELD: Final = "(not shown)"

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_WHOSE: Final = re.compile(
    r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\bY2lzY29zcGFyazov\w+|[^\s@<>\"']+@[\w.-]*\w|\+?\d[\d .()-]{6,}\d",
    re.IGNORECASE,
)
"""Ids, addresses and telephone numbers, which a message of the service might quote."""
_TYPES: Final = {bool: "boolean", int: "number", float: "number", str: "text", list: "list", dict: "mapping"}


class _Look(NamedTuple):
    page: ListPage
    gap: ClockGap | None


@dataclass(frozen=True)
class Survey:
    """One row a family (`row_of`, `refusal_of`), and how far the clock of the service is ahead, in whole seconds.

    The difference is None where no answer had a date, and 0 where none is certain.
    """

    families: list[JSON]
    clock_difference: int | None


def survey(client: Client) -> Survey:
    """Read the first page of each family's list, 8 at a time, and describe it without any name.

    Raises the error of the service where it cannot be reached at all, and Unauthorized for a token that it refuses.
    """
    resources = [resource for resource in CATALOG.values() if not resource.parent]
    looks = client.parallel([partial(_look, client, resource) for resource in resources])
    for look in looks:
        if isinstance(look, Unauthorized):
            raise look
    if looks and all(isinstance(look, ConnectionFailed) for look in looks):
        raise next(look for look in looks if isinstance(look, ConnectionFailed))
    found = dict(zip((resource.family for resource in resources), looks, strict=True))
    rows = [_row(resource, found.get(resource.family)) for resource in CATALOG.values()]
    return Survey(rows, clock_difference([look.gap for look in looks if isinstance(look, _Look) and look.gap]))


def clock_difference(gaps: Sequence[ClockGap]) -> int | None:
    """Return the whole seconds that all answers allow, 0 if that is one of them; None without any answer."""
    if not gaps:
        return None
    least, most = max(gap.least for gap in gaps), min(gap.most for gap in gaps)
    return 0 if least <= 0 <= most else round((least + most) / 2)


def _look(client: Client, resource: Resource) -> _Look:
    path = client.path(*resource.path("list"))
    if resource.paths.is_bare:
        rows = client.bare_page(path, resource.paths.params)
        return _Look(ListPage(rows, 1, len(rows)), None)
    return _Look(*client.first_page(path))


def _row(resource: Resource, look: _Look | WxccError | None) -> JSON:
    if look is None:
        return {"family": resource.family, "readable": UNKNOWN}
    return row_of(resource, look.page) if isinstance(look, _Look) else refusal_of(resource, look)


def row_of(resource: Resource, page: ListPage) -> JSON:
    """Return `{"family", "readable", "objects", "checked", "unknown_fields", "unknown_values", "other_types"}`.

    `unknown_fields` are `{"field", "type"}`, `unknown_values` `{"field", "value"}`; fields have their names in
    payloads, with dots before what is nested. Nothing here comes from a value, except a word where the catalog
    has a choice.
    """
    fields: dict[str, str] = {}
    values: dict[tuple[str, str], JSON] = {}
    others: dict[str, None] = {}
    for body in page.rows:
        for path, value, is_field in resource.strange(body):
            name = ".".join(map(_shown, path))
            if is_field:
                if fields.get(name, UNKNOWN) == UNKNOWN:
                    fields[name] = _TYPES.get(type(value), UNKNOWN)
            else:
                values.setdefault((name, _shown(value)), {"field": name, "value": _shown(value)})
        if odd := odd_field(resource.fields, body):
            others[odd] = None
    return {
        "family": resource.family,
        "readable": YES,
        "objects": page.total,
        "checked": len(page.rows),
        "unknown_fields": [{"field": name, "type": kind} for name, kind in sorted(fields.items())],
        "unknown_values": [values[key] for key in sorted(values)],
        "other_types": sorted(others),
    }


def refusal_of(resource: Resource, error: WxccError) -> JSON:
    """Return `{"family", "readable", "status", "error", "tracking_id"}` of a family that could not be listed."""
    return {
        "family": resource.family,
        "readable": UNKNOWN if error.status is None else NO,
        "status": error.status,
        "error": _WHOSE.sub(WITHHELD, error.reason),
        "tracking_id": error.tracking_id,
    }


def sentence(rows: Iterable[JSON]) -> str:
    """Return a summary: `24 of 25 families can be read; refused: user; unknown fields: 2, unknown values: 1`."""
    rows = list(rows)
    readable = sum(row["readable"] == YES for row in rows)
    parts = [f"{readable} of {len(rows)} families can be read"]
    if missing := [row["family"] for row in rows if row["readable"] == NO]:
        parts.append(f"refused: {', '.join(missing)}")
    counts = {key: sum(len(row.get(key, ())) for row in rows) for key in ("unknown_fields", "unknown_values")}
    if any(counts.values()):
        parts.append(", ".join(f"{key.replace('_', ' ')}: {count}" for key, count in counts.items()))
    return "; ".join(parts)


def _shown(word: Any) -> str:
    """Return a word of the API; any other text may be somebody's name, and is not returned."""
    return word if isinstance(word, str) and _WORD.fullmatch(word) else WITHHELD
