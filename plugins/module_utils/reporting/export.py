# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as a file: read side by side, written in order, continued where a run before it was ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from ..api.client import Client
from ..files import check_file
from ..mistakes import UserError
from ..times import utc_text
from .output.part_file import PartFile, manifest_of
from .output.writers import Encoder, Form
from .reports import Part, Plan, Query, check_names, prepare
from .rows.odd import add_reason
from .rows.rows import Row, open_shape
from .windows.streams import in_order

MANIFEST_VERSION: Final = 1

Progress = Callable[[int, int], None]
"""Told the time that is covered, in epoch milliseconds, and the rows so far."""


@dataclass(frozen=True)
class Target:
    """Where the rows go, and as what; no columns are all of them."""

    dest: Path
    columns: tuple[str, ...] = ()
    escape_formulas: bool = False

    @property
    def form(self) -> Form:
        """What the file is, by its name."""
        return Form.of(self.dest.name)


@dataclass(frozen=True)
class Chunk:
    """A page as bytes; the last one of a window says so and has none."""

    data: bytes
    rows: int
    resume: Any
    reached: int
    incomplete: str = ""
    is_last: bool = False


def check(query: Query, target: Target) -> None:
    """Refuse before anything is sent what cannot be written as it is asked for; UserError."""
    check_file(target.dest)
    form = target.form
    if target.escape_formulas and form.kind != "csv":
        raise UserError("escape_formulas: is for CSV files, which spreadsheets open")
    if known := query.columns():
        check_names("columns", target.columns, known)
    if len(set(target.columns)) < len(target.columns):
        raise UserError("columns: one of them comes twice")


def identity(query: Query, target: Target, told: Mapping[str, Any]) -> dict[str, Any]:
    """Say what the file holds, in JSON: the same words, the same rows; `told` is what the user said."""
    return {
        **told,
        "from_ms": query.period.start,
        "to_ms": query.period.end,
        "columns": list(target.columns),
        "escape_formulas": target.escape_formulas,
    }


def current(target: Target, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the manifest of a file that already holds what is wanted, whole, of a period that was over by then."""
    manifest = manifest_of(target.dest)
    if manifest and manifest.get("query") == wanted and manifest.get("complete"):
        return manifest if manifest.get("exported_at_ms", 0) >= wanted["to_ms"] else None
    return None


def rows_of(target: Target) -> str:
    """Say how many rows a file has before it is replaced; empty where it has none, or is not there."""
    manifest = manifest_of(target.dest)
    if manifest:
        return f"{manifest['rows']:,}" if manifest.get("rows") else ""
    return "some content" if target.dest.is_file() and target.dest.stat().st_size else ""


def export(
    client: Client, query: Query, target: Target, wanted: Mapping[str, Any], now_ms: int, progress: Progress
) -> dict[str, Any]:
    """Write the file and give its manifest; WxccError and UserError leave no file, but a checkpoint."""
    plan = prepare(client, query)
    known = {"query": dict(wanted), "source": plan.source, "parts": len(plan.parts)}
    with PartFile(target.dest, known) as file:
        state = file.state or {"part": 0, "resume": None, "rows": 0, "incomplete": [], "columns": []}
        pieces = _Pieces(plan, target, state["columns"])
        if not file.state:
            file.write(pieces.beginning(), state)
        first = state["part"]
        sources = [
            partial(pieces.of, part, state["resume"] if number == 0 else None)
            for number, part in enumerate(plan.parts[first:])
        ]
        for number, chunk in in_order(sources, client.parallelism):
            add_reason(state["incomplete"], chunk.incomplete)
            state["rows"] += chunk.rows
            is_safe = chunk.is_last or chunk.resume is not None
            if is_safe:
                state |= {"part": first + number + int(chunk.is_last), "resume": chunk.resume}
            state["columns"] = pieces.columns
            file.write(chunk.data, state if is_safe else None)
            progress(chunk.reached, state["rows"])
        file.write(target.form.ending(file.size), None)
        return file.finish(
            {
                "version": MANIFEST_VERSION,
                "report": query.report,
                "query": dict(wanted),
                "period": period_result(query),
                "columns": pieces.columns,
                "source": plan.source,
                "missing_fields": [name for name in plan.missing_fields if name in pieces.columns],
                "rows": state["rows"],
                "complete": not state["incomplete"],
                "incomplete_because": state["incomplete"],
                "exported_at": utc_text(now_ms),
                "exported_at_ms": now_ms,
            }
        )


def period_result(query: Query) -> dict[str, Any]:
    """Return the period in both forms of time."""
    start, _to, end = str(query.period).partition(" to ")
    return {
        "from": start,
        "to": end,
        "from_ms": query.period.start,
        "to_ms": query.period.end,
        "timezone": query.timezone,
    }


class _Pieces:
    """Makes pieces of a file of pages; of a GraphQL document, the first page with rows tells the columns."""

    def __init__(self, plan: Plan, target: Target, columns: list[str]) -> None:
        self._plan = plan
        self._target = target
        self.columns = columns
        self._encoder: Encoder | None = None
        if known := columns or list(target.columns if plan.shape.names else ()) or list(plan.shape.columns):
            self._use(known)

    def of(self, part: Part, resume: Any) -> Iterator[Chunk]:
        """Read a window and give it piece by piece."""
        for page in part.read(resume):
            yield Chunk(self._piece(page.rows), len(page.rows), page.resume, page.reached, page.incomplete)
        yield Chunk(b"", 0, None, part.window.end, is_last=True)

    def beginning(self) -> bytes:
        """Return the head of the file, as far as it is known before the first row."""
        return self._encoder.beginning() if self._encoder else b""

    def _use(self, columns: list[str]) -> Encoder:
        self.columns = columns
        self._encoder = Encoder(
            self._target.form, columns, self._plan.place, escape_formulas=self._target.escape_formulas
        )
        return self._encoder

    def _piece(self, rows: list[Row]) -> bytes:
        if self._encoder and self._plan.shape.names:
            return self._encoder.piece(rows)
        if not rows:
            return b""
        found = list(dict.fromkeys(name for row in rows for name in row))
        encoder = self._encoder
        if encoder is None:
            check_names("columns", self._target.columns, open_shape(found).columns)
            encoder = self._use(list(self._target.columns) or list(open_shape(found).columns))
            return encoder.beginning() + encoder.piece(rows)
        if not self._target.columns and (new := [name for name in found if name not in self.columns]):
            raise UserError(f"columns: {', '.join(new)} came later than the first rows; say which columns you want")
        return encoder.piece(rows)
