# SPDX-License-Identifier: GPL-3.0-or-later
"""List the objects of a family with the names of its options, complete, so that a file of them can be applied again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..api.client import Client
from ..api.http.errors import NotFound, WxccError, is_no_route, is_refusal
from ..mistakes import UserError
from ..words import unknown
from .live.cache import ObjectCache
from .live.lists import LiveLists
from .model.catalog.table import CATALOG
from .model.kinds.field import Field, squash
from .model.kinds.nested import shown_object
from .model.resource import Resource
from .model.values import JSON
from .planning.identities import Identities


@dataclass
class Listing:
    """The objects of a family, names for ids, and what could not be read of them.

    `incomplete` has an entry `{"id", "name", "missing": [option], "error"}` for each object that is not whole.
    """

    objects: list[JSON]
    incomplete: list[JSON] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def list_objects(
    client: Client,
    resource: Resource,
    *,
    rsql: str | None = None,
    attributes: Sequence[str] = (),
    cache_dir: str | None = None,
) -> Listing:
    """Return the objects of a family, with `attributes` only these options.

    `rsql` is a filter in the API's own language and field names. UserError for an attribute that the family lacks.
    Fields that lists leave out cost a request per object, unless they are in the cache. Where the service refuses such
    a request, the object is returned as its row shows it; any other error ends the list.
    """
    chosen = {_field_name(resource, attribute) for attribute in attributes if attribute != "id"}
    own = [part for part in resource.fields if not part.elsewhere and part.is_readable]
    fields = tuple(part for part in own if not chosen or part.name in chosen)
    cache = ObjectCache(cache_dir, client.org_id)
    live = LiveLists(client, cache)
    params = {"filter": rsql} if rsql else {}
    if chosen and all(part.seen == "list" and not part.under for part in fields):
        params["attributes"] = ",".join(["id", *(part.api_name for part in fields)])
    rows = live.read(resource, params)
    listing = whole_objects(live, resource, rows, fields)
    identities = Identities(CATALOG, live.of, live.showing)
    listing.objects = [_shown(body, shown_object(fields, body, identities.before)) for body in listing.objects]
    cache.save({} if rsql else {resource.family: [row["id"] for row in rows]})
    listing.warnings += cache.warnings
    return listing


def whole_objects(live: LiveLists, resource: Resource, rows: Sequence[JSON], fields: Sequence[Field]) -> Listing:
    """Return the objects of rows, in the shape of the API, with these fields of them."""
    hidden = [part for part in fields if part.api_name in live.hidden(resource)]
    listing = _listed(resource, rows, _bodies(live, resource, rows) if hidden else {}, hidden)
    for part in fields:
        if part.under and rows:
            _add_under(live, part, listing)
    return listing


def _add_under(live: LiveLists, part: Field, listing: Listing) -> None:
    """Add the values of a field that the service keeps under another object, or say that the service refuses them."""
    try:
        found = live.under(part, live.targets_of(part))
    except WxccError as error:
        if not (is_refusal(error) or is_no_route(error)):
            raise
        listing.warnings.append(f"{part.name}: left out, because the service refuses it: {error}")
        return
    listing.objects = [
        {**body, part.api_name: part.target_kind.gathered(found[body["id"]])} if body["id"] in found else body
        for body in listing.objects
    ]


def _bodies(live: LiveLists, resource: Resource, rows: Sequence[JSON]) -> dict[str, JSON | WxccError]:
    """Return complete objects by id; an error for one that could not be read."""
    remembered = {row["id"]: live.remembered(resource, row) for row in rows}
    found = {object_id: body for object_id, body in remembered.items() if body is not None}
    found |= live.read_whole(resource, [row["id"] for row in rows])
    return found | live.items(resource, [row for row in rows if row["id"] not in found])


def _listed(
    resource: Resource, rows: Sequence[JSON], bodies: Mapping[str, JSON | WxccError], hidden: Sequence[Field]
) -> Listing:
    """Return what is known of each object, in the order of the rows, and say what is missing."""
    listing = Listing([])
    gone: list[str] = []
    for row in rows:
        body = bodies.get(row["id"], row)
        name = str(row.get(resource.name_field.api_name) or row["id"])
        if isinstance(body, NotFound):
            gone.append(name)
            continue
        if isinstance(body, WxccError):
            if not is_refusal(body):
                raise body
            missing = [part.name for part in hidden]
            listing.incomplete.append({"id": row["id"], "name": name, "missing": missing, "error": str(body)})
            body = {api_name: value for api_name, value in row.items() if api_name not in resource.hidden}
        listing.objects.append(body)
    listing.warnings = _unread(resource, len(rows), gone, hidden, listing.incomplete)
    return listing


def _unread(
    resource: Resource, count: int, gone: Sequence[str], hidden: Sequence[Field], incomplete: Sequence[JSON]
) -> list[str]:
    """Say which objects are missing or incomplete."""
    warnings = []
    if gone:
        verb, they = ("was", "it was read, so it is") if len(gone) == 1 else ("were", "they were read, so they are")
        which = f"{len(gone)} of {count} {resource.plural}"
        warnings.append(f"{which} {verb} deleted while {they} left out: {', '.join(gone)}")
    if incomplete:
        options, is_are = ", ".join(part.name for part in hidden), "is" if len(hidden) == 1 else "are"
        which = f"{len(incomplete)} of {count} {resource.plural} could not be read whole"
        named = ", ".join(str(entry["name"]) for entry in incomplete)
        warnings.append(f"{which}, so {options} {is_are} missing: {named} (see incomplete)")
    return warnings


def _shown(body: JSON, options: JSON) -> JSON:
    default = {"system_default": True} if body.get("systemDefault") else {}
    return {"id": body["id"], **options, **default}


def _field_name(resource: Resource, attribute: str) -> str:
    if squash(attribute) in resource.index:
        return resource.index[squash(attribute)][1].name
    known = [name for name in resource.option_names() if name not in ("id", "state")]
    raise UserError(f"attributes: {attribute}: {unknown(attribute, known)}")
