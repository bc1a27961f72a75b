# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations from folders and into them, against the floor of the same requests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlencode

from support.contents import WAV
from support.organizations import described
from support.project import task

from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.formats import files_of
from bench.arms import Bench, Request, bench
from bench.measuring import Arms, Figure, Measured, case

PAGE = 100


def written(at: Bench) -> str:
    """Write the organization into a folder, CSV where that fits and else YAML; give the name of the folder."""
    folder = at.folder / "org"
    records = described(at.simulator)
    texts = {name: text.encode() for name, text in files_of(records, "auto").items()}
    contents = {str(row["file"]): WAV for rows in records.values() for row in rows if "file" in row}
    for name, data in (texts | contents).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder.name


def sent(at: Bench) -> list[list[Request]]:
    """The requests of the last task: first pages, further pages, and what was read by itself."""
    steps: tuple[list[Request], ...] = ([], [], [])
    for row in at.simulator.requests():
        query = urlencode(row["query"], doseq=True)
        place = 2 if "page" not in row["query"] else min(1, int("".join(map(str, row["query"]["page"]))))
        steps[place].append((row["method"], f"{row['path']}?{query}", None))
    return [*steps]


FIGURES = (
    Figure("task : floor", lambda arm: arm["task"].wall_s / arm["floor"].wall_s, at_most=1.5),
    Figure("processor time, task : floor", lambda arm: arm["task"].processor_s / arm["floor"].processor_s),
    Figure("memory", lambda arm: arm["task"].peak_mb, at_most=300, unit="MB"),
)


@case("organization", "A large organization, unchanged, from a folder, 0 ms", *FIGURES)
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


def into_folder(preset: str) -> Iterator[Arms]:
    """Export into a new folder each time."""
    with bench(orgs=1, preset=preset) as at:

        def export() -> Measured:
            shutil.rmtree(at.folder / "export", ignore_errors=True)
            at.simulator.clear_requests()
            return at.play(task("wxcc_config_export", {"dest": "export"})).measured

        export()
        steps = sent(at)
        yield {"task": export, "floor": lambda: at.floor(steps)}


@case("folder", "A small organization into a folder, 0 ms", *FIGURES)
def small_into_folder() -> Iterator[Arms]:
    """Most of it is the start of Ansible."""
    yield from into_folder("small")


@case("folder", "A large organization into a folder, 0 ms", *FIGURES)
def large_into_folder() -> Iterator[Arms]:
    """Most of it is requests."""
    yield from into_folder("large")
