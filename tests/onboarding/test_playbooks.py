# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks onboard and token_refresh, as a user runs them."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import certifi
from support.onboarding import Text, Visitor
from support.playbook import PLAYBOOK, ROOT, Run, environment, lend_venv, run_playbook
from support.processes import MARK, NEEDS_PROC, no_process_left
from support.simulator import Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore

ONBOARD = ROOT / "playbooks" / "onboard.yml"
REFRESH = ROOT / "playbooks" / "token_refresh.yml"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/enter\?key=[\w-]+")
AUTHORIZE = re.compile(r"http://\S+/v1/authorize\?\S+")
PIP = "Install the requirements of the page"
AWX = re.compile(r"^```yaml\n(- name: [^\n]*\n  import_playbook: .*?)^```", re.MULTILINE | re.DOTALL)
# What a user's crontab does: one table, printed with -l, replaced by a file.
CRONTAB = """#!/bin/sh
case "$1" in -l) cat "$HOME/crontab" ;; *) cp "$1" "$HOME/crontab" ;; esac
"""
# As much of systemctl as Ansible asks it, for a machine that systemd did not start.
SYSTEMCTL = """#!/bin/sh
[ "$1" = --user ] && shift
echo "$*" >>"$HOME/systemctl.log"
unit=$2 active=$HOME/active
case "$1" in
show) [ -e "$UNITS/$unit" ] && load=loaded || load=not-found
      [ -e "$active" ] && state=active || state=inactive
      printf 'LoadState=%s\\nActiveState=%s\\n' $load $state ;;
is-enabled) [ -e "$HOME/enabled" ] ;;
enable) touch "$HOME/enabled" ;;
disable) rm "$HOME/enabled" ;;
start|restart) touch "$active" ;;
stop) rm "$active" ;;
esac
"""


def home_of(folder: Path) -> Path:
    """A home whose path has what breaks quoting in shells, units and tables of cron."""
    home = folder / "it's 100% é"
    home.mkdir(exist_ok=True)
    return home


def app(sim: Simulator, folder: Path) -> dict[str, str]:
    """What a user sets: the app and the store."""
    return {
        "HOME": str(home_of(folder)),
        "WXCC_AUTH_URL": sim.url,
        "WXCC_CLIENT_ID": sim.client_id,
        "WXCC_CLIENT_SECRET": sim.client_secret,
        "WXCC_TOKEN_STORE": os.path.relpath(folder / "tokens", ROOT),
    }


