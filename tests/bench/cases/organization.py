# SPDX-License-Identifier: GPL-3.0-or-later
"""A large organization from a folder that describes all of it, against the floor of the same requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from support.contents import WAV
from support.organizations import described
from support.project import task

from bench.arms import Bench, Request, bench
from bench.measuring import Arms, Figure, Measured, case

PAGE = 100


def written(at: Bench) -> str:
    """Write the organization into a folder, a file a family and its content beside them; give its name."""
    folder = at.folder / "org"
    folder.mkdir()
    for family, rows in described(at.simulator).items():
        (folder / f"{family.replace('-', '_')}.json").write_text(json.dumps(rows), encoding="utf-8")
        for name in {str(row["file"]) for row in rows if "file" in row}:
            path = folder / Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(WAV)
    return folder.name


def sent(at: Bench) -> list[list[Request]]:
    """The requests of the last task: first pages, further pages, and what was read by itself."""
    steps: tuple[list[Request], ...] = ([], [], [])
    for row in at.simulator.requests():
        query = urlencode(row["query"], doseq=True)
        place = 2 if "page" not in row["query"] else min(1, int("".join(map(str, row["query"]["page"]))))
        steps[place].append((row["method"], f"{row['path']}?{query}", None))
    return [*steps]


@case(
    "organization",
    "A large organization, unchanged, from a folder, 0 ms",
    Figure("task : floor", lambda arm: arm["task"].wall_s / arm["floor"].wall_s, at_most=1.5),
    Figure("memory", lambda arm: arm["task"].peak_mb, at_most=300, unit="MB"),
)
def large() -> Iterator[Arms]:
    """Everything is read, much of it object by object, since lists leave fields out, and nothing is written."""
    with bench(orgs=1, preset="large") as at:
        source = written(at)

        def again() -> Measured:
            at.simulator.clear_requests()
            played = at.play(task("wxcc_config", {"src": source}))
            if played.tasks[-1]["changed"]:
                raise RuntimeError("a folder that describes the organization changed something")
            return played.measured

        again()
        steps = sent(at)
        yield {"task": again, "floor": lambda: at.floor(steps)}
