# SPDX-License-Identifier: GPL-3.0-or-later
"""One rule for options and variables: blank means not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .mistakes import UserError

KINDS: Final = {
    bool: "true or false",
    int: "a number",
    float: "a number with a fraction",
    list: "a list",
    tuple: "a list",
    Mapping: "a mapping",
}
"""How messages call a value that should be text."""


def is_blank(value: Any) -> bool:
    """Return whether a value counts as not given: null, an empty or blank text, or a list of nothing but those."""
    if isinstance(value, list | tuple):
        return bool(value) and all(is_blank(item) for item in value)
    return value is None or (isinstance(value, str) and not value.strip())


def given_text(name: str, value: Any, *, numbers: bool = False) -> str:
    """Return a required text; UserError begins with its name and never shows the value, which may be secret.

    With `numbers`, a whole number is accepted too. `str()` decrypts a value that Ansible has encrypted, and makes an
    undefined one raise its own error.
    """
    if getattr(value, "__ENCRYPTED__", False) or type(value).__name__.endswith("Undefined"):
        value = str(value)
    if is_blank(value):
        raise UserError(f"{name}: missing")
    if isinstance(value, str) or (numbers and isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    kind_words = next((words for kind, words in KINDS.items() if isinstance(value, kind)), "something else")
    hint = "; write it in quotes" if isinstance(value, int | float) else ""
    raise UserError(f"{name}: must be text{' or a whole number' if numbers else ''}, not {kind_words}{hint}")


def without_blanks(arguments: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options without blank ones, also inside nested options, and without blank elements of lists.

    What the spec does not describe is not changed: unknown options, and the content of free mappings.
    """
    return {
        option: _inside(value, spec.get(option, {}))
        for option, value in arguments.items()
        if option not in spec or not is_blank(value)
    }


def _inside(value: Any, option: Mapping[str, Any]) -> Any:
    """Return the value of one option without what is blank inside it."""
    if option.get("type") == "list" and isinstance(value, list | tuple):
        element = {**option, "type": option.get("elements")}
        return [_inside(item, element) for item in value if not is_blank(item)]
    if "options" in option and isinstance(value, Mapping):
        return without_blanks(value, option["options"])
    return value
