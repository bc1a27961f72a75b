# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of docs/performance.md; a run of a part replaces the rows of that part and leaves the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.measuring import CASES, Reading

BEGIN = "<!-- figures: written by make bench -->\n"
END = "<!-- end of figures -->\n"
HEAD = ["| case | figure | measured | spread | must | rounds |", "|---|---|---|---|---|---|"]


def value(reading: Reading) -> str:
    """The median with its unit."""
    return f"{_digits(reading.median)}{reading.unit}"


def spread(reading: Reading) -> str:
    """The smallest and the largest value, or that there was only one."""
    if len(reading.values) == 1:
        return "once"
    return f"{_digits(min(reading.values))} to {_digits(max(reading.values))}"


def machine_line(facts: Mapping[str, Any]) -> str:
    """Where it was measured, and with what."""
    machine, versions = facts["machine"], facts["versions"]
    load = " ".join(f"{part:.1f}" for part in machine["load"])
    with_what = ", ".join(f"{name} {number}" for name, number in versions.items())
    return (
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, load {load} at the start;"
        f" {with_what}; {facts['date'][:10]}"
    )


def update(path: Path, result: Mapping[str, Any]) -> None:
    """Put the figures of a run between the markers of the page."""
    text = path.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(BEGIN)
    old, _end, after = rest.partition(END)
    rows = {_key(line): line for line in old.splitlines() if line.startswith("| ") and line != HEAD[0]}
    for case in result["cases"]:
        for figure in case["figures"]:
            cells = (figure["figure"], figure["shown"], figure["spread"], figure["mark"], case["rounds"])
            line = f"| {case['case']} | {' | '.join(str(cell) for cell in cells)} |"
            rows[_key(line)] = line
    known = [(case.title, figure.what) for case in CASES for figure in case.figures]
    table = [*HEAD, *(rows[key] for key in known if key in rows)]
    path.write_text(f"{before}{BEGIN}\n{machine_line(result)}.\n\n" + "\n".join(table) + f"\n\n{END}{after}", "utf-8")


def _key(line: str) -> tuple[str, str]:
    cells = [cell.strip() for cell in line.split("|")]
    return cells[1], cells[2]


def _digits(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"
