# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder checked without an organization, against parsing the same files as fast as PyYAML can."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from support.exporting import exported

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import check
from ansible_collections.webex.contact_center.plugins.module_utils.config.review.offline import dangling
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import documents, with_contents
from ansible_collections.webex.contact_center.plugins.module_utils.module.garbage import look_rarely
from ansible_collections.webex.contact_center.plugins.plugin_utils import contents, packing
from bench.arms import bench
from bench.measuring import Arms, Figure, Measured, case


@case(
    "lint",
    "The folder of a large organization as YAML, checked without an organization",
    Figure(
        "processor time, lint : PyYAML's C loader",
        lambda arm: arm["lint"].processor_s / arm["PyYAML"].processor_s,
        at_most=1.5,
    ),
)
def lint() -> Iterator[Arms]:
    """Both in this process: the whole check from the folder to the findings, and parsing the same files alone."""
    look_rarely()
    with bench(orgs=1, preset="large") as at:
        folder = at.folder / "export"
        exported(at.simulator, folder, format="yaml")
        yield {
            "lint": lambda: in_process(lambda: checked(folder)),
            "PyYAML": lambda: in_process(lambda: parsed(folder)),
        }


def in_process(run: Callable[[], object]) -> Measured:
    """Measure what happens in this process."""
    began, used = time.perf_counter(), time.process_time()
    run()
    return Measured(time.perf_counter() - began, processor_s=time.process_time() - used)


def checked(folder: Path) -> None:
    """Do what `validate_only` does with a folder, on the controller and in the module."""
    packed = packing.from_file(
        str(folder), lambda _kind, src: src, lambda path: (Path(path).read_bytes(), True), takes_folder=True
    )
    beside = contents.facts(packed, None, contents.placer(str(folder), lambda _kind, src: src), str)
    wanted = check(with_contents(documents(json.loads(packed)), json.loads(beside)), None)
    if dangling(wanted) or sum(map(len, wanted.values())) < 10_000:
        raise RuntimeError("the folder of an export does not describe the organization")


def parsed(folder: Path) -> None:
    """Parse the files with records as fast as PyYAML can."""
    for path in folder.glob("*.yml"):
        yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
