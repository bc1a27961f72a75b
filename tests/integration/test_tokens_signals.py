# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that are interrupted while they refresh an access."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbook import PLAYBOOK, ROOT, environment, scratch
from support.processes import wait_until
from support.project import task
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import IdentityProvider, access_token, app, grant
from unit.module_utils.api.scripted_server import ScriptedServer

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore

LOOKUP = "{{ lookup('webex.contact_center.wxcc_token', 'acme') }}"
OF_WORKER = {"name": "Use a token", "ansible.builtin.debug": {"msg": LOOKUP}}
TOKEN = task("wxcc_token", {"org": "acme", "state": "refreshed"})
OTHER = task("wxcc_config_info", {"families": ["sites"]}, vars={"wxcc_org": "acme"})


@pytest.mark.parametrize(
    ("play", "number"),
    [
        pytest.param({"tasks": [TOKEN]}, signal.SIGINT, id="wxcc_token, Ctrl-C"),
        pytest.param({"tasks": [OTHER]}, signal.SIGTERM, id="another action, SIGTERM"),
        pytest.param({"tasks": [OF_WORKER]}, signal.SIGINT, id="a lookup of a task, Ctrl-C"),
        pytest.param({"tasks": [], "name": LOOKUP}, signal.SIGTERM, id="a lookup of ansible-playbook itself, SIGTERM"),
        pytest.param({"tasks": [TOKEN | {"timeout": 1}]}, None, id="the timeout of a task"),
    ],
)
def test_an_interrupted_refresh_keeps_the_login(
    tmp_path: Path, play: dict[str, Any], number: signal.Signals | None
) -> None:
    store = TokenStore(tmp_path / "tokens")
    store.put("acme", grant(time.time(), 0), ORG)
    (tmp_path / "playbook.yml").write_text(yaml.safe_dump([{"hosts": "localhost", "gather_facts": False, **play}]))
    with ScriptedServer(IdentityProvider(delay=1.5)) as server:
        variables = {
            "WXCC_AUTH_URL": server.url,
            "WXCC_API_URL": server.url,
            "WXCC_TOKEN_STORE": str(tmp_path / "tokens"),
            "WXCC_CLIENT_ID": "C0ffee",
            "WXCC_CLIENT_SECRET": "secret",
            "TMPDIR": scratch(tmp_path),
        }
        process = subprocess.Popen(
            [str(PLAYBOOK), str(tmp_path / "playbook.yml")],
            cwd=ROOT,
            env=environment(tmp_path, variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_until(lambda: bool(server.received), "the request")
            if number == signal.SIGINT:
                os.killpg(process.pid, number)
            elif number:
                process.send_signal(number)
            assert process.wait(60) != 0
            wait_until(lambda: store.read("acme").grant.access_token == access_token(1), "the new token")
        finally:
            process.kill()
            process.wait()
        assert store.refresh("acme", lambda: app(server.url)).grant.access_token == access_token(2)
