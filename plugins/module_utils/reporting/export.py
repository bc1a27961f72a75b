# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a report to a file: windows are read in parallel and written in order, and a killed run can be continued."""

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
"""Called with the time up to which rows are written, in epoch milliseconds, and the number of rows so far."""


@dataclass(frozen=True)
class Target:
    """The file to write; without columns, it gets all of them."""

    dest: Path
    columns: tuple[str, ...] = ()
    escape_formulas: bool = False

    @property
    def form(self) -> Form:
        """The form of the file, by the ending of its name; UserError for an unknown ending."""
        return Form.of(self.dest.name)


@dataclass(frozen=True)
class Chunk:
    """A page as bytes; the last chunk of a window has none."""

    data: bytes
    rows: int
    resume: Any
    reached: int
    incomplete: str = ""
    is_last: bool = False


def check(query: Query, target: Target) -> None:
    """Raise UserError, before anything is sent, for a file that cannot be written like this."""
    check_file(target.dest)
    form = target.form
    if target.escape_formulas and form.kind != "csv":
        raise UserError("escape_formulas: only possible for CSV files")
    if possible := query.columns():
        check_names("columns", target.columns, possible)
    if twice := next((name for name in target.columns if target.columns.count(name) > 1), ""):
        raise UserError(f"columns: {twice} is listed twice; remove one of them")


def identity(query: Query, target: Target, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the identity of the file as JSON: an equal identity means the same rows in the same form."""
    return {
        **options,
        "from_ms": query.period.start,
        "to_ms": query.period.end,
        "columns": list(target.columns),
        "escape_formulas": target.escape_formulas,
    }


def current(target: Target, query: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the manifest of a file with this identity that is complete and newer than its period; None otherwise."""
    manifest = manifest_of(target.dest)
    if manifest and manifest.get("query") == query and manifest.get("complete"):
        return manifest if manifest.get("exported_at_ms", 0) >= query["to_ms"] else None
    return None


def rows_of(target: Target) -> str:
    """Describe how many rows an existing file has, for a diff; empty if it has none or does not exist."""
    manifest = manifest_of(target.dest)
    if manifest:
        return f"{manifest['rows']:,}" if manifest.get("rows") else ""
    return "some content" if target.dest.is_file() and target.dest.stat().st_size else ""


def export(
    client: Client, query: Query, target: Target, query_identity: Mapping[str, Any], now_ms: int, progress: Progress
) -> dict[str, Any]:
    """Write the file and return its manifest; after WxccError or UserError a checkpoint exists, and no file."""
    plan = prepare(client, query)
    part_identity = {"query": dict(query_identity), "source": plan.source, "parts": len(plan.parts)}
    with PartFile(target.dest, part_identity) as file:
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
                "query": dict(query_identity),
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
    """Return `{"from": "…Z", "to": "…Z", "from_ms": …, "to_ms": …, "timezone": "UTC"}`."""
    start, _to, end = str(query.period).partition(" to ")
    return {
        "from": start,
        "to": end,
        "from_ms": query.period.start,
        "to_ms": query.period.end,
        "timezone": query.timezone,
    }


class _Pieces:
    """Encodes pages as pieces of a file; the first page with rows shows the columns of a GraphQL document."""

    def __init__(self, plan: Plan, target: Target, columns: list[str]) -> None:
        self._plan = plan
        self._target = target
        self.columns = columns
        self._encoder: Encoder | None = None
        if first := columns or list(target.columns if plan.shape.names else ()) or list(plan.shape.columns):
            self._use(first)

    def of(self, part: Part, resume: Any) -> Iterator[Chunk]:
        """Read a window and yield it as chunks."""
        for page in part.read(resume):
            yield Chunk(self._piece(page.rows), len(page.rows), page.resume, page.reached, page.incomplete)
        yield Chunk(b"", 0, None, part.window.end, is_last=True)

    def beginning(self) -> bytes:
        """Return the first bytes of the file; empty while the columns are unknown."""
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
        names = list(dict.fromkeys(name for row in rows for name in row))
        encoder = self._encoder
        if encoder is None:
            check_names("columns", self._target.columns, open_shape(names).columns)
            encoder = self._use(list(self._target.columns) or list(open_shape(names).columns))
            return encoder.beginning() + encoder.piece(rows)
        if not self._target.columns and (new := [name for name in names if name not in self.columns]):
            raise UserError(
                f"columns: {', '.join(new)} did not occur in the first rows; list the columns that you want"
            )
        return encoder.piece(rows)
