# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine against the model of what a file means: random organizations, files and faults.

A failing case is made small and printed. `WXCC_TEST_CASES` says how many are tried, ten thousand in `make torture`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from differential.cases import kind_of, numbers
from differential.families import FAMILIES
from differential.harness import judge
from differential.world import World
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG

LEFT_OUT = {"multimedia-profile": {"work_item"}}
"""The simulator refuses it as the service does while the feature is off, so the tests of applying have it."""


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A small organization that becomes whatever a case wants."""
    with Simulator.start(orgs=1, agents=3, queues=1) as simulator:
        yield World.of(simulator)


def test_the_model_has_every_option_of_its_families() -> None:
    """The three families have all that rules of the engine are about; test_every_family.py tries the others."""
    managed = {
        name: {field.name for field in CATALOG[name].fields if not field.elsewhere} - LEFT_OUT.get(name, set())
        for name in FAMILIES
    }
    assert len(managed) >= 3
    assert {name: {known.option for known in family.attributes} for name, family in FAMILIES.items()} == managed


@pytest.mark.parametrize("number", [pytest.param(number, id=f"{kind_of(number)}-{number}") for number in numbers()])
def test_the_engine_does_and_tells_what_the_model_says(world: World, number: int) -> None:
    judge(world, number)
