# SPDX-License-Identifier: GPL-3.0-or-later
"""Values without fields of ours: JSON that the service keeps as a text, and values that are sent as written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ....words import quoted
from ..values import CLEAR, JSON
from .kind import Kind, Names, Place, as_json
from .nested import unpacked


@dataclass(frozen=True)
class Json(Kind):
    """A JSON document that the service keeps as a text. It is compared as data: blanks and the order do not count."""

    @property
    def is_flat(self) -> bool:
        """Whether one cell would do."""
        return False

    def read(self, raw: Any, at: Place) -> Any:
        """Take a mapping or a list, or the text of one."""
        data = unpacked(raw, at)
        if data is CLEAR:
            return data
        if not isinstance(data, Mapping | list):
            at.problem(f"{quoted(raw)} is not a mapping or a list, nor the JSON of one")
            return raw
        return json.dumps(data, ensure_ascii=False)

    def schema(self) -> JSON:
        """Return the JSON Schema: a document, or its text."""
        return {"type": ["object", "array", "string"]}

    def same(self, live: Any, desired: Any) -> bool:
        """Compare the data."""
        return bool(live == desired or _data(live) == json.loads(desired))

    def over(self, live: Any, desired: Any) -> Any:
        """Keep the text of the service for the same data."""
        return live if self.same(live, desired) else desired

    def shown(self, value: Any, names: Names) -> Any:
        """Return the data."""
        return _data(value)


def _data(text: Any) -> Any:
    """Return the data of a document, and of one that is not JSON its text."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


@dataclass(frozen=True)
class Opaque(Kind):
    """Any value, sent as it is written and compared as a whole."""

    @property
    def is_flat(self) -> bool:
        """Whether one cell would do."""
        return False

    def cells(self, column: str, shown: Any) -> Iterator[tuple[str, str | None]]:
        """Yield a text as it is, and the JSON of a mapping or a list; cells know no numbers."""
        is_json = isinstance(shown, Mapping | list)
        yield column, as_json(shown) if is_json else shown if isinstance(shown, str) else None

    def read(self, raw: Any, at: Place) -> Any:
        """Take what is written."""
        return unpacked(raw, at)

    def schema(self) -> JSON:
        """Allow everything."""
        return {}

    def odd(self, live: Any) -> str | None:
        """Expect everything."""
        return None
