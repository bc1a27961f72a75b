# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings of a check as a file: SARIF for GitHub and editors, the report of code quality for GitLab."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from ..model.values import JSON
from ..source.csv_text import Cells
from ..source.parse import FOLDER, Problem
from ..source.records import Place

ERROR: Final = "error"
WARNING: Final = "warning"
PLACE: Final = re.compile(r"^(?P<file>.*?)(?::(?P<line>\d+)(?::(?P<column>\d+))?)?$", re.DOTALL)
SARIF: Final = ".sarif"
CODE_QUALITY: Final = ".json"
SEVERITIES: Final = {ERROR: "major", WARNING: "minor"}
RULE: Final = "configuration"


@dataclass(frozen=True)
class Finding:
    """A problem or a warning, at a line and a column of a file, both from 1. `file` may be empty."""

    level: str
    file: str
    line: int
    column: int
    message: str


def findings_of(problems: Iterable[Problem], level: str, source: Mapping[str, Any], path: str) -> list[Finding]:
    """Return problems with file, line and column; `path` is that of the source, which its own name may not be."""
    parts = source["files"] if source["form"] == FOLDER else [source]
    texts = {part["name"]: part["text"] for part in parts if "text" in part}  # a file that cannot be read has none
    sheet = cache(lambda file: Cells(texts[file]) if file in texts else None)
    return [_finding(problem, level, sheet, str(source["name"]), path) for problem in problems]


def _finding(problem: Problem, level: str, sheet: Callable[[str], Cells | None], name: str, path: str) -> Finding:
    found = PLACE.match(problem.where)
    file, line, column = found.groups() if found else ("", None, None)
    place = problem.where
    at, known = int(line or 1), int(column or 0)
    if isinstance(place, Place):
        known = place.column
        if place.cell and (cells := sheet(file)):
            at, known = cells.place(at, place.cell)
    shown = f"{path}{file.removeprefix(name)}" if path and file.startswith(name) else file or path
    return Finding(level, shown, at, known or 1, problem.what)


def written(findings: Iterable[Finding], ending: str) -> str:
    """Return the text of the file, in the form that its ending names."""
    document = _sarif(findings) if ending == SARIF else _code_quality(findings)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _sarif(findings: Iterable[Finding]) -> JSON:
    results = [
        {
            "ruleId": RULE,
            "level": finding.level,
            "message": {"text": finding.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(finding.file)},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
        }
        for finding in findings
    ]
    driver = {
        "name": "webex.contact_center",
        "informationUri": "https://github.com/webex/webex.contact_center",
        "rules": [{"id": RULE, "shortDescription": {"text": "Configuration of a contact center"}}],
    }
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _code_quality(findings: Iterable[Finding]) -> list[JSON]:
    return [
        {
            "description": finding.message,
            "check_name": RULE,
            "severity": SEVERITIES[finding.level],
            "fingerprint": hashlib.sha256(f"{finding.file}\n{finding.message}".encode()).hexdigest(),
            "location": {
                "path": finding.file,
                "positions": {"begin": {"line": finding.line, "column": finding.column}},
            },
        }
        for finding in findings
    ]
