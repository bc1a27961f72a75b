# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about the simulator describes every option, quirk, fault and room there is."""

from __future__ import annotations

import re
from dataclasses import fields

from tools.simulator_page import PAGE, written

from wxcc_simulator.serving import command_line, room
from wxcc_simulator.world.faults import Fault

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_fresh() -> None:
    assert written() == TEXT, "run tests/tools/simulator_page.py, as it says"


def test_options_are_told() -> None:
    shown = re.findall(r"--[a-z-]+", command_line.parser().format_help())
    assert all(f"`{option}" in TEXT or f" {option}" in TEXT for option in shown if option != "--help")


def test_rooms_and_faults_are_told() -> None:
    assert all(f"/_simulator/{name}" in TEXT for _unused, name in room.ANSWERERS)
    assert all(f"`{field.name}`" in TEXT for field in fields(Fault))
