# SPDX-License-Identifier: GPL-3.0-or-later
"""Sites from a CSV file against a loop of `ansible.builtin.uri`, against the floor, and against themselves."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

from support.project import task

from bench.arms import Bench, Played, bench
from bench.measuring import Arms, Figure, Measured, case

LOOPED = 50
PAIRS = 10


def fresh(at: Bench, run: Callable[[], Played | Measured]) -> Callable[[], Measured]:
    """Start from an organization without sites each time."""

    def arm() -> Measured:
        at.simulator.reset()
        done = run()
        return done.measured if isinstance(done, Played) else done

    return arm


@case(
    "sites",
    "1,000 new sites from CSV, 50 ms",
    Figure(
        "loop of `ansible.builtin.uri` : task", lambda arm: arm["uri loop"].wall_s / arm["task"].wall_s, at_least=100
    ),
    Figure("task : floor", lambda arm: arm["task"].wall_s / arm["floor"].wall_s, at_most=1.3),
)
def thousand() -> Iterator[Arms]:
    """The loop runs 50 times; what an item adds to a playbook without any is scaled to 1,000."""
    with bench(latency_ms=50) as at:
        source = at.csv(1000)

        def loop() -> Measured:
            idle = at.play({"name": "Import", "import_requests": {}}).measured.wall_s
            looped = at.play(at.uri([f"Looped {number:03}" for number in range(LOOPED)])).measured.wall_s
            return Measured(idle + (looped - idle) / LOOPED * 1000)

        yield {
            "uri loop": fresh(at, loop),
            "task": fresh(at, lambda: at.sites_from(source)),
            "floor": fresh(at, lambda: at.floor([*at.reads(1), at.creates(1000)])),
        }


@case(
    "sites",
    "10,000 new sites from CSV, 0 ms",
    Figure("task for 10,000 : task for 1,000", lambda arm: arm["10,000"].task_s / arm["1,000"].task_s, at_most=10.5),
    Figure("task : floor", lambda arm: arm["10,000"].wall_s / arm["floor"].wall_s),
    Figure("memory", lambda arm: arm["10,000"].peak_mb, at_most=250, unit="MB"),
)
def growth() -> Iterator[Arms]:
    """The time of the task itself, without the start of Ansible, which would flatter it."""
    with bench() as at:
        small, large = at.csv(1000), at.csv(10_000)
        yield {
            "1,000": fresh(at, lambda: at.sites_from(small)),
            "10,000": fresh(at, lambda: at.sites_from(large)),
            "floor": fresh(at, lambda: at.floor([*at.reads(1), at.creates(10_000)])),
        }


@case(
    "sites",
    "10,000 unchanged sites from CSV, 0 ms",
    Figure("task : floor", lambda arm: arm["task"].wall_s / arm["floor"].wall_s, at_most=1.5),
    Figure("memory", lambda arm: arm["task"].peak_mb, at_most=250, unit="MB"),
)
def unchanged() -> Iterator[Arms]:
    """Nothing is written, so all of it is reading, comparing and starting."""
    with bench() as at:
        source = at.csv(10_000)
        at.sites_from(source)

        def again() -> Measured:
            played = at.sites_from(source)
            if played.tasks[-1]["changed"]:
                raise RuntimeError("the second run of a file changed something")
            return played.measured

        yield {"task": again, "floor": lambda: at.floor(at.reads(101))}


@case(
    "sites",
    "One new site, 0 ms",
    Figure("site task : `uri` task", lambda arm: arm["site"].task_s / arm["uri"].task_s, at_most=1.25),
)
def single() -> Iterator[Arms]:
    """Ten of each in turn in one play, after one of each that loads the plugins; the median task counts."""
    with bench() as at:
        taken: dict[str, Measured] = {}

        def pairs() -> Measured:
            at.simulator.reset()
            names = [f"Number {number:02}" for number in range(PAIRS + 1)]
            kinds = [
                (at.uri(f"uri {name}"), task("wxcc_site", {"name": name, "multimedia_profile": "Voice and Chat"}))
                for name in names
            ]
            played = at.play(*(step for pair in kinds for step in pair))
            took = [step["ended"] - step["began"] for step in played.tasks[2:]]
            taken["uri"] = Measured(played.measured.wall_s, statistics.median(took[::2]))
            taken["site"] = Measured(played.measured.wall_s, statistics.median(took[1::2]))
            return taken["uri"]

        yield {"uri": pairs, "site": lambda: taken["site"]}
