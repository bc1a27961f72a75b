# SPDX-License-Identifier: GPL-3.0-or-later
"""Encode rows as CSV or JSON Lines; each page is compressed by itself, so a file can be continued behind any page."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...mistakes import UserError
from ..rows.rows import Row, writer_of

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
ENDINGS: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
GZIP: Final = 31
"""For zlib: gzip without a time in the header, so that the same rows become the same bytes."""

_NUMBERS: Final = frozenset({int, float, type(None)})


@dataclass(frozen=True)
class Form:
    """The form of a file, which its name decides: CSV or JSON Lines, compressed or not."""

    kind: str
    is_packed: bool

    @classmethod
    def of(cls, name: str) -> Form:
        """Read the form from the ending of a name; UserError for an unknown ending."""
        packed = name.lower().endswith(".gz")
        plain = name[:-3] if packed else name
        for ending, kind in ENDINGS.items():
            if plain.lower().endswith(ending):
                return cls(kind, packed)
        endings = ", ".join(ending + more for ending in ENDINGS for more in ("", ".gz"))
        raise UserError(f"dest: {name}: unknown ending; use one of {endings}")

    def packed(self, text: str) -> bytes:
        """Encode a text, and compress it as a gzip member of its own if the file is compressed."""
        data = text.encode("utf-8", "replace")
        if not self.is_packed:
            return data
        packer = zlib.compressobj(wbits=GZIP)
        return packer.compress(data) + packer.flush()

    def ending(self, size: int) -> bytes:
        """Return the last bytes of a file of `size` bytes: a gzip file of 0 bytes would not be valid."""
        return self.packed("") if self.is_packed and not size else b""


class Encoder:
    """Encodes pages of rows as pieces of a file with these columns; each piece is independent of those before it."""

    def __init__(self, form: Form, columns: Sequence[str], place: ZoneInfo, *, escape_formulas: bool) -> None:
        self._form = form
        self._columns = list(columns)
        self._values = writer_of(columns, place)
        self._cell: Callable[[Any], Any] = _escaped if escape_formulas else _cell
        # Values of these types need no `_cell`, which would be called some ten million times for a million rows.
        self._plain = _NUMBERS if escape_formulas else _NUMBERS | {str}

    def beginning(self) -> bytes:
        """Return the header line of a CSV file; nothing for JSON Lines."""
        return self._form.packed(self._lines([self._columns])) if self._form.kind == "csv" else b""

    def piece(self, rows: Sequence[Row]) -> bytes:
        """Encode rows as lines; no rows give no bytes."""
        if not rows:
            return b""
        values = map(self._values, rows)
        if self._form.kind == "csv":
            cell, plain = self._cell, self._plain
            cells = [[value if type(value) in plain else cell(value) for value in row] for row in values]
            return self._form.packed(self._lines(cells))
        lines = [json.dumps(dict(zip(self._columns, row, strict=True)), ensure_ascii=False) for row in values]
        return self._form.packed("\n".join(lines) + "\n")

    def _lines(self, rows: Sequence[Sequence[Any]]) -> str:
        text = io.StringIO()
        # With "\n", the csv module would not quote a carriage return in a cell.
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        return text.getvalue()


def _cell(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _escaped(value: Any) -> Any:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    cell = _cell(value)
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
