# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose requests count together: by the client id wherever it is known, and where they are counted."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from unit.plugin_utils.test_action import ORG, SITES, TOKEN, Actor

from ansible_collections.webex.contact_center.plugins.action import wxcc_legacy_info, wxcc_site
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore
from ansible_collections.webex.contact_center.plugins.module_utils.files import is_on_network
from ansible_collections.webex.contact_center.plugins.module_utils.module import base
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.budget import key_of

CLIENT = "C-the-client-id"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder, now = tmp_path / "tokens", time.time()
    for name, client_id, org_id in (("acme", CLIENT, ORG), ("old", "", ORG[:-1] + "2")):
        grant = Grant(f"secret-{name}", now + 86400, None, None, (), now, client_id)
        TokenStore(folder).put(name, grant, org_id)
    return folder


def handed(actor: Actor, variables: dict[str, Any], plugin: Any = wxcc_site) -> dict[str, Any]:
    """What a module gets."""
    arguments = {"sites": SITES} if plugin is wxcc_site else {"record": "csr", "id": ["1"]}
    result = actor.run(plugin, arguments, variables)
    assert not result.get("failed"), result
    return actor.ran[-1]


@pytest.mark.parametrize(
    ("variables", "kind", "value"),
    [
        ({}, "token", TOKEN),
        ({"wxcc_client_id": CLIENT}, "client", CLIENT),
        ({"wxcc_org": "acme"}, "client", CLIENT),
        ({"wxcc_org": "old"}, "token", "secret-old"),
        ({"wxcc_org": "old", "wxcc_client_id": CLIENT}, "client", CLIENT),
        ({"wxcc_org": "acme", "wxcc_client_id": "of another app"}, "client", CLIENT),
    ],
)
def test_the_client_id_counts_wherever_it_is_known(
    actor: Actor,
    store: Path,
    variables: dict[str, Any],
    kind: str,
    value: str,
) -> None:
    got = handed(actor, {"wxcc_token_store": str(store), **variables})
    assert got["_budget"] == key_of(kind, value)
    assert got["_budget_folder"] == f"{store}.budget"
    assert CLIENT not in str({name: text for name, text in got.items() if name != "_source"})


def test_a_client_id_of_the_environment(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WXCC_CLIENT_ID", CLIENT)
    assert handed(actor, {})["_budget"] == key_of("client", CLIENT)


def test_legacy_users_share_a_budget_of_their_own(actor: Actor) -> None:
    variables = {"wxcc_legacy_user": "anna", "wxcc_legacy_api_key": "key", "wxcc_client_id": CLIENT}
    assert handed(actor, variables, wxcc_legacy_info)["_budget"] == key_of("legacy", "anna")


def test_elsewhere_and_as_somebody_else_the_module_finds_a_place(actor: Actor) -> None:
    actor.connection.become = object()
    got = handed(actor, {"wxcc_client_id": CLIENT})
    assert "_budget_folder" not in got
    file = base.ledger_of(got)
    assert file is not None
    assert file.parent.name.startswith("webex_contact_center-")


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/vdb /home/local\\040disk xfs rw 0 0
tmpfs /home/local\\040disk/tmp tmpfs rw 0 0
host:/x /data fuse.sshfs rw 0 0
overlay /over fuse.fuse-overlayfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/var/lib", False),
        ("/home/anna/.local", True),
        ("/homely", False),
        ("/home/local disk/x", False),
        ("/home/local disk/tmp", False),
        ("/data/x/y", True),
        ("/over/x", False),
    ],
)
def test_file_systems_of_a_network(tmp_path: Path, path: str, expected: bool) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    assert is_on_network(path, str(mounts)) == expected
    assert not is_on_network(path, str(tmp_path / "none"))


def test_a_folder_on_a_network_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    options = {"_budget": "key", "_budget_folder": str(tmp_path)}
    assert base.ledger_of(options) == tmp_path / "key.sqlite"
    monkeypatch.setattr(base, "is_on_network", lambda _path: True)
    file = base.ledger_of(options)
    assert file is not None
    assert tmp_path not in file.parents
    assert base.ledger_of({}) is None
