# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows as bytes: CSV or JSON Lines, each page packed by itself, so that a file can be continued behind any of them."""

from __future__ import annotations

import csv
import io
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from ..rows.rows import Row, writer_of

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
ENDINGS: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
GZIP: Final = 31
"""For zlib: a member of a gzip file, without a time in its header, so that the same rows are the same bytes."""

_NUMBERS: Final = frozenset({int, float, type(None)})


@dataclass(frozen=True)
class Form:
    """What a file is, as its name says."""

    kind: str
    is_packed: bool

    @classmethod
    def of(cls, name: str) -> Form:
        """Read it from the name; ValueError where that says nothing."""
        packed = name.lower().endswith(".gz")
        plain = name[:-3] if packed else name
        for ending, kind in ENDINGS.items():
            if plain.lower().endswith(ending):
                return cls(kind, packed)
        known = ", ".join(ending + more for ending in ENDINGS for more in ("", ".gz"))
        raise ValueError(f"dest: {name}: the name does not say what the file shall be; endings are {known}")

    def packed(self, text: str) -> bytes:
        """Return text as it stands in the file, a piece by itself."""
        data = text.encode("utf-8", "replace")
        if not self.is_packed:
            return data
        packer = zlib.compressobj(wbits=GZIP)
        return packer.compress(data) + packer.flush()

    def ending(self, size: int) -> bytes:
        """Return what stands behind the last row of a file of so many bytes: a packed file has no valid empty form."""
        return self.packed("") if self.is_packed and not size else b""


class Encoder:
    """Turns pages of rows into pieces of a file with these columns; a piece says nothing of the ones before."""

    def __init__(self, form: Form, columns: Sequence[str], place: ZoneInfo, *, escape_formulas: bool) -> None:
        self._form = form
        self._columns = list(columns)
        self._values = writer_of(columns, place)
        self._cell: Callable[[Any], Any] = _escaped if escape_formulas else _cell
        # What needs no look by `_cell`, which would be called some ten million times for a million rows.
        self._plain = _NUMBERS if escape_formulas else _NUMBERS | {str}

    def beginning(self) -> bytes:
        """Return what stands before the first row."""
        return self._form.packed(self._lines([self._columns])) if self._form.kind == "csv" else b""

    def piece(self, rows: Sequence[Row]) -> bytes:
        """Return rows as lines, nothing for none."""
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
        # Not "\n": a carriage return in a cell would not be quoted then.
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        return text.getvalue()


def _cell(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _escaped(value: Any) -> Any:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    cell = _cell(value)
    return "'" + cell if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
