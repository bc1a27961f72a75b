# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that only the real service has: the simulator answers 501 with a sentence, never a wrong answer."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from wxcc_simulator.families import facts
from wxcc_simulator.wire.answers import RefusedError

ORGANIZATION = "/organization/{orgid}"
WEBEX_ORGANIZATION = "/v1/organizations/{orgid}"
"""Of the API that all of Webex shares, not of the contact center."""
OPERATIONS: dict[str, list[str]] = json.loads(
    files("wxcc_simulator.configuration").joinpath("operations.json").read_text(encoding="utf-8")
)
"""The methods of every path of the official file."""

_PROJECT = "/{orgId}/project/{projectId}"
_OF_ORGANIZATION: dict[str, list[str]] = {
    # Seen on the real service (2026-07 and 2026-08), but never in the file.
    "/agent-personal-greeting/{id}/incoming-references": ["GET"],
    "/contact-number/{id}/incoming-references": ["GET"],
    "/resource-collection/bulk": ["POST"],
    "/user-profile/bulk": ["POST"],
    "/user-profile/{id}": ["GET"],
    "/user/bulk": ["POST"],
    "/v2/greeting-purpose": ["GET"],
    "/v2/user-profile": ["POST"],
    # In later versions of the file (2026-07 to 2026-10).
    "/channel/{id}": ["PUT"],
    "/user/by-call-monitoring-id/{id}": ["GET"],
    # In earlier versions of the file, and in use.
    **{
        f"/{family}/bulk-export": ["GET"]
        for family in facts.published_names()
        if "/" not in family and not any(row["verb"] == "bulk_export" for row in facts.operations_of(family))
    },
}
UNPUBLISHED: dict[str, list[str]] = {
    **{ORGANIZATION + path: methods for path, methods in _OF_ORGANIZATION.items()},
    # Flows and functions, as probed live in 2026-07 and 2026-08.
    "/{orgId}/project": ["GET"],
    f"{_PROJECT}/flows/{{flowId}}": ["PATCH"],
    f"{_PROJECT}/v2/flows": ["POST"],
    f"{_PROJECT}/v2/flows:import": ["POST"],
    f"{_PROJECT}/v2/flows/{{flowId}}": ["GET", "PATCH"],
    "/v1/{orgId}/functions": ["GET", "POST"],
    "/v1/{orgId}/functions:import": ["POST"],
    "/v1/{orgId}/functions/{functionId}": ["GET", "PUT", "DELETE"],
    "/v1/{orgId}/functions/{functionId}:export": ["POST"],
    "/search/v2/meta": ["GET"],
    "/templates": ["GET"],
    "/templates/{id}": ["GET"],
    "/v2/tasks": ["GET"],
}
"""What the real service has, or had, beside the official file; the page of an organization itself is served."""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


# Paths without a variable first, because a variable matches anything; and longer, more specific paths first.
_KNOWN = [
    (_pattern(path), path, methods)
    for path, methods in sorted(
        [*OPERATIONS.items(), *UNPUBLISHED.items()], key=lambda pair: (pair[0].count("{"), -len(pair[0]))
    )
]


def literal_paths() -> list[str]:
    """The paths below an organization without a variable; their last part would count as an id."""
    below = (path.removeprefix(f"{ORGANIZATION}/") for _pattern, path, _methods in _KNOWN)
    return [f"{ORGANIZATION}/{rest}" for rest in below if "{" not in rest and not rest.startswith("/")]


def refusal(method: str, path: str) -> RefusedError | None:
    """The refusal of an operation that the real service has; None where there is no such operation."""
    for pattern, template, methods in _KNOWN:
        if method in methods and pattern.fullmatch(path):
            return RefusedError(501, f"{method} {template} is not served by the simulator")
    return None
