# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates in the values of records: found in the parsed structure, and replaced by Ansible's results.

Rendering turns a text into a text, so it cannot change the structure, and each value keeps its file and line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .marks import TEMPLATE
from .records import Document, Node, Path, Record

RENDERED = "rendered"
"""The key of a packed source with the rendered texts by their templates."""


def templates_in(record: Record) -> Iterator[tuple[Path, str]]:
    """Yield the values of a record that hold a template, with their paths; those with `!unsafe` are left out."""
    for path, value, node in _texts(record.values, record.node, ()):
        if _is_template(value, node):
            yield path, value


def render(documents: Iterable[Document], rendered: Mapping[str, str]) -> None:
    """Replace templates by their rendered texts. An empty one means in CSV that the value is not given."""
    for document in documents if rendered else ():
        for record in document.records:
            values = _rendered(record.values, record.node, rendered)
            record.values = {key: value for key, value in values.items() if value != "" or not record.is_text}


def _texts(value: Any, node: Node | None, path: Path) -> Iterator[tuple[Path, str, Node | None]]:
    if isinstance(value, str):
        yield path, value, node
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _texts(part, node.child(key) if node else None, (*path, key))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _texts(part, node.child(number) if node else None, (*path, number))


def _rendered(value: Any, node: Node | None, rendered: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return rendered.get(value, value) if _is_template(value, node) else value
    if isinstance(value, Mapping):
        return {key: _rendered(part, node.child(key) if node else None, rendered) for key, part in value.items()}
    if isinstance(value, list):
        return [_rendered(part, node.child(number) if node else None, rendered) for number, part in enumerate(value)]
    return value


def _is_template(value: str, node: Node | None) -> bool:
    return bool(TEMPLATE.search(value)) and not (node is not None and node.is_verbatim)
