# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark is: arms that are measured alternately, and figures that are made of what they took."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

FIVE_BELOW_S = 10
THREE_BELOW_S = 60


@dataclass(frozen=True)
class Measured:
    """What one run took, in seconds; `peak_mb` is the memory of its largest process.

    `wall_s` is the whole run, `task_s` its last task, `module_s` the module of that task, `waited_s` the time in which
    it waited for the request budget. `processor_s` and `module_processor_s` are processor time, of the run and of the
    module.
    """

    wall_s: float
    task_s: float = 0
    module_s: float = 0
    waited_s: float = 0
    processor_s: float = 0
    module_processor_s: float = 0
    peak_mb: float = 0


Arms = Mapping[str, Callable[[], Measured]]
"""What is compared in one case, by name."""
Round = Mapping[str, Measured]
"""Every arm once, one after another."""


@dataclass(frozen=True)
class Figure:
    """A number made of one round, and the mark that its median has to keep; the unit is none for a ratio."""

    what: str
    of: Callable[[Round], float]
    at_most: float | None = None
    at_least: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class Case:
    """Arms that are opened together, and the figures they give."""

    group: str
    title: str
    figures: Sequence[Figure]
    opened: Callable[[], AbstractContextManager[Arms]]
    full: bool = False  # only where its group is asked for by name


@dataclass(frozen=True)
class Reading:
    """A figure as it was measured in all rounds."""

    figure: Figure
    values: Sequence[float]

    @property
    def median(self) -> float:
        """The value that counts."""
        return statistics.median(self.values)

    @property
    def kept(self) -> bool:
        """Whether the mark is kept."""
        least, most = self.figure.at_least, self.figure.at_most
        return (least is None or self.median >= least) and (most is None or self.median <= most)

    @property
    def mark(self) -> str:
        """The mark in words."""
        least, most = self.figure.at_least, self.figure.at_most
        bounds = [f"≥ {least:g}"] if least is not None else []
        bounds += [f"≤ {most:g}"] if most is not None else []
        return " and ".join(f"{bound}{self.unit}" for bound in bounds)

    @property
    def unit(self) -> str:
        """The unit behind a number."""
        return f" {self.figure.unit}" if self.figure.unit else ""


CASES: list[Case] = []


def case(
    group: str, title: str, *figures: Figure, full: bool = False
) -> Callable[[Callable[[], Iterator[Arms]]], Callable[[], Iterator[Arms]]]:
    """Register a generator that sets the arms up, yields them and tidies up."""

    def register(generator: Callable[[], Iterator[Arms]]) -> Callable[[], Iterator[Arms]]:
        CASES.append(Case(group, title, figures, contextmanager(generator), full))
        return generator

    return register


def measure(case: Case, told: Callable[[str], object]) -> tuple[list[Round], list[Reading]]:
    """Run a case as often as its length allows: 5 times under 10 s a round, 3 times under 60 s, else once."""
    rounds: list[Round] = []
    with case.opened() as arms:
        wanted = 1
        while len(rounds) < wanted:
            began = time.monotonic()
            rounds.append({name: arm() for name, arm in arms.items()})
            if len(rounds) == 1:
                took = time.monotonic() - began
                wanted = 5 if took < FIVE_BELOW_S else 3 if took < THREE_BELOW_S else 1
            walls = ", ".join(f"{name} {measured.wall_s:.3g} s" for name, measured in rounds[-1].items())
            told(f"  {len(rounds)} of {wanted}: {walls}")
    return rounds, [Reading(figure, [figure.of(each) for each in rounds]) for figure in case.figures]
