# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about the simulator tells every option, quirk, fault and room there is."""

from __future__ import annotations

import re
from dataclasses import fields

from support.conformance import ROOT, deviations

from wxcc_simulator.serving import command_line, room
from wxcc_simulator.settings.options import QUIRK_NAMES
from wxcc_simulator.world.faults import Fault

PAGE = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")


def test_quirks_are_told_as_in_the_table_of_deviations() -> None:
    expected = [
        f"| `{line.name}` | {line.where} | {line.file} | {line.observed} |" for line in deviations() if line.switch
    ]
    told = PAGE.partition("| quirk | where |")[2].splitlines()
    assert [row for row in told if row.startswith("| `")] == expected
    assert all(f"`{name}`" in PAGE for name in QUIRK_NAMES)


def test_options_are_told() -> None:
    shown = re.findall(r"--[a-z-]+", command_line.parser().format_help())
    assert all(f"`{option}" in PAGE or f" {option}" in PAGE for option in shown if option != "--help")


def test_rooms_and_faults_are_told() -> None:
    assert all(f"/_simulator/{name}" in PAGE for _unused, name in room.ANSWERERS)
    assert all(f"`{field.name}`" in PAGE for field in fields(Fault))
