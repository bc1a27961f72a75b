# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts that mean something to YAML, spreadsheets or Ansible: exported, they come back as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.engine import apply, sites
from support.exporting import applied, exported
from support.simulator import Simulator
from support.valid_records import NASTY

TEXTS = [text.strip() for text in NASTY if text.strip()]


@pytest.fixture
def nasty(sim: Simulator) -> Simulator:
    """An organization whose sites have such descriptions, and whose teams have such names."""
    described = [
        {**site, "description": text} for site, text in zip(sites(*map(str, range(len(TEXTS)))), TEXTS, strict=True)
    ]
    teams = [{"name": text, "site": "Alta"} for text in dict.fromkeys(TEXTS)]
    apply(sim, {"site": described, "team": teams}).ok()
    return sim


@pytest.mark.parametrize("form", ["auto", "yaml", "csv"])
def test_texts_come_back_as_they_were(nasty: Simulator, tmp_path: Path, form: str) -> None:
    result = exported(nasty, tmp_path, include=["site:*", "team:*"], format=form)
    assert (result["incomplete"], result["warnings"]) == ([], [])
    before = {family: nasty.objects(family) for family in ("site", "team")}
    same = applied(nasty, tmp_path, purge=True).ok()
    assert same.changed is False
    cleared = [{**site, "description": "other"} for site in sites(*map(str, range(len(TEXTS))))]
    gone = [{"id": row["id"], "state": "absent"} for row in before["team"] if row["name"] in TEXTS]
    apply(nasty, {"site": cleared, "team": gone}).ok()
    applied(nasty, tmp_path).ok()
    found = {row["name"]: row.get("description", "") for row in nasty.objects("site")}
    assert found == {row["name"]: row.get("description", "") for row in before["site"]}
    assert {row["name"] for row in nasty.objects("team")} == {row["name"] for row in before["team"]}
