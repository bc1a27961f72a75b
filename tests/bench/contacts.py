# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the contacts of a simulator's first organization one by one, and prints the seconds that took.

Arguments: the start and the end of the period in epoch milliseconds. A process of its own, which has none at hand.
"""

from __future__ import annotations

import sys
import time

from wxcc_simulator.seeding.seed import seeded
from wxcc_simulator.world.options import Options


def main() -> None:
    """Nothing is read of a contact: no search can do less."""
    start, end = map(int, sys.argv[1:])
    org = next(iter(seeded(Options()).organizations.values()))
    began = time.perf_counter()
    count = sum(1 for _contact in org.traffic.contacts(start, end))
    print(time.perf_counter() - began)
    if not count:
        raise SystemExit("no contacts")


if __name__ == "__main__":
    main()
