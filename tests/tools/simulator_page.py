# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the tables of docs/simulator.md that follow from the simulator.

Run it as `PYTHONPATH=tests:roles/simulator/files .venv/bin/python -m tools.simulator_page`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from support.conformance import is_served

from wxcc_simulator.configuration.unserved import OPERATIONS
from wxcc_simulator.families.quirks import DEVIATIONS
from wxcc_simulator.families.registry import FAMILIES
from wxcc_simulator.seeding.presets import FACTORS, planned

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "simulator.md"
END = "<!-- end -->\n"


def quirks() -> Iterator[str]:
    """What was observed and can be turned off."""
    yield "| quirk | where | the file | observed |"
    yield "|---|---|---|---|"
    for line in DEVIATIONS:
        if line.state == "on":
            yield f"| `{line.name}` | {line.where} | {line.file} | {line.observed} |"


def quirks_that_are_off() -> Iterator[str]:
    """What nobody observed and can be turned on."""
    for line in DEVIATIONS:
        if line.state == "off":
            observed = line.observed[0].upper() + line.observed[1:]
            yield f"- `{line.name}`: {line.where}. The file: {line.file}. {observed}."


def differences() -> Iterator[str]:
    """What cannot be turned."""
    yield "| where | the file | the simulator |"
    yield "|---|---|---|"
    for line in DEVIATIONS:
        if line.state == "always":
            yield f"| {line.where} | {line.file} | {line.observed} |"


def coverage() -> Iterator[str]:
    """How many operations of each part of the service are served."""
    keys = [(method, path) for path, methods in OPERATIONS.items() for method in methods]
    every = Counter(area(path) for _method, path in keys)
    good = Counter(area(path) for method, path in keys if is_served(method, path))
    yield "| part of the service | operations | served |"
    yield "|---|---|---|"
    for name in sorted(good):
        yield f"| `{name}` | {every[name]} | {good[name]} |"
    yield f"| {len(every) - len(good)} others | {sum(every[name] for name in every if name not in good)} | 0 |"


def families() -> Iterator[str]:
    """What each family is known for."""
    yield "| family | key | refers to | left out of lists | cannot be changed | in a fresh organization |"
    yield "|---|---|---|---|---|---|"
    for family in FAMILIES.values():
        cells = (
            _code(family.key),
            _code(dict.fromkeys(reference.family for reference in family.references)),
            _code(family.hidden),
            _code(family.immutable),
            ", ".join(str(item.get(family.key[0], "one object")) for item in family.fresh),
        )
        yield f"| `{family.name}` | {' | '.join(cells)} |"


def presets() -> Iterator[str]:
    """How many objects an organization of each size begins with."""
    counts = [planned(preset) for preset in FACTORS]
    yield f"| family | {' | '.join(f'`{preset}`' for preset in FACTORS)} |"
    yield f"|---|{'---|' * len(FACTORS)}"
    for name in counts[-1]:
        yield f"| `{name}` | {' | '.join(str(count.get(name, 0)) for count in counts)} |"


def area(path: str) -> str:
    """The part of the service: a family of the configuration, or the first word of a path."""
    family = re.match(r"/organization/\{orgid\}/(?:v\d/)?([\w-]+)", path)
    return family[1] if family else re.sub(r"^/(v\d+/)?", "/", path).split("/")[1]


def written() -> str:
    """The page with its tables as they should be."""
    text = PAGE.read_text(encoding="utf-8")
    for name, rows in TABLES.items():
        mark = f"<!-- written by tests/tools/simulator_page.py: {name} -->\n"
        before, found, rest = text.partition(mark)
        assert found, f"the page has no place for the table {name}"
        table = "\n".join(rows())
        text = f"{before}{mark}\n{table}\n\n{END}{rest.partition(END)[2]}"
    return text


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "presets": presets,
    "coverage": coverage,
    "families": families,
    "quirks": quirks,
    "quirks that are off": quirks_that_are_off,
    "differences": differences,
}

if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
