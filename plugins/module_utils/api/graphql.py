# SPDX-License-Identifier: GPL-3.0-or-later
"""Send a GraphQL document to the search endpoint; every form of error becomes a WxccError."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from .client import Client
from .http.errors import BadAnswer, error_from

PATH: Final = "/search"


def ask(client: Client, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return the `data` of an answer; WxccError with message and position also for errors inside of a 200."""
    answer = client.ask(PATH, {"orgId": client.org_id}, {"query": document, "variables": dict(variables)})
    request = f"POST {PATH}"
    content = answer if isinstance(answer, dict) else {}
    if content.get("errors") or content.get("error"):
        raise error_from(content, status=HTTPStatus.OK, request=request, tracking_id=None)
    data = content.get("data")
    if not isinstance(data, dict):
        raise BadAnswer("the answer has no data", request=request)
    return data
