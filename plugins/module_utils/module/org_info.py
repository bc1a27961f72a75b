# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of the module that shows what an access can do."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.http.identity import DATA_CENTERS, api_url_of
from ..config.survey import sentence, survey
from ..words import UNKNOWN
from .base import as_one_text, connect, effort, errors_told, module_for


def look_around() -> None:
    """Run the module. Its action adds `writable`, `scopes` and `tokens` from the token store."""
    module = module_for({})
    with errors_told(module), closing(connect(module)) as client:
        found = survey(client)
        answer = {
            "families": [row | {"writable": UNKNOWN} for row in found.families],
            "clock_difference": found.clock_difference,
            "data_center": data_center(module.params),
            "summary": effort(client),
        }
        module.exit_json(changed=False, msg=sentence(found.families), **as_one_text(answer))


def data_center(options: Mapping[str, Any]) -> str | None:
    """Return the data center that options name; None for another address, which may be a name of the user's own."""
    if not options["api_url"]:
        return str(options["data_center"] or DATA_CENTERS[0])
    url = options["api_url"].rstrip("/").lower()
    return next((name for name in DATA_CENTERS if url == api_url_of(name)), None)
