# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that fill a token store, and what is in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from support.project import task
from support.simulator import CALLBACK, Row, Simulator


def filled(sim: Simulator, name: str = "acme", org: int = 0, **options: Any) -> Row:
    """A task that puts an organization into the store, by its refresh token."""
    return task("wxcc_token", {"org": name, "refresh_token": sim.orgs[org].refresh_token, **options})


def logged_in(sim: Simulator, name: str = "acme", org: int = 0, **options: Any) -> Row:
    """The same by the code of a login."""
    return task("wxcc_token", {"org": name, "code": sim.code(org), "redirect_uri": CALLBACK, **options})


def entry(store: Path, name: str = "acme") -> Row:
    """What the store holds of an organization."""
    content: Row = json.loads((store / f"{name}.json").read_text(encoding="utf-8"))
    return content


def change(store: Path, name: str = "acme", **fields: Any) -> None:
    """Change what the store holds."""
    path = store / f"{name}.json"
    path.write_text(json.dumps({**entry(store, name), **fields}), encoding="utf-8")


def token_requests(rows: list[Row]) -> list[int | None]:
    """The statuses that the identity provider answered."""
    return [row["status"] for row in rows if row["path"].endswith("/access_token")]
