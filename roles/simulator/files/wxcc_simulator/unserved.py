# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of the official file that are not served: they get a 501 with a sentence, never a wrong answer."""

from __future__ import annotations

import json
import re
from importlib.resources import files

from wxcc_simulator.answers import RefusedError

OPERATIONS: dict[str, list[str]] = json.loads(
    files("wxcc_simulator").joinpath("operations.json").read_text(encoding="utf-8")
)
"""The methods of every path of the official file."""


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


# Paths without a variable first, since a variable stands for anything.
_KNOWN = [(_pattern(path), path) for path in sorted(OPERATIONS, key=lambda path: path.count("{"))]


def refusal(method: str, path: str) -> RefusedError | None:
    """The refusal of an operation that the real service has; None where there is no such operation."""
    for pattern, template in _KNOWN:
        if method in OPERATIONS[template] and pattern.fullmatch(path):
            return RefusedError(501, f"{method} {template} is not served by the simulator")
    return None
