# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches that the deviations of several families need."""

from __future__ import annotations

from typing import Any

from wxcc_simulator.families.deviation import SCHEMA, Deviation, Patch

ORGANIZATION = "/organization/{orgid}"


def json_body(family: str, parameter: str, schema: str) -> Deviation:
    """The file has the object in a parameter of the query; the service also takes it as a body."""
    ref = {"$ref": SCHEMA + schema}
    path = f"{ORGANIZATION}/{family}"
    body = {"content": {"application/json": {"schema": ref}}}
    orgid = {"name": "orgid", "in": "path", "required": True, "schema": {"type": "string"}}
    query = {"name": parameter, "in": "query", "schema": ref}
    item = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return Deviation(
        name=f"{family.replace('-', '_')}_body_in_json",
        where=f"POST {family}, PUT {family}/{{id}}",
        file=f"the object is the required query parameter {parameter}, there is no body",
        observed="a JSON body works, and so does the parameter",
        source="live write probes, 2026-07-11",
        operations={
            f"POST {path}": {"parameters": [orgid, query], "requestBody": body},
            f"PUT {path}/{{id}}": {"parameters": [orgid, query, item], "requestBody": body},
        },
    )


def fields(**properties: Any) -> Patch:
    """A patch of the fields of a schema."""
    return {"properties": properties}


def list_in_envelope(family: str, path: str, schema: str, media: str = "*/*") -> Deviation:
    """The file calls the answer of a list a text, under a media type; really it has the envelope of every list."""
    rows = {"type": "array", "items": {"$ref": SCHEMA + schema}}
    envelope = {"type": "object", "properties": {"meta": {}, "data": rows}}
    return Deviation(
        name=f"{family.replace('-', '_')}_list",
        state="always",
        where=f"GET {path}",
        file="a text",
        observed="the envelope of every list",
        source="live reads, 2026-08-26",
        operations={f"GET {ORGANIZATION}/{path}": {"responses": {"200": {"content": {media: {"schema": envelope}}}}}},
    )
