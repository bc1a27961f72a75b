# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV as editors and spreadsheets save it."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from .foreign import PREAMBLE
from .marks import unguarded
from .records import Column, Document, Path, Problem, Record, SourceError, column_of, line_of

DELIMITERS: Final = ",;\t"
PIECE: Final = re.compile(r'"[^"]*"|[^"\n]+|\n')


def read_csv(text: str, name: str) -> Document:
    """Read rows by their header. Line ends must be LF; the line of a row is its first one."""
    document = Document(columns=[])
    header: list[str] = []
    columns: dict[Path, Column] = {}
    for line, row, cells in _rows(text, name):
        where = f"{name}:{line}"
        while len(cells) > len(header) and not cells[-1]:  # spreadsheets fill rows up with empty cells
            cells.pop()
        if not any(cells):
            continue
        if not header:
            document.header = header = cells
            document.columns = [column for column in header if column]
            document.columns_where = where
            for number, column in enumerate(header, 1):
                columns.setdefault((column,), Column(number, column))
            unnamed = [str(number) for number, column in enumerate(header, 1) if not column]
            if unnamed:
                what = f"the header has no name for column {', '.join(unnamed)}; name it, or remove the column"
                document.problems.append(Problem(where, what))
        elif len(cells) != len(header):
            hint = "put quotes around a cell that holds a delimiter"
            if len(cells) < len(header):
                hint = "write the delimiters of empty cells too"
            count = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
            document.problems.append(Problem(where, f"the row has {count}, the header {len(header)}; {hint}"))
        else:
            values: dict[str, str] = {}
            for column, cell in zip(header, cells, strict=True):
                if column and cell:
                    values.setdefault(column, unguarded(cell))
            document.records.append(Record(values, name, line, is_text=True, row=row, columns=columns))
    return document


def _rows(text: str, name: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each row with its line and its number in a spreadsheet, which shows no `sep=;`; cells stripped."""
    preamble = PREAMBLE.match(text)
    start = preamble.end() if preamble else 0
    delimiter = (preamble and preamble[1]) or _delimiter(text[start:])
    lines = text[start:].split("\n")
    rows = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, skipinitialspace=True, strict=True)
    above = text.count("\n", 0, start)
    done = 0
    hidden = 1 if preamble and preamble[1] else 0
    try:
        for number, cells in enumerate(rows, above - hidden + 1):
            yield above + done + 1, number, [cell.strip() for cell in cells]
            done = rows.line_num
    except csv.Error as error:
        row_start = start + sum(len(line) + 1 for line in lines[:done])
        raise SourceError([_broken(f"{text}\n", name, row_start, delimiter)]) from error


def _delimiter(text: str) -> str:
    """Return the delimiter that the header uses most, outside quotes; the header is the first row that is not empty."""
    counts = dict.fromkeys(DELIMITERS, 0)
    is_header = False
    for piece in PIECE.finditer(text):
        if piece[0] == "\n":
            if is_header:
                break
            counts = dict.fromkeys(DELIMITERS, 0)
        is_header = is_header or bool(piece[0].strip(f"{DELIMITERS}\n "))
        if not piece[0].startswith('"'):
            for delimiter in DELIMITERS:
                counts[delimiter] += piece[0].count(delimiter)
    return max(DELIMITERS, key=counts.__getitem__)


def _broken(text: str, name: str, row_start: int, delimiter: str) -> Problem:
    """Find the cell of a row that the CSV reader could not read."""
    what = 'the quotes of a cell that starts here do not match; close it with ", and write a quote inside it as ""'
    start = row_start
    while (end := _end(text, start, delimiter)) >= 0:
        if text[end : end + 1] not in (delimiter, "\n"):
            break
        if end - start > csv.field_size_limit():
            what = f"the cell is longer than {csv.field_size_limit()} characters; shorten it"
            break
        start = end + 1
    return Problem(f"{name}:{line_of(text, start)}", what)


class Cells:
    """Finds the places of cells in a text with any line ends."""

    def __init__(self, text: str) -> None:
        self._text = text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        preamble = PREAMBLE.match(text)
        header = preamble.end() if preamble else 0
        self._delimiter = (preamble and preamble[1]) or _delimiter(text[header:])

    def place(self, line: int, cell: int) -> tuple[int, int]:
        """Return line and column of a cell, which counts from 1, of the row that begins on a line.

        Cells before it may have line ends. Where the row has no such cell, it is the beginning of the row.
        """
        start = self._starts[line - 1] if line <= len(self._starts) else len(self._text)
        for _before in range(1, cell):
            end = _end(self._text, start, self._delimiter)
            if self._text[end : end + 1] != self._delimiter:
                return line, 1
            start = end + 1
        while self._text.startswith(" ", start):
            start += 1
        return bisect_right(self._starts, start), column_of(self._text, start)


def _end(text: str, start: int, delimiter: str) -> int:
    """Return where a cell ends that starts here."""
    bare = re.compile(rf"[^{delimiter}\n]*").match(text, start)
    quote = start + len(bare[0]) - len(bare[0].lstrip(" ")) if bare else start
    if text.startswith('"', quote):
        return _closing(text, quote)
    return bare.end() if bare else start


def _closing(text: str, quote: int) -> int:
    """Return where a quoted cell ends, after its closing quote; the end of the text if it is never closed."""
    end = text.find('"', quote + 1)
    while end >= 0 and text.startswith('"', end + 1):
        end = text.find('"', end + 2)
    return end + 1 if end >= 0 else len(text)
