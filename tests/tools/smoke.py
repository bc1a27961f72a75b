# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every playbook once against a simulator: for a Python that has ansible-core but not the libraries of the tests.

`make matrix` calls it with the interpreter of such an environment; it prints a line for each playbook that passed.
"""

from __future__ import annotations

import socket
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.playbook import ROOT, lend_venv, run_playbook
from support.simulator import Simulator

HERE = ("sites", "export_tasks", "legacy_sessions", "report", "recordings")
SITES = "name,multimedia_profile\nBonn,Voice and Chat\n"
FILES = {
    "export_tasks": "reports/localhost-tasks-*.csv.gz",
    "legacy_sessions": "reports/localhost-sessions-*.csv",
    "report": "reports/localhost.html",
    "recordings": "recordings/localhost/**/*.wav",
}


def play(name: str, folder: Path, settings: dict[str, str], *options: str) -> str:
    """Run a playbook in the folder and give its output; AssertionError where it fails."""
    done = run_playbook(ROOT / f"playbooks/{name}.yml", folder, *options, variables=settings, cwd=folder, fresh=True)
    assert done.code == 0, f"{name} failed:\n{done.output}"
    print(f"{name} {' '.join(options)}: passed", flush=True)
    return done.output


def main() -> None:
    """Run them all."""
    with (
        tempfile.TemporaryDirectory() as place,
        Simulator.start(tasks_per_day=200, recording_bytes=(2000, 4000)) as sim,
    ):
        folder = Path(place)
        (folder / "sites.csv").write_text(SITES, encoding="utf-8")
        for home in ("wxcc_simulator", "wxcc_demo"):
            lend_venv(folder / ".local/state" / home, "simulator/files/requirements.txt")
        app = {
            "WXCC_AUTH_URL": sim.url,
            "WXCC_CLIENT_ID": sim.client_id,
            "WXCC_CLIENT_SECRET": sim.client_secret,
            "WXCC_TOKEN_STORE": str(folder / "tokens"),
        }
        legacy = {f"WXCC_LEGACY_{key.upper()}": value for key, value in sim.legacy.items()}
        access = {"WXCC_API_URL": sim.url, "WXCC_ACCESS_TOKEN": sim.orgs[0].access_token, **legacy}
        for name in HERE:
            play(name, folder, access, "-e", "sites_src=sites.csv")
        assert [name for name, pattern in FILES.items() if not list(folder.glob(pattern))] == []
        assert "Bonn" in {row["name"] for row in sim.objects("site")}
        play("onboard", folder, app, "-e", f"onboarding_port={free_port()}")
        play("onboard", folder, app, "-e", "onboarding_state=stopped")
        fill = {"name": "Fill", "webex.contact_center.wxcc_token": {"org": "acme"}}
        secret = {"WXCC_REFRESH_TOKEN": sim.orgs[0].refresh_token}
        filled = run_playbook([fill], folder, variables={**app, **secret}, fresh=True)
        assert filled.code == 0, filled.output
        play("token_refresh", folder, app, "-e", "token_refresh_state=once", "-e", "token_refresh_at_percent=0")
        play("demo", folder, {})
        play("simulator", folder, {})
        play("simulator", folder, {}, "-e", "simulator_state=stopped")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


if __name__ == "__main__":
    main()
