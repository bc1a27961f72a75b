# SPDX-License-Identifier: GPL-3.0-or-later
"""`make bench`: measures the cases, writes build/bench.json and the table of docs/performance.md.

Arguments are the groups of cases to run, none for all. The exit code is 1 where a figure misses its mark.
"""

from __future__ import annotations

import json
import platform
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from typing import Any

from support.playbook import ROOT

from bench import page
from bench.arms import machine
from bench.cases import CASES
from bench.measuring import Case, Reading, measure

LIBRARIES = ("ansible-core", "requests", "jsonschema", "uvicorn")


def main() -> int:
    """Run what was asked for."""
    asked = sys.argv[1:]
    groups = sorted({case.group for case in CASES})
    if unknown := sorted(set(asked) - set(groups)):
        print(f"CASES={unknown[0]}: no such cases; there are {', '.join(groups)}", file=sys.stderr)
        return 2
    facts = {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }
    print(page.machine_line(facts), flush=True)
    written: list[dict[str, Any]] = []
    missed = False
    for case in CASES:
        if case.group in asked or not (asked or case.full):
            print(f"{case.group}: {case.title}", flush=True)
            rounds, readings = measure(case, lambda line: print(line, flush=True))
            for reading in readings:
                verdict = "" if reading.kept else "   MISSED"
                print(f"  {reading.figure.what}: {page.value(reading)} {page.spread(reading)} {reading.mark}{verdict}")
                missed |= not reading.kept
            written.append(_entry(case, rounds, readings))
    result = {**facts, "cases": written}
    target = ROOT / "build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    page.update(ROOT / "docs" / "performance.md", result)
    return int(missed)


def _entry(case: Case, rounds: list[Any], readings: list[Reading]) -> dict[str, Any]:
    """Give a case as bench.json has it: the figures, and what every arm took in every round."""
    return {
        "group": case.group,
        "case": case.title,
        "rounds": len(rounds),
        "figures": [
            {
                "figure": reading.figure.what,
                "median": reading.median,
                "lowest": min(reading.values),
                "highest": max(reading.values),
                "shown": page.value(reading),
                "spread": page.spread(reading),
                "mark": reading.mark,
                "kept": reading.kept,
            }
            for reading in readings
        ],
        "arms": {name: [vars(each[name]) for each in rounds] for name in rounds[0]},
    }


if __name__ == "__main__":
    sys.exit(main())
