# SPDX-License-Identifier: GPL-3.0-or-later
"""Deviations of all families, and of the APIs besides the families."""

from __future__ import annotations

from wxcc_simulator.families.deviation import SCHEMA, Deviation, Patch
from wxcc_simulator.families.facts import operations_of
from wxcc_simulator.families.registry import FAMILIES

ORGANIZATION = "/organization/{orgid}"
REFUSED: Patch = {
    "description": "x",
    "content": {"application/json": {"schema": {"$ref": f"{SCHEMA}ApiErrorResponse"}}},
}
LINKS: Patch = {
    "properties": {"links": {"type": "array", "items": {}, "readOnly": True}},
    "x-refused": {"links": "links: unknown field"},
}


def _observed_codes() -> dict[str, Patch]:
    """201 and 204 instead of the 200 of the file, for families whose writes were seen."""
    codes = {"create": "201", "delete": "204"}
    return {
        f"{row['method']} {row['path']}": {"responses": {codes[row["verb"]]: {"copy": "200"}, "200": None}}
        for family in FAMILIES.values()
        if family.writes_seen
        for row in operations_of(family.name)
        if row["verb"] in codes and row["success"] == 200 and family.serves(row["verb"], row["version"])
    }


EVERYWHERE = (
    Deviation(
        name="bulk_delete_needs_object",
        where="DELETE items of POST {family}/bulk",
        file="fields are required only for create and update",
        observed="400 for the item unless the whole object is sent, as for objects of the system",
        source="live bulk probes, 2026-07-20",
        operations={f"POST {ORGANIZATION}/*/bulk": {"x-whole-delete": True}},
    ),
    Deviation(
        name="bulk_item_wrapper",
        state="always",
        where="items of a bulk request",
        file="item may be left out",
        observed="400 for the whole request",
        source="live bulk probes, 2026-07-20",
        schemas={"BulkRequestItem*": {"required": ["item"]}, "BulkPatchRequestItem*": {"required": ["item"]}},
    ),
    Deviation(
        name="bulk_update_refused",
        where="SAVE items with an id of POST {family}/bulk, of most families",
        file="updates the object",
        observed="400 for the item, New configuration cannot have an id",
        source="live bulk probes, 2026-07-20 to 2026-07-21",
        operations={
            f"POST {ORGANIZATION}/{family.name}/*bulk": {"x-updates": False}
            for family in FAMILIES.values()
            if not family.bulk_updates
        },
    ),
    Deviation(
        name="error_details",
        where="every error of the application",
        file="key and message[].description",
        observed="also reason, referencedEntities (412), and code, entity, references of a message",
        source="live probes, 2026-07-14; examples within the file show them too",
        schemas={
            "ErrorDetails": {
                "properties": {
                    "reason": {"type": "string"},
                    "referencedEntities": {"type": "array", "items": {"type": "string"}},
                }
            },
            "OperationError": {
                "properties": {
                    "code": {"type": "string"},
                    "entity": {"type": "string"},
                    "references": {"type": "array", "items": {"type": "object"}},
                }
            },
        },
    ),
    Deviation(
        name="json_token_request",
        state="off",
        where="/v1/access_token",
        file="takes a form, and answers 415 to JSON",
        observed="some public clients send a JSON object instead of a form",
        source="none",
    ),
    Deviation(
        name="links_in_answers",
        where="a single object in an answer",
        file="no such field",
        observed="a list named links, which has to be taken out before the object is sent back",
        source="live write probes, 2026-07-22",
        answers=LINKS,
    ),
    Deviation(
        name="list_meta_types",
        state="always",
        where="meta of the lists of some families",
        file="an object of objects",
        observed="numbers, text and an object of links",
        source="live list probes, 2026-07-10",
        schemas={"ResponseEnvelope*": {"properties": {"meta": {"additionalProperties": None}}}},
    ),
    Deviation(
        name="list_rows",
        state="always",
        where="rows of lists",
        file="have the fields of a single object, though the description removes array fields",
        observed="the description holds",
        source="live list probes, 2026-07-10 to 2026-09-23",
        rows=True,
    ),
    Deviation(
        name="media_type_415",
        state="always",
        where="operations with a body",
        file="no such answer",
        observed="not probed; the framework's usual answer to a body that is not JSON",
        source="none",
        operations={
            f"P* {ORGANIZATION}/*": {
                "responses": {
                    "415": {
                        "description": "x",
                        "content": {"application/json": {"schema": {"$ref": f"{SCHEMA}FrameworkError"}}},
                    }
                }
            }
        },
        schemas={
            "FrameworkError": {
                "type": "object",
                "required": ["timestamp", "status", "error", "path"],
                "properties": {
                    "timestamp": {"type": "string"},
                    "status": {"type": "integer"},
                    "error": {"type": "string"},
                    "path": {"type": "string"},
                },
            }
        },
    ),
    Deviation(
        name="organization_read",
        where=f"GET {ORGANIZATION}",
        file="no such operation",
        observed="200 with name, subscriptionType and environment of the organization",
        source="live probes, 2026-08-26; the text of environment is not on record",
        operations={
            f"GET {ORGANIZATION}": {
                "parameters": [{"name": "orgid", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "x",
                        "content": {"application/json": {"schema": {"$ref": f"{SCHEMA}Organization"}}},
                    },
                    "401": REFUSED,
                    "403": REFUSED,
                },
            }
        },
        schemas={
            "Organization": {
                "type": "object",
                "required": ["id", "name", "subscriptionType", "environment"],
                "properties": {
                    "id": {"type": "string"},
                    "name": {"type": "string"},
                    "subscriptionType": {"type": "string", "enum": ["TRIAL", "SUBSCRIPTION"]},
                    "environment": {"type": "string"},
                },
            }
        },
    ),
    Deviation(
        name="purge_forbidden",
        where="POST {family}/purge-inactive-entities",
        file="200",
        observed="403 even for a full administrator with every scope",
        source="live probes on three families, 2026-07-22",
        operations={f"POST {ORGANIZATION}/*/purge-inactive-entities": {"responses": {"200": None}}},
    ),
    Deviation(
        name="put_conflict",
        state="always",
        where="PUT to a name that another object has",
        file="no such answer",
        observed="not probed; the code of a create",
        source="none",
        operations={f"PUT {ORGANIZATION}/*": {"responses": {"409": {"copy": "400"}}}},
    ),
    Deviation(
        name="raw_quotes_refused",
        where="a query below /organization with quotation marks that are not percent-encoded",
        file="shows them in its examples",
        observed="400 with an HTML page of the gateway",
        source="live filter probes, 2026-07-11",
        operations={
            f"GET {ORGANIZATION}/*": {"responses": {"400": {"content": {"text/html": {"schema": {"type": "string"}}}}}}
        },
    ),
    Deviation(
        name="reads_answer_400",
        state="always",
        where="GET with a filter, page or attribute that cannot be read",
        file="no such answer",
        observed="400 for a filter with a bare space",
        source="live filter probes, 2026-07-17",
        operations={f"GET {ORGANIZATION}/*": {"responses": {"400": REFUSED}}},
    ),
    Deviation(
        name="search_answer",
        state="always",
        where="200 of POST /search",
        file="a text",
        observed="an object with data, or with errors, or with both",
        source="live probes, 2026-07-11; published samples of the API",
        operations={
            "POST /search": {
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": f"{SCHEMA}SearchAnswer"}}}}}
            }
        },
        schemas={
            "SearchAnswer": {
                "type": "object",
                "required": ["data"],
                "properties": {"data": {}, "errors": {"type": "array", "items": {}}},
            }
        },
    ),
    Deviation(
        name="quiet_hidden_writes",
        state="off",
        where="PUT and PATCH that change nothing but fields which lists leave out",
        file="no such rule",
        observed="never observed; they raise neither version nor lastUpdatedTime then, which cache_dir cannot see",
        source="none",
    ),
    Deviation(
        name="stale_version_conflict",
        state="off",
        where="PUT with a version that is not the current one",
        file="no such rule",
        observed="never observed; 409 where it is on. Every write of an object raises its version by one",
        source="none",
    ),
    Deviation(
        name="success_codes",
        where="POST {family} and DELETE {family}/{id} of some families",
        file="both answer 200",
        observed="201 with the object, 204 without a body",
        source="live write probes, 2026-07-17 to 2026-07-22",
        operations=_observed_codes(),
    ),
    Deviation(
        name="task_window",
        where="from and to of GET /v1/tasks",
        file="any period",
        observed="400 unless they are at most 184 days apart and from is at most 12 months old",
        source="live probes, 2026-07-11",
        operations={"GET /v1/tasks": {"x-longest": 184, "x-oldest": 365}},
    ),
)
