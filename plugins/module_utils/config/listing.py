# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists a family in the words of its options, so that the answer can be kept in a file and applied again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..api.client import Client
from ..mistakes import UserError
from ..words import unknown
from .live.lists import LiveLists
from .model.catalog.table import CATALOG
from .model.kinds.field import squash
from .model.kinds.nested import shown_object
from .model.resource import Resource
from .model.values import JSON
from .planning.identities import Identities


def list_objects(
    client: Client,
    resource: Resource,
    *,
    rsql: str | None = None,
    attributes: Sequence[str] = (),
    warn: Callable[[str], object],
) -> list[JSON]:
    """Give the objects of a family, names for ids, of `attributes` only what is asked for.

    `rsql` is a filter in the API's own language and field names. UserError for an attribute that the family lacks.
    `warn` is told of objects that had gone before they could be read, and of fields that the list leaves out.
    """
    wanted = [_field_name(resource, attribute) for attribute in attributes if attribute != "id"]
    fields = tuple(field for field in resource.fields if not wanted or field.name in wanted)
    live = LiveLists(client)
    params = {"filter": rsql} if rsql else {}
    if wanted and all(field.seen == "list" for field in fields):
        params["attributes"] = ",".join(["id", *(field.api_name for field in fields)])
    rows = live.read(resource, params)
    if wanted and not all(field.seen == "list" for field in fields):
        whole = live.items(resource, [row["id"] for row in rows])
        if gone := [str(row.get(resource.name_field.api_name)) for row in rows if row["id"] not in whole]:
            verb, it = ("was", "it is") if len(gone) == 1 else ("were", "they are")
            count = f"{len(gone)} of {len(rows)} {resource.plural}"
            warn(f"{count} {verb} deleted while they were read, so {it} left out: {', '.join(gone)}")
        rows = list(whole.values())
    elif not wanted and (warning := _left_out(resource, rows)):
        warn(warning)
    identities = Identities(CATALOG, live.of)
    return [_shown(row, shown_object(fields, row, identities.before)) for row in rows]


def _left_out(resource: Resource, rows: Sequence[JSON]) -> str:
    """Name the options that no row has because lists leave them out; empty where a file of the rows lacks nothing."""
    own = [field for field in resource.fields if not field.elsewhere]
    hidden = [field for field in own if not (field.seen == "list" or any(field.api_name in row for row in rows))]
    if not rows or not hidden:
        return ""
    return (
        f"{', '.join(field.name for field in hidden)}: missing here, because the service leaves it out of lists of"
        f" {resource.plural}. A file of these {resource.plural} does not manage it. To list everything, with one"
        f" request per {resource.label}, set attributes: [{', '.join(field.name for field in own)}]"
    )


def _shown(row: JSON, options: JSON) -> JSON:
    default = {"system_default": True} if row.get("systemDefault") else {}
    return {"id": row["id"], **options, **default}


def _field_name(resource: Resource, attribute: str) -> str:
    if squash(attribute) in resource.index:
        return resource.index[squash(attribute)][1].name
    known = [name for name in resource.option_names() if name not in ("id", "state")]
    raise UserError(f"attributes: {attribute}: {unknown(attribute, known)}")
