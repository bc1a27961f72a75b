# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule for options and variables: blank means not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_blank(value: Any) -> bool:
    """Tell whether a value counts as not given: null, text without anything to see, or a list of nothing but those."""
    if isinstance(value, list | tuple):
        return bool(value) and all(is_blank(item) for item in value)
    return value is None or (isinstance(value, str) and not value.strip())


def without_blanks(arguments: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Leave blank options out, also those of nested options, and blank elements of lists.

    What the spec does not describe stays as it is: unknown options, and the inside of free mappings.
    """
    return {
        option: _inside(value, spec.get(option, {}))
        for option, value in arguments.items()
        if option not in spec or not is_blank(value)
    }


def _inside(value: Any, option: Mapping[str, Any]) -> Any:
    """Leave out what is blank inside of one option."""
    if option.get("type") == "list" and isinstance(value, list | tuple):
        element = {**option, "type": option.get("elements")}
        return [_inside(item, element) for item in value if not is_blank(item)]
    if "options" in option and isinstance(value, Mapping):
        return without_blanks(value, option["options"])
    return value
