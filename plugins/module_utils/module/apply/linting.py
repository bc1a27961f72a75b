# SPDX-License-Identifier: GPL-3.0-or-later
"""The options `validate_only` and `findings_dest`: a source checked without an organization."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ...config.desired.reading import DesiredState, RefusedError
from ...config.source.parse import Problem, SourceError
from ...files import check_file, explained, replace_file
from ...mistakes import UserError

LINT_SPEC: Final[dict[str, Any]] = {
    "validate_only": {"type": "bool", "default": False},
    "findings_dest": {"type": "path"},
}


class Linting:
    """Checks a source as far as possible without requests, and writes findings where the task wants them."""

    def __init__(self, options: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        self.is_all = bool(options["validate_only"])
        self.warnings: list[Problem] = []
        """What reading the source found that stops nothing."""
        self._is_complete = bool(options["purge"])
        self._source = source
        self._path = json.loads(options["_plan"] or "{}").get("here", "")
        self._dest = Path(options["findings_dest"]) if options["findings_dest"] else None
        if self._dest is None:
            return
        if not self.is_all:
            raise UserError("findings_dest: needs validate_only: true")
        from ...config.review.findings import CODE_QUALITY, SARIF

        if self._dest.suffix not in (SARIF, CODE_QUALITY):
            raise UserError(f"findings_dest: {self._dest}: must end with {SARIF} or, for GitLab, with {CODE_QUALITY}")
        check_file(self._dest, "findings_dest")

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Write the findings of a source that cannot be read, or is refused.

        What else can be known without the organization is said with the mistakes of single records.
        """
        try:
            yield
        except SourceError as error:
            self._write(error.problems, [])
            raise UserError(f"nothing was sent: {error}") from None
        except RefusedError as error:
            refused = self._whole(error)
            self._write(refused.problems, refused.doubtful)
            raise refused from None

    def _whole(self, error: RefusedError) -> RefusedError:
        """Return the refusal with the references that lead nowhere: doubtful where the source is not complete."""
        from ...config.review.offline import dangling_of

        found = dangling_of(error.readable) if error.readable else []
        if self._is_complete:
            return RefusedError([*error.problems, *found])
        return RefusedError(error.problems, doubtful=found)

    def finish(self, desired: DesiredState) -> list[str]:
        """Check the references within the source, and return warnings; RefusedError if the source is complete.

        If it is not complete, objects that it refers to may exist only in the organization.
        """
        from ...config.review.offline import dangling  # most runs do without

        problems = dangling(desired)
        if problems and self._is_complete:
            error = RefusedError(problems)
            self._write(error.problems, [])
            raise error
        self._write([], problems)
        return [f"{problem}. Ignore this if the organization has it" for problem in problems]

    def _write(self, errors: Sequence[Problem], warnings: Sequence[Problem]) -> None:
        if self._dest is None:
            return
        from ...config.review.findings import ERROR, WARNING, findings_of, written

        found = [
            *findings_of(errors, ERROR, self._source, self._path),
            *findings_of([*self.warnings, *warnings], WARNING, self._source, self._path),
        ]
        with explained(self._dest, "the source was checked nevertheless"):
            replace_file(self._dest, written(found, self._dest.suffix).encode())