def command(folder: Path, name: str, script: str) -> None:
    """Put a stand-in for a command before those of the machine."""
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def refresh(
    sim: Simulator, folder: Path, *variables: str, more: Mapping[str, str] | None = None, playbook: Path = REFRESH
) -> Run:
    """Run the playbook of the scheduler."""
    options = [part for variable in variables for part in ("-e", variable)]
    path = {"PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])}
    return run_playbook(playbook, folder, *options, variables={**app(sim, folder), **path, **(more or {})})


def changed(run: Run) -> set[str]:
    """The tasks of the role that changed something; it must have succeeded."""
    assert run.code == 0, run.output
    return {entry["task"].partition(" : ")[2] for entry in run.tasks if entry["result"].get("changed")}


def ran(run: Run, task: str) -> bool:
    """Whether a task of the role was not skipped."""
    return any(entry["task"].endswith(f" : {task}") for entry in run.tasks)


def failure(run: Run) -> str:
    """The message of the task that failed first; the play must have failed."""
    assert run.code == 2, run.output
    return str(
        next(entry["result"]["msg"] for entry in run.tasks if "did not start" in str(entry["result"].get("msg")))
    )


@NEEDS_PROC
def test_a_page_from_its_start_to_its_end(sim: Simulator, tmp_path: Path) -> None:
    mark = str(uuid.uuid4())
    variables = {**app(sim, tmp_path), MARK: mark}
    port = 20000 + os.getpid() % 10000
    place = ("-e", f"onboarding_port={port}", "-e", f"onboarding_redirect_uri=http://127.0.0.1:{port}/callback")
    home = home_of(tmp_path) / ".local/state/wxcc_onboarding"
    planned = run_playbook(ONBOARD, tmp_path, "--check", *place, variables=variables)
    assert planned.code == 0, planned.output
    assert not home.exists()
    with socket.create_server(("127.0.0.1", port)):
        taken = run_playbook(ONBOARD, tmp_path, *place, variables=variables)
    assert f"port {port}: Address already in use" in failure(taken)
    assert not (home / "settings.json").exists()
    bad = ("-e", "onboarding_tls_certificate=/dev/null", "-e", "onboarding_tls_key=/dev/null")
    https = ("-e", f"onboarding_redirect_uri=https://127.0.0.1:{port}/callback")
    untrusted = run_playbook(ONBOARD, tmp_path, *place, *https, *bad, variables=variables)
    assert "tls_certificate /dev/null" in failure(untrusted)
    assert not (home / "settings.json").exists()
    try:
        first = run_playbook(ONBOARD, tmp_path, *place, variables=variables)
        started = run_playbook(ONBOARD, tmp_path, "-vvv", *place, variables=variables)
        assert started.code == 0, started.output
        one_more = run_playbook(ONBOARD, tmp_path, "-e", "onboarding_state=link", variables=variables)
        visitors = [Visitor(f"http://127.0.0.1:{port}") for _run in range(3)]
        begun: list[str] = []
        for visitor, run in zip(visitors, (first, started, one_more), strict=True):
            (link,) = set(LINK.findall(run.stdout))
            assert visitor.get(link).status_code == 303
            begun.append(visitor.login(f"acme-{len(begun)}"))
        for org, (visitor, url) in enumerate(zip(visitors, begun, strict=True)):
            visitor.get(sim.consent(url, org % 2))
        assert "acme-0: access was stored." in str(Text(visitors[0].get("/").text))
        assert "already in the token store as acme-0" in str(Text(visitors[2].get("/").text))
        assert (home / "log").read_text(encoding="utf-8") == ""
        assert not (home / "settings.json").exists()
        assert {path.stat().st_mode & 0o77 for path in home.iterdir() if path.is_file()} == {0}
    finally:
        stopped = run_playbook(ONBOARD, tmp_path, "-e", "onboarding_state=stopped", variables=variables)
        no_process_left(mark)
    assert stopped.code == 0, stopped.output
    entry = TokenStore(tmp_path / "tokens").read("acme-1")
    secrets = [sim.client_secret, entry.grant.access_token, str(entry.grant.refresh_token)]
    assert [secret[:4] for secret in secrets if secret in started.output + stopped.output] == []


def pasted(sim: Simulator, folder: Path, name: str, *, org: int, accept: bool = True) -> str:
    """Run the playbook in a terminal without a browser, paste the callback URL, and give all it showed."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        arguments = [
            str(PLAYBOOK),
            str(ONBOARD),
            "-e",
            f"onboarding_name={name}",
            "-e",
            "onboarding_browser=false",
        ]
        os.execve(PLAYBOOK, arguments, environment(folder, app(sim, folder)))
    shown = ""
    try:
        while True:
            was_asked = "(output is hidden)" in shown
            shown += os.read(terminal, 4096).decode(errors="replace")
            if "(output is hidden)" in shown and not was_asked:
                (url,) = AUTHORIZE.findall(shown)
                time.sleep(0.5)  # the prompt throws away what was typed before it
                os.write(terminal, sim.consent(url, org, accept=accept).encode() + b"\r")
    except OSError:  # which is how Linux says that nobody has the other end any more
        os.waitpid(process, 0)
    finally:
        os.close(terminal)
    return " ".join(shown.split())


def test_without_a_browser_the_callback_url_is_pasted(sim: Simulator, tmp_path: Path) -> None:
    lend_venv(home_of(tmp_path) / ".local/state/wxcc_onboarding", "onboarding/files/requirements.txt")
    missing = run_playbook(ONBOARD, tmp_path, "-e", "onboarding_browser=false", variables=app(sim, tmp_path))
    assert missing.code == 2
    assert "onboarding_name: missing" in missing.message
    declined = pasted(sim, tmp_path, "acme", org=0, accept=False)
    assert "acme: the administrator, or a rule of the organization, declined" in declined
    shown = pasted(sim, tmp_path, "acme", org=0)
    assert f"acme: access to organization {sim.orgs[0].org_id} ({sim.orgs[0].name}) was stored" in shown
    assert "code=" not in shown.replace("response_type=code", "")
    assert TokenStore(tmp_path / "tokens").names() == ["acme"]
    assert not (home_of(tmp_path) / ".local/state/wxcc_onboarding/settings.json").exists()


def test_cron_and_once(sim: Simulator, tmp_path: Path) -> None:
    cron = "token_refresh_scheduler=cron"
    fill = {"name": "Fill", "webex.contact_center.wxcc_token": {"org": "acme"}}
    given = {"WXCC_REFRESH_TOKEN": sim.orgs[0].refresh_token}
    assert run_playbook([fill], tmp_path, variables={**app(sim, tmp_path), **given}).code == 0
    nobody = refresh(sim, tmp_path, cron, more={"PATH": str(PLAYBOOK.parent) + ":/bin"})
    if shutil.which("crontab", path="/bin") is None:
        assert "token_refresh_scheduler: there is no crontab here" in nobody.message

    command(tmp_path, "crontab", CRONTAB)
    table = home_of(tmp_path) / "crontab"
    table.write_text("1 2 * * * something of the user\n", encoding="utf-8")
    job = {"Install or remove the entry in the crontab"}
    assert job | {PIP} <= changed(refresh(sim, tmp_path, cron))
    other = refresh(sim, tmp_path, cron, "token_refresh_at_percent=50", "token_refresh_every_minutes=20")
    assert (changed(other), ran(other, PIP)) == (job, False)
    first, _name, line = table.read_text(encoding="utf-8").splitlines()
    assert "something of the user" in first
    assert re.match(r"\d+-59/20 \* \* \* \* .*--at-percent=50 >/dev/null$", line)
    assert sim.client_secret not in line
    assert re.search(r"(?<!\\)%", line) is None, "which cron takes as the end of the command"
    job_line = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["sh", "-c", job_line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    spent = {**json.loads((tmp_path / "tokens" / "acme.json").read_text(encoding="utf-8")), "refresh_token": "spent"}
    spent |= {"org_id": sim.orgs[1].org_id}
    (tmp_path / "tokens" / "dead.json").write_text(json.dumps(spent), encoding="utf-8")
    (tmp_path / "tokens" / "dead.json").chmod(0o600)
    (tmp_path / "refresh.yml").write_text(AWX.findall((ROOT / "docs/tokens.md").read_text("utf-8"))[0], "utf-8")
    note = home_of(tmp_path) / ".local/state/wxcc_token_refresh/venv/installed.txt"
    note.write_text(note.read_text(encoding="utf-8").replace("requests>=2.28", "requests>=2.27"), encoding="utf-8")
    once = refresh(sim, tmp_path, "token_refresh_at_percent=0", playbook=tmp_path / "refresh.yml")
    assert (once.code, ran(once, PIP)) == (2, True)
    assert once.message.startswith(
        f"1 refreshed, 0 not due, 1 failed in {tmp_path}/tokens: dead\n  dead: POST /v1/access_token: 400: "
    )

    assert job <= changed(refresh(sim, tmp_path, "token_refresh_state=absent", cron))
    assert table.read_text(encoding="utf-8") == "1 2 * * * something of the user\n"
    assert not (home_of(tmp_path) / ".local/state/wxcc_token_refresh").exists()


def test_a_systemd_timer(sim: Simulator, tmp_path: Path) -> None:
    units = tmp_path / "units"
    command(tmp_path, "systemctl", SYSTEMCTL)
    systemd: tuple[str, ...] = ("token_refresh_scheduler=systemd", f"token_refresh_unit_folder={units}")
    lend_venv(home_of(tmp_path) / ".local/state/wxcc_token_refresh")
    odd = home_of(tmp_path)
    (odd / "venv").symlink_to(sys.prefix)
    (odd / "lib/ansible_collections/webex").mkdir(parents=True)
    (odd / "lib/ansible_collections/webex/contact_center").symlink_to(ROOT)
    # What is kept must not stop pip, which reads the same variables.
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or certifi.where()
    no_proxy = os.environ.get("NO_PROXY", "") + ",intern.example"
    proxy = {"HTTPS_PROXY": "http://me:word@proxy.example"}
    more = {
        "NO_PROXY": no_proxy,
        "REQUESTS_CA_BUNDLE": os.path.relpath(bundle, ROOT),
        "UNITS": str(units),
        "XDG_STATE_HOME": str(odd / "state"),
        "WXCC_TOKEN_STORE": "",
        "ANSIBLE_COLLECTIONS_PATH": str(odd / "lib"),
    }
    systemd += (f"{{'ansible_playbook_python': \"{odd}/venv/bin/python\"}}", "token_refresh_every_minutes=")
    systemd += (json.dumps({"token_refresh_environment": {**proxy, "CURL_CA_BUNDLE": None}}),)
    assert {"Write the units", "Run the timer"} <= changed(refresh(sim, tmp_path, *systemd, more=more))
    assert changed(refresh(sim, tmp_path, *systemd, more=more)) == set()
    updated = refresh(sim, tmp_path, *systemd, "token_refresh_every_minutes=30", more=more)
    assert changed(updated) == {"Write the units", "Run the timer"}
    settings = json.loads((odd / ".local/state/wxcc_token_refresh/settings.json").read_text(encoding="utf-8"))
    assert settings["token_store"] == f"{odd}/state/webex_contact_center/tokens"
    kept = {**proxy, "NO_PROXY": no_proxy, "REQUESTS_CA_BUNDLE": bundle}
    assert {name: settings["environment"].get(name) for name in [*kept, "CURL_CA_BUNDLE"]} == {
        **kept,
        "CURL_CA_BUNDLE": None,
    }
    service, timer = (units / f"wxcc-token-refresh.{kind}" for kind in ("service", "timer"))
    assert "OnCalendar=*:0/30" in timer.read_text(encoding="utf-8")
    assert sim.client_secret not in service.read_text(encoding="utf-8")
    assert "me:word" not in service.read_text(encoding="utf-8")
    (line,) = re.findall("^ExecStart=(.*)$", service.read_text(encoding="utf-8"), re.MULTILINE)
    program = f"{odd}/.local/state/wxcc_token_refresh/wxcc_onboarding"
    assert shlex.split(line.replace("%%", "%")) == [
        "/bin/sh",
        program,
        "refresh",
        "--scheduler=systemd",
        "--at-percent=80",
    ]
    if shutil.which("systemd-analyze"):
        verified = subprocess.run(
            ["systemd-analyze", "verify", str(service), str(timer)], capture_output=True, text=True, check=False
        )
        assert (verified.returncode, verified.stderr) == (0, "")
    asked = (home_of(tmp_path) / "systemctl.log").read_text(encoding="utf-8").splitlines()
    assert [line for line in asked if not line.startswith(("show", "is-"))] == [
        "daemon-reload",
        "enable wxcc-token-refresh.timer",
        "start wxcc-token-refresh.timer",
        "daemon-reload",
        "restart wxcc-token-refresh.timer",
    ]
    assert {"Stop the timer", "Remove the units"} <= changed(
        refresh(sim, tmp_path, *systemd, "token_refresh_state=absent", more=more)
    )
    assert list(units.iterdir()) == []
