# SPDX-License-Identifier: GPL-3.0-or-later
"""The exercise of `make demo`: sites from a CSV file against a simulator that lives as long as this script."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
BIN: Final = Path(sys.executable).parent
SITES: Final = 24

RUNS: Final = (
    ("Get access, once", ["--tags", "access"]),
    ("What would change", ["--tags", "list", "--check", "--diff"]),
    ("Apply it", ["--tags", "list"]),
    ("Apply it again: nothing to do", ["--tags", "list"]),
    ("Rename one site", ["--tags", "rename", "--diff"]),
    ("Apply a folder with teams", ["--tags", "organization"]),
)

NEXT: Final = """
Three commands to try next:
  make simulator    a simulator that stays until Ctrl-C; then, in another terminal:
  . build/simulator.env && .venv/bin/ansible-playbook playbooks/sites.yml -e sites_src=playbooks/files/sites.csv --diff
                    the same file there; edit playbooks/files/sites.csv and run it again
  .venv/bin/ansible-doc webex.contact_center.wxcc_site
                    every option, with examples
"""


def main() -> int:
    """Play all runs and print what each of them did; the exit code is that of the first run that failed."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with simulator() as ready, tempfile.TemporaryDirectory() as folder:
            return play(ready, Path(folder) / "tokens")
    except KeyboardInterrupt:
        print("\nmake demo: interrupted; the simulator is stopped", file=sys.stderr)
        return 130


@contextlib.contextmanager
def simulator() -> Iterator[dict[str, Any]]:
    """Start a simulator and give what it says when it is ready; it ends with the block, or with this process."""
    command = [sys.executable, "-m", "wxcc_simulator", "--port", "0", "--sites", str(SITES), "--exit-with-stdin"]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    )
    assert process.stdin
    assert process.stdout
    try:
        ready = process.stdout.readline()
        if not ready:
            raise SystemExit(f"make demo: the simulator did not start, exit code {process.wait()}; see above")
        yield json.loads(ready)
    finally:
        process.stdin.close()
        stop(process)


def play(ready: dict[str, Any], store: Path) -> int:
    """Run the playbook once for each step and keep what the simulator's journal says of it.

    The first step fills the token store, from the grant that a login would give; the others have its name only.
    """
    organization = ready["orgs"][0]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("WXCC_")},
        "ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"),
        "WXCC_API_URL": ready["url"],
        "WXCC_AUTH_URL": ready["url"],
        "WXCC_TOKEN_STORE": str(store),
        "WXCC_CLIENT_ID": ready["client_id"],
        "WXCC_CLIENT_SECRET": ready["client_secret"],
        "WXCC_ORG": "demo",
    }
    if sys.stdout.isatty():
        environment["ANSIBLE_FORCE_COLOR"] = "1"
    print(f"The organization {organization['name']} of the simulator has {SITES + 1} sites.")
    print("playbooks/files/sites.csv says which sites it must have; a token store keeps the access to it, as 'demo'.")
    table = []
    for number, (title, options) in enumerate(RUNS, 1):
        control(ready, "requests", "DELETE")
        arguments = ["playbooks/demo.yml", *options]
        print(f"\n--- {number}. {title}: ansible-playbook {' '.join(arguments)}", flush=True)
        grant = {"WXCC_REFRESH_TOKEN": organization["refresh_token"]} if number == 1 else {}
        process = subprocess.Popen(
            [str(BIN / "ansible-playbook"), *arguments], cwd=ROOT, env=environment | grant, start_new_session=True
        )
        try:
            code = process.wait()
        finally:
            stop(process)
        if code:
            print(f"\nmake demo: run {number} failed with exit code {code}", file=sys.stderr)
            return code
        table.append((title, *counted(ready)))
    show(table)
    return 0


def counted(ready: dict[str, Any]) -> tuple[int, int, int, int, int]:
    """Count the requests for tokens, those that read, those that write, the objects in them, and all sites."""
    journal = control(ready, "requests")
    reads = [entry for entry in journal if entry["method"] == "GET"]
    tokens = [entry for entry in journal if entry["path"] == "/v1/access_token"]
    writes = [entry for entry in journal if entry not in reads and entry not in tokens]
    written = sum(entry.get("items") or 1 for entry in writes)
    sites = control(ready, f"objects?org_id={ready['orgs'][0]['org_id']}&family=site")
    return len(tokens), len(reads), len(writes), written, len(sites)


def show(table: list[tuple[str, int, int, int, int, int]]) -> None:
    """Print the table of the runs."""
    print(f"\n{'run':32}{'tokens':>8}{'reads':>8}{'writes':>8}{'objects written':>17}{'sites then':>12}")
    for title, *figures in table:
        tokens, reads, writes, written, sites = figures
        print(f"{title:32}{tokens:8}{reads:8}{writes:8}{written:17}{sites:12}")
    print(NEXT, end="")


def control(ready: dict[str, Any], path: str, method: str = "GET") -> Any:
    """Ask the simulator's control room."""
    request = urllib.request.Request(f"{ready['url']}/_simulator/{path}", method=method)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return json.load(answer)


def stop(process: subprocess.Popen[Any]) -> None:
    """End a process and all it started: politely, after five seconds surely."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return


if __name__ == "__main__":
    sys.exit(main())
