# SPDX-License-Identifier: GPL-3.0-or-later
"""An action whose module does not run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.plugin_utils.test_action import TOKEN, Actor


@pytest.fixture
def actor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Work in a folder of its own, with nothing but a token in the environment."""
    (tmp_path / "sites.csv").write_text("name\nBerlin\n", encoding="utf-8")
    for name in [name for name in os.environ if name.startswith("WXCC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WXCC_ACCESS_TOKEN", TOKEN)
    return Actor(tmp_path)
