# SPDX-License-Identifier: GPL-3.0-or-later
"""All families that are served, found by their files: a module below this folder with a `FAMILY` is one."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from wxcc_simulator import families
from wxcc_simulator.families.family import Family


def _found() -> Iterator[Family]:
    for area in pkgutil.iter_modules(families.__path__, f"{families.__name__}."):
        if area.ispkg:
            for module in pkgutil.iter_modules(import_module(area.name).__path__, f"{area.name}."):
                family = getattr(import_module(module.name), "FAMILY", None)
                if isinstance(family, Family):
                    yield family


FAMILIES: dict[str, Family] = {family.name: family for family in sorted(_found(), key=lambda family: family.name)}


def in_order() -> list[Family]:
    """The families, each after those that it refers to, unless they refer to each other."""
    order: dict[str, Family] = {}

    def put(family: Family, under_way: tuple[str, ...]) -> None:
        for reference in family.references:
            if reference.family in FAMILIES and reference.family not in (*order, *under_way):
                put(FAMILIES[reference.family], (*under_way, family.name))
        order.setdefault(family.name, family)

    for family in FAMILIES.values():
        put(family, ())
    return list(order.values())
