# SPDX-License-Identifier: GPL-3.0-or-later
"""How the arms of the cases are run: playbooks as users run them, and the floor below them."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from support.playbook import PLAYBOOK, environment
from support.project import task
from support.simulator import Row, Simulator

from bench.measuring import Measured

HERE = Path(__file__).parent
PARALLELISM = 8  # the default of the modules
BULK_SIZE = 100
PROFILE = "Voice and Chat"

Request = tuple[str, str, str | None]
"""Method, path and body."""


@dataclass(frozen=True)
class Played:
    """What a playbook took, and of each task: when it `began` and `ended`, whether it `changed`, and its `summary`."""

    measured: Measured
    tasks: list[Row]


class Bench:
    """A folder for playbooks that speak to the first organization of a simulator."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        self.folder = folder
        self.simulator = simulator
        self.organization = f"/organization/{simulator.orgs[0].org_id}"

    @property
    def profile_id(self) -> str:
        """The id of a profile that the sites may use."""
        rows = self.simulator.objects("multimedia-profile")
        return next(str(row["id"]) for row in rows if row["name"] == PROFILE)

    def csv(self, count: int, name: str = "Site") -> str:
        """Write a file of so many sites and give its name."""
        path = self.folder / f"{name}-{count}.csv"
        rows = [f"{name} {number:05},true,{PROFILE}\n" for number in range(count)]
        path.write_text("name,active,multimedia_profile\n" + "".join(rows), encoding="utf-8")
        return path.name

    def play(self, *steps: Row, **variables: str) -> Played:
        """Run tasks in a playbook of their own; every one has to succeed."""
        playbook, times, modules = (self.folder / name for name in ("playbook.yml", "times.jsonl", "modules"))
        play = {"hosts": "localhost", "gather_facts": False, "tasks": list(steps)}
        playbook.write_text(yaml.safe_dump([play], sort_keys=False), encoding="utf-8")
        times.unlink(missing_ok=True)
        settings = {
            "WXCC_API_URL": self.simulator.url,
            "WXCC_ACCESS_TOKEN": self.simulator.orgs[0].access_token,
            "WXCC_REQUESTS_PER_MINUTE": "100000",
            "ANSIBLE_LIBRARY": str(HERE / "library"),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "times",
            "WXCC_BENCH_TIMES": str(times),
            "WXCC_BENCH_MODULES": str(modules),
            "WXCC_BENCH_PYTHON": sys.executable,
            **variables,
        }
        with (self.folder / "output").open("w+b") as output:
            began = time.perf_counter()
            process = subprocess.Popen(
                [str(PLAYBOOK), str(playbook), "-e", f"ansible_python_interpreter={HERE / 'timed' / 'python'}"],
                cwd=self.folder,
                env=environment(self.folder, settings),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            _pid, status, usage = os.wait4(process.pid, 0)  # of all its descendants, too
            wall = time.perf_counter() - began
            if status:
                output.seek(0)
                raise RuntimeError(output.read().decode(errors="replace")[-3000:])
        tasks = [json.loads(line) for line in times.read_text(encoding="utf-8").splitlines()]
        last = tasks[-1]
        *_earlier, span, _of_shell, of_module = modules.read_text(encoding="ascii").splitlines()
        module_began, module_ended = map(float, span.split())
        measured = Measured(
            wall,
            task_s=last["ended"] - last["began"],
            module_s=module_ended - module_began,
            module_processor_s=sum(map(_seconds, of_module.split())),
            waited_s=float(last["summary"].get("rate_limit_seconds", 0)),
            processor_s=usage.ru_utime + usage.ru_stime,
            peak_mb=usage.ru_maxrss / 1024,
        )
        return Played(measured, tasks)

    def sites_from(self, source: str, **options: Any) -> Played:
        """Apply a file of sites."""
        return self.play(task("wxcc_site", {"src": source, **options}))

    def create(self, name: str) -> Row:
        """One new site, as the API takes it."""
        return {
            "name": name,
            "active": True,
            "multimediaProfileId": self.profile_id,
            "organizationId": self.simulator.orgs[0].org_id,
        }

    def floor(self, steps: Sequence[Sequence[Request]]) -> Measured:
        """Send the requests by a bare script, and add a playbook whose module only imports requests."""
        order = {
            "url": self.simulator.url,
            "token": self.simulator.orgs[0].access_token,
            "parallelism": PARALLELISM,
            "steps": steps,
        }
        began, used = time.perf_counter(), _processor_s()
        subprocess.run([sys.executable, str(HERE / "floor.py")], input=json.dumps(order), text=True, check=True)
        script, used = time.perf_counter() - began, _processor_s() - used
        bare = self.play({"name": "Import", "import_requests": {}}).measured
        return Measured(script + bare.wall_s, processor_s=used + bare.processor_s)

    def reads(self, pages: int) -> list[list[Request]]:
        """What has to be read to plan sites: the profiles and all pages of the sites."""
        lists: list[list[Request]] = [
            [("GET", f"{self.organization}/v2/{family}?page=0&pageSize=100", None)]
            for family in ("multimedia-profile", "site")
        ]
        rest: list[Request] = [
            ("GET", f"{self.organization}/v2/site?page={page}&pageSize=100", None) for page in range(1, pages)
        ]
        return [*lists, rest]

    def creates(self, count: int) -> list[Request]:
        """What has to be written for so many new sites."""
        blank = self.create("")
        rows = [{**blank, "name": f"Site {number:05}"} for number in range(count)]
        bodies = [
            [
                {"itemIdentifier": number, "item": row, "requestAction": "SAVE"}
                for number, row in enumerate(rows[at : at + BULK_SIZE])
            ]
            for at in range(0, count, BULK_SIZE)
        ]
        return [("POST", f"{self.organization}/site/bulk", json.dumps({"items": items})) for items in bodies]

    def uri(self, names: Any, **keywords: Any) -> Row:
        """Create sites as people do without a collection, `names` being the loop or a single name."""
        body = self.create("{{ item }}" if isinstance(names, list) else names)
        options = {
            "url": f"{self.simulator.url}{self.organization}/site",
            "method": "POST",
            "headers": {"Authorization": f"Bearer {self.simulator.orgs[0].access_token}"},
            "body_format": "json",
            "body": body,
            "status_code": [201],
        }
        loop = {"loop": names} if isinstance(names, list) else {}
        return {"name": "uri", "ansible.builtin.uri": options, **loop, **keywords}


@contextmanager
def bench(**simulator: Any) -> Iterator[Bench]:
    """Give a folder and a simulator for the time of a case; `simulator` are options of Simulator.start."""
    with TemporaryDirectory(prefix="bench") as folder, Simulator.start(**simulator, fresh=True) as running:
        yield Bench(Path(folder), running)


def machine() -> Mapping[str, Any]:
    """Say where the figures were measured, and how busy the machine was."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": names[0] if names else "unknown",
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1024**2),
        "load": [round(value, 2) for value in os.getloadavg()],
    }


def _seconds(shown: str) -> float:
    """Read a time as a shell writes it: `1m2.34s`."""
    minutes, _unit, seconds = shown.rstrip("s").partition("m")
    return 60 * int(minutes) + float(seconds)


def _processor_s() -> float:
    """What processes that have ended took so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
