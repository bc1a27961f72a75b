# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of values inside a record, for messages."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, Final

from ...mistakes import UserError
from ..model.content import FOLDER, FileContent
from ..model.values import CLEAR, Path
from ..source.json_text import read_json
from ..source.parse import Problem, Record, SourceError, decode, dotted
from .columns import Cells

HEAD: Final = 12
"""So many bytes tell what a file holds."""


class Spot:
    """The place of a value inside a record; adds problems to a list."""

    __slots__ = ("_path", "_problems", "_record")

    def __init__(self, record: Record, path: Path, problems: list[Problem]) -> None:
        self._record = record
        self._path = path
        self._problems = problems

    def problem(self, what: str) -> None:
        """Note a problem with file, line and path."""
        self._problems.append(self._record.problem(self._path, what))

    def spoiled(self, what: str) -> None:
        """Report what a spreadsheet has done to the value, with the cell."""
        self._problems.append(self._record.problem(self._path, what, with_cell=True))

    def inside(self, step: str | int) -> Spot:
        """Return the place of a part."""
        return Spot(self._record, (*self._path, step), self._problems)

    def written(self) -> str | None:
        """Return a YAML scalar as it was written where that is not a string."""
        return self._record.written(*self._path)

    @property
    def is_cell(self) -> bool:
        """Whether the value is the text of a CSV cell."""
        return self._record.is_text

    def unpacked(self, text: str) -> Any:
        """Read JSON inside a cell or a text as strictly as a file of it; CLEAR where it cannot be read."""
        where = self._record.where(*self._path)
        try:
            root, flaws = read_json(text, "", is_file=False)
        except SourceError as error:
            self._problems += [Problem(where, f"{dotted(self._path)}: {problem.what}") for problem in error.problems]
            return CLEAR
        self._problems += [Problem(where, f"{dotted((*self._path, *flaw.path))}: {flaw.what}") for flaw in flaws]
        return root.plain() if root else CLEAR

    def file(self, name: str) -> FileContent | None:
        """Return the file of this name beside the records; None with a problem where it cannot be taken."""
        found = (self._record.contents or {}).get(name)
        if found and "problem" not in found:
            return FileContent(name, found["path"], found["size"], found["sha256"])
        what = "did not come along with the records"
        if not name.startswith(f"{FOLDER}/"):
            example = f"{FOLDER}/{PurePosixPath(name).name}"
            what = f"must be a path below {FOLDER}/ in the folder of the source, such as {example}"
        self.problem(f"{name}: {found['problem'] if found else what}")
        return None

    def beginning(self, file: FileContent) -> bytes:
        """Read the first bytes of a file; a problem where it cannot be read."""
        try:
            with open(file.path, "rb") as stream:
                return stream.read(HEAD)
        except OSError as error:
            self.problem(f"{file.name}: cannot be read: {error.strerror}")
            return b""

    def json_file(self, name: str) -> Any:
        """Read the JSON of a file as strictly as a file of records; a problem names the line in it."""
        file = self.file(name)
        if file is None:
            return None
        try:
            root, flaws = read_json(_lines(decode(file.read(), name)), name, is_file=True)
        except SourceError as error:
            for problem in error.problems:
                self.problem(str(problem))
            return None
        except UserError as error:
            self.problem(str(error))
            return None
        for flaw in flaws:
            self.problem(f"{name}:{flaw.line}: {dotted(flaw.path)}: {flaw.what}")
        data = root.plain() if root else None
        if data is None:
            self.problem(f"{name}: a mapping or a list is expected in the file, but it holds nothing")
        return data


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class CellSpot(Spot):
    """The place of a value that is made of several cells; a part of it is named as its column is."""

    __slots__ = ("_cells",)

    def __init__(self, record: Record, path: Path, problems: list[Problem], cells: Cells) -> None:
        super().__init__(record, path, problems)
        self._cells = cells

    def inside(self, step: str | int) -> Spot:
        """Return the place of a part: for an entry of a list by its number in the header."""
        label = sorted(self._cells)[step] if isinstance(step, int) else step
        path = (*self._path, str(label))
        cells = self._cells.get(label)
        if isinstance(cells, Cells):
            return CellSpot(self._record, path, self._problems, cells)
        return Spot(self._record, path, self._problems)
