# SPDX-License-Identifier: GPL-3.0-or-later
"""A module stops sending when nobody is left to read its result, whoever stands between, and not before."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from support.playbook import ROOT
from unit.module_utils.api.connected import connect
from unit.module_utils.api.scripted_server import ScriptedServer, reply

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import Abandoned

PROGRAM = """
import sys, time
from ansible_collections.webex.contact_center.plugins.module_utils.module.reader import is_gone
print(is_gone(), file=sys.stderr, flush=True)
while not is_gone():
    time.sleep(0.02)
print("gone", file=sys.stderr, flush=True)
"""
READER = "ansible_collections.webex.contact_center.plugins.module_utils.module.reader"
ASKED = f"from {READER} import is_gone; print(is_gone())"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "build")}


@pytest.mark.parametrize(
    "before", [[], ["sh", "-c", '"$@"; true', "sh"], ["nohup"]], ids=["directly", "through a shell", "without hangups"]
)
def test_the_end_of_the_reader_is_noticed(before: list[str]) -> None:
    command = [*before, sys.executable, "-c", PROGRAM]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        first = process.stderr.readline()
        while b"False" not in first:
            first = process.stderr.readline()
        process.stdout.close()
        assert process.stderr.readline() == b"gone\n"


@pytest.mark.parametrize("place", ["pipe", "file", "nothing", "closed"])
def test_no_other_output_counts_as_gone(tmp_path: Path, place: str) -> None:
    told = tmp_path / "told"
    program = ASKED.replace("print(is_gone())", f"open({str(told)!r}, 'w').write(str(is_gone()))")
    redirected = {"pipe": "| cat", "file": f"> {tmp_path}/out", "nothing": "> /dev/null", "closed": ">&-"}[place]
    subprocess.run(["sh", "-c", f'"$@" {redirected}', "sh", sys.executable, "-c", program], env=ENVIRONMENT, check=True)
    assert told.read_text() == "False"


def test_then_no_request_is_sent_any_more() -> None:
    over = threading.Event()

    def first(_unused: Any) -> list[bytes]:
        over.set()
        return list(reply(content={"number": 1})(_unused))

    with ScriptedServer(first) as server:
        client = connect(server.url, is_over=over.is_set)
        assert client.get("/a") == {"number": 1}
        for send in (client.get, client.delete, lambda path: client.post(path, {})):
            with pytest.raises(Abandoned, match="not sent, because the task that waits for the result has ended"):
                send("/b")
        assert all(isinstance(result, Abandoned) for result in client.parallel([lambda: client.get("/c")] * 3))
        client.close()
    assert len(server.received) == 1
