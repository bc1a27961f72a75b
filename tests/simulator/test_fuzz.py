# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that schemathesis makes up from the repaired official file never meet an answer it does not describe."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CheckContext, CheckFunction, not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from support.conformance import LINES, Document, official_document, repaired
from support.samples import create
from support.simulator import Simulator

from wxcc_simulator.families.deviation import operations
from wxcc_simulator.families.quirks import Quirks
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.families.shapes import shapes

EXAMPLES = int(os.environ.get("WXCC_TEST_EXAMPLES", "3"))
"""How many requests are made up for each operation and mode: a few in `make test`, more in `make torture`."""
SHAPES = shapes(Quirks())
VERSION = re.compile(r"^v\d+/")
REFERENCES = [
    ("SiteDTO", "multimediaProfileId", "multimedia-profile"),
    ("TeamDTO", "siteId", "site"),
    ("TeamDTO", "multiMediaProfileId", "multimedia-profile"),
]
BREAKS = {
    f"{operation.method} {operation.path}"
    for name, family in FAMILIES.items()
    for operation in (
        operation for operation in SHAPES.operations(name) if operation.verb in ("create", "put", "patch")
    )
    if family.crashes
    or (family.fails_on_json_patch and operation.verb == "patch")
    or "x-json" in operation.says
    or name == "resource-collection"  # without resources
}
"""Operations that break down over some requests, as the real ones do."""


def breaks_only_where_it_was_seen(ctx: CheckContext, response: Response, case: schemathesis.Case[Any]) -> bool | None:
    """A server error is a mistake, but in operations that break down on the real service too."""
    is_known = case.operation.label in BREAKS and response.status_code == 500
    return None if is_known else not_a_server_error(ctx, response, case)


CHECKS: list[CheckFunction] = [
    breaks_only_where_it_was_seen,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    unsupported_method,
    allow_header_conformance,
    ignored_auth,
]
MODES = list(GenerationMode)
FEW = re.compile(r"/organization/\{orgid\}/(v2/)?(site|team|multimedia-profile)\b|(?!/organization/)")


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with Simulator.start(sites=3) as running:
        yield running


@pytest.fixture(scope="module")
def document(sim: Simulator) -> Document:
    """The repaired file for one organization and the objects it has."""
    return described(sim)


def described(sim: Simulator) -> Document:
    """The repaired file for an organization and the objects that it has, one at least of each family."""
    for name, one in FAMILIES.items():
        if not sim.objects(name) and not any(one.inside):
            create(sim, name)
    # Of bytes schemathesis has no boundary values.
    text = json.dumps(repaired(official_document(), LINES)).replace(', "format": "binary"', "")
    document: Document = json.loads(text)
    schemas = document["components"]["schemas"]
    for schema, field, family in REFERENCES:
        schemas[schema]["properties"][field]["enum"] = [item["id"] for item in sim.objects(family)]
    schemas["RecordingQuery"]["properties"]["orgId"]["enum"] = [sim.orgs[0].org_id, sim.orgs[1].org_id]
    for path, _unused, operation in operations(document):
        known = {"orgid": [sim.orgs[0].org_id], "orgId": [sim.orgs[0].org_id, "unknown"]}
        if path.startswith("/organization/{orgid}/"):
            family = VERSION.sub("", path.removeprefix("/organization/{orgid}/")).partition("/")[0]
            ids = [item["id"] for item in sim.objects(family)]
            parents = {name: ids for name in re.findall(r"\{(\w+)\}", path) if name not in ("orgid", "id")}
            known |= {**parents, "id": [*ids, "unknown"]}
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in known:
                parameter["schema"] = {"type": "string", "enum": known[parameter["name"]]}
                parameter.pop("example", None)
        if any(parameter["name"] == "attributes" for parameter in operation.get("parameters", ())):
            for answer in operation["responses"]["200"]["content"].values():
                answer["schema"] = _projected(document, answer["schema"])
    return document


def _projected(document: Document, schema: Any) -> Any:
    """The schema of a list whose rows may be cut down to some attributes: nothing in it is required."""
    if isinstance(schema, list):
        return [_projected(document, item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _projected(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    return {key: _projected(document, value) for key, value in schema.items() if key != "required"}


def check(sim: Simulator, case: schemathesis.Case[Any]) -> None:
    """Send one request, and judge the answer by everything that the document says of it."""
    response = case.call(base_url=sim.url, headers={"Authorization": f"Bearer {sim.orgs[0].access_token}"})
    case.validate_response(response, checks=CHECKS)


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_whatever_is_sent_the_answer_is_described(
    request: pytest.FixtureRequest, sim: Simulator, document: Document, mode: GenerationMode
) -> None:
    """The operations of a few families and of the other APIs; `make torture` tries those of every family."""
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        assert isinstance(result, Ok), result
        operation = result.ok()
        if not (request.config.getoption("--torture") or FEW.match(operation.path)):
            continue

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        def probe(case: schemathesis.Case[Any]) -> None:
            check(sim, case)

        probe()


@pytest.mark.torture
def test_answers_to_boundary_values_are_described(sim: Simulator, document: Document) -> None:
    """The least and the most that each schema allows, and just beyond, one value at a time."""
    schema = schemathesis.openapi.from_dict(document)
    # Methods that the file does not have are tried in the test of made up requests.
    schema.config.phases.coverage.unexpected_methods = set()
    counts = Counter[str]()
    for result in schema.get_all_operations():
        assert isinstance(result, Ok), result
        cases = schema.iter_coverage_cases(
            result.ok(), generation_modes=MODES, generation_config=schema.config.generation
        )
        for case in cases:
            check(sim, case)
            counts[case.operation.label] += 1
    assert len(counts) == len(list(operations(document)))
    assert sum(counts.values()) > 2000
