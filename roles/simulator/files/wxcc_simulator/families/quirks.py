# SPDX-License-Identifier: GPL-3.0-or-later
"""The deviations of all families and APIs, and which of them are on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wxcc_simulator.families.deviation import Deviation
from wxcc_simulator.families.everywhere import EVERYWHERE
from wxcc_simulator.families.flows import LINES as FLOW_LINES
from wxcc_simulator.families.registry import FAMILIES

DEVIATIONS: tuple[Deviation, ...] = tuple(
    sorted(
        [*EVERYWHERE, *FLOW_LINES, *(line for family in FAMILIES.values() for line in family.deviations)],
        key=lambda line: line.name,
    )
)
QUIRK_NAMES = tuple(line.name for line in DEVIATIONS if line.is_quirk)
_KNOWN = frozenset(QUIRK_NAMES)
_OBSERVED = frozenset(line.name for line in DEVIATIONS if line.state == "on")


@dataclass(frozen=True)
class Quirks:
    """Behaviour of the real service that its official file lacks.

    By default, quirks that were observed are on, and others off.
    """

    names: frozenset[str] = _OBSERVED

    def on(self, name: str) -> bool:
        """Whether a quirk is on; a name that does not exist is a KeyError."""
        if name not in _KNOWN:
            raise KeyError(name)
        return name in self.names

    def states(self) -> dict[str, bool]:
        """Every quirk and whether it is on."""
        return {name: name in self.names for name in QUIRK_NAMES}

    def lines(self) -> list[Deviation]:
        """The active deviations: the quirks that are on, and those without a switch."""
        return [line for line in DEVIATIONS if not line.is_quirk or line.name in self.names]

    def with_changes(self, changes: Mapping[str, bool]) -> Quirks:
        """These quirks with some of them turned; raises ValueError for a name that does not exist."""
        unknown = sorted(set(changes) - _KNOWN)
        if unknown:
            raise ValueError(f"{unknown[0]}: no such quirk; there are {', '.join(QUIRK_NAMES)}")
        states = {**self.states(), **changes}
        return Quirks(frozenset(name for name, on in states.items() if on))

    @classmethod
    def as_specified(cls) -> Quirks:
        """Nothing but what the official file says."""
        return cls(frozenset())
