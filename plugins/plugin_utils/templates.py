# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates in the values of files: Ansible renders them on the controller, one by one, after the file is parsed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from ansible import template
from ansible.errors import AnsibleActionFail, AnsibleError

from ..module_utils.config.source.parse import RENDERED, SourceError, documents, dotted, templates_in
from ..module_utils.private_ansible import typed_templar
from ..module_utils.words import quoted

SHOWN: Final = 100
TRUSTED: Final[Callable[[str], str] | None] = getattr(template, "trust_as_template", None)
"""Marks a text as a template; ansible-core before 2.19 renders any text."""
STRUCTURE: Final = ("{", "[")
"""The beginnings of texts that readers take for a mapping or a list."""


def rendered(templar: Any, text: str) -> Any:
    """Render a text of a file, which the user has declared to be a template.

    The type is that of the value, not what its text looks like: before 2.19 a number such as +15551234 loses its plus
    sign with `jinja2_native`, and a text `True` becomes a truth value without.
    """
    if TRUSTED is not None:
        return templar.template(TRUSTED(text))
    try:
        return typed_templar(templar, template).template(text)
    except AnsibleError:
        raise
    except Exception as error:  # before 2.19, what goes wrong in an expression comes as Python tells it
        raise AnsibleError(str(error)) from error


def with_rendered(source: str, render: Callable[[str], Any]) -> str:
    """Return a packed source with its templates rendered; one message names all that cannot be rendered."""
    packed = json.loads(source)
    texts: dict[str, str] = {}
    problems: list[str] = []
    try:
        parts = documents(packed)
    except SourceError:
        return source  # the module says what is wrong with the file
    for part in parts:
        for record in part.records:
            for path, text in templates_in(record):
                if text in texts:
                    continue
                try:
                    texts[text] = _text_of(render(text))
                except (AnsibleError, ValueError) as error:
                    what = getattr(error, "message", None) or str(error)
                    problems.append(f"  {record.where(*path)}: {dotted(path)}: {quoted(text)}: {what}")
    if problems:
        count = f"{len(problems)} templates" if len(problems) > 1 else "1 template"
        shown = "\n".join([*problems[:SHOWN], *([f"  and {len(problems) - SHOWN} more"] if problems[SHOWN:] else [])])
        raise AnsibleActionFail(f"{count} cannot be rendered, nothing was sent:\n{shown}")
    return json.dumps({**packed, RENDERED: texts}) if texts else source


def _text_of(value: Any) -> str:
    """Return the value of a template as text; ValueError for anything but a single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if not isinstance(value, str):
        what = "a list" if isinstance(value, list | tuple) else "a mapping" if isinstance(value, dict) else "no value"
        raise ValueError(f"gives {what}; a template can only give a text, a number, or true or false")
    if value.lstrip().startswith(STRUCTURE):
        raise ValueError("gives a text that would be read as a list or a mapping; write that into the file itself")
    return str(value)
