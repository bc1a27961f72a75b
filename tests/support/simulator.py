# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulator of its own for every test that wants one, as a process that cannot outlive the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from requests import Response, Session
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from support import secrets
from support.forked_simulator import ForkedSimulator

PACKAGE_FOLDER = Path(__file__).parents[2] / "roles" / "simulator" / "files"
CALLBACK = "http://127.0.0.1:8765/callback"
SCOPES = "cjp:config cjp:config_read cjp:config_write"
READS_AGAIN = Retry(total=2, connect=0, status=0, redirect=0, other=0, allowed_methods={"GET"})
"""Of the control room: a read is safe, and the connection may have been closed meanwhile."""
Row = dict[str, Any]


@dataclass(frozen=True)
class SimulatedOrg:
    """An organization of the simulator and tokens for it; the last two are for tests of scopes."""

    name: str
    org_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    read_only_token: str = field(repr=False)
    no_scope_token: str = field(repr=False)


class ConsentForm(HTMLParser):
    """What a browser would take from the login and consent page: where the form goes, its fields, its choices."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.hidden: dict[str, str] = {}
        self.choices: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = facts["action"]
        elif tag == "input" and facts["type"] == "hidden":
            self.hidden[facts["name"]] = facts["value"]
        elif tag == "input":
            self.choices.append(facts["value"])


class Simulator:
    """A running simulator; use it as a context manager."""

    def __init__(self, process: subprocess.Popen[str] | ForkedSimulator, facts: Row) -> None:
        self._process = process
        self._session = Session()
        self._session.trust_env = False
        self._session.mount(f"{facts['url']}/_simulator/", HTTPAdapter(max_retries=READS_AGAIN))
        self.url: str = facts["url"]
        self.client_id: str = facts["client_id"]
        self.client_secret: str = facts["client_secret"]
        self.legacy: dict[str, str] = facts["legacy"]
        self._seeded = [SimulatedOrg(**org) for org in facts["orgs"]]
        self.orgs = [*self._seeded]
        secrets.keep([self.client_secret])
        for org in self.orgs:
            secrets.keep([org.access_token, org.refresh_token, org.read_only_token, org.no_scope_token])

    @classmethod
    def start(
        cls,
        *,
        orgs: int = 2,
        preset: str = "",
        sites: int = 0,
        agents: int = 60,
        queues: int = 6,
        tasks_per_day: int = 5000,
        queue_legs: bool = True,
        recording_bytes: tuple[int, int] = (50_000, 5_000_000),
        seed: int = 7,
        rate_limit: int = 0,
        rate_window_s: float = 60,
        latency_ms: float = 0,
        retry_after: str = "seconds",
        max_page_size: int = 100,
        access_token_s: int = 12 * 3600,
        refresh_token_s: int = 60 * 24 * 3600,
        refresh_rotation: bool = True,
        code_replay_revokes: bool = True,
        redirect_uris: Iterable[str] = (),
        cors: bool = False,
        behaviour: str = "observed",
        quirks: dict[str, bool] | None = None,
        fresh: bool = False,
    ) -> Simulator:
        """Start a process and wait until it serves; there is no rate limit unless asked for.

        With `fresh` it is a new process as a user's is, for what is measured; else it is forked from one that has
        imported the simulator.
        """
        options: Row = {
            "--orgs": orgs,
            "--sites": sites,
            "--agents": agents,
            "--queues": queues,
            "--tasks-per-day": tasks_per_day,
            "--recording-bytes": "{}-{}".format(*recording_bytes),
            "--seed": seed,
            "--rate-limit": rate_limit,
            "--rate-window-s": rate_window_s,
            "--latency-ms": latency_ms,
            "--retry-after": retry_after,
            "--max-page-size": max_page_size,
            "--access-token-s": access_token_s,
            "--refresh-token-s": refresh_token_s,
            "--behaviour": behaviour,
        }
        command = ["--exit-with-stdin"]
        for name, value in options.items():
            command += [name, str(value)]
        command.append("--queue-legs" if queue_legs else "--no-queue-legs")
        command.append("--refresh-rotation" if refresh_rotation else "--no-refresh-rotation")
        command.append("--code-replay-revokes" if code_replay_revokes else "--no-code-replay-revokes")
        command.append("--cors" if cors else "--no-cors")
        if preset:
            command += ["--preset", preset]
        for uri in redirect_uris:
            command += ["--redirect-uri", uri]
        for name, on in (quirks or {}).items():
            command += ["--quirk", f"{name}={'on' if on else 'off'}"]
        process = _started(command) if fresh else ForkedSimulator(command)
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError(f"the simulator ended with code {process.wait()} before it was ready")
        return cls(process, json.loads(line))

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def stop(self) -> int:
        """End the process by the end of its input, and give its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.wait()

    def wait(self) -> int:
        """Wait for the process to end, and give its exit code."""
        self._session.close()
        code = self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def requests(self) -> list[Row]:
        """The journal: one row for every request to an API."""
        rows: list[Row] = self._room("GET", "requests")
        return rows

    def writes(self) -> list[Row]:
        """The rows of the journal that are not reads."""
        return [row for row in self.requests() if row["method"] != "GET"]

    def clear_requests(self) -> None:
        """Start a new journal."""
        self._room("DELETE", "requests")

    def objects(self, family: str, org: int = 0) -> list[Row]:
        """The objects of a family as they are stored, without a request in the journal."""
        query = {"family": family, "org_id": self.orgs[org].org_id}
        rows: list[Row] = self._room("GET", "objects", params=query)
        return rows

    def set_objects(self, objects: dict[str, list[Row]], org: int = 0) -> None:
        """Replace all objects of these families; an object must come after those that it refers to."""
        self._room("POST", "objects", json={"org_id": self.orgs[org].org_id, "objects": objects})

    def stats(self) -> Row:
        """Counts of objects by organization and family."""
        counts: Row = self._room("GET", "stats")
        return counts

    def traffic(self, start: int, end: int, *counts: str, org: int = 0) -> dict[str, int]:
        """Counts of tasks, activities and recordings, or of some of them, in a period of epoch milliseconds."""
        query = {"from": start, "to": end, **({"count": ",".join(counts)} if counts else {})}
        found: dict[str, int] = self._room("GET", "stats", params=query)["traffic"][self.orgs[org].org_id]
        return found

    def add_users(self, site_id: str, team_ids: Iterable[str] = (), count: int = 1, org: int = 0) -> list[str]:
        """Users that refer to a site and to teams; gives their ids."""
        order = {"org_id": self.orgs[org].org_id, "site_id": site_id, "team_ids": list(team_ids), "count": count}
        ids: list[str] = self._room("POST", "users", json=order)["ids"]
        return ids

    def fault(self, **fields: Any) -> None:
        """Order a fault, for example `fault(method="POST", path="*/site/bulk", drop="after")`."""
        self._room("POST", "faults", json=[fields])

    def slow_down(self, after: int, method: str = "*") -> None:
        """Let answers take a second after so many requests, so that a run is not over before it can be interrupted."""
        self.fault(method=method, skip=after, times=None, delay_ms=1000)

    def clear_faults(self) -> None:
        """Take back every fault."""
        self._room("DELETE", "faults")

    def quirks(self, **changes: bool) -> dict[str, bool]:
        """Turn quirks on or off until the next reset, for example `quirks(stale_version_conflict=True)`; gives all."""
        states: dict[str, bool] = self._room("POST", "quirks", json=changes)
        return states

    def advance(self, seconds: float) -> None:
        """Move the server's clock forward."""
        self._room("POST", "clock", json={"advance_s": seconds})

    def reset(self) -> None:
        """Back to the state of the start; tokens stay the same."""
        self._room("POST", "reset")
        self.orgs = [*self._seeded]

    def grants(self, **order: int | None) -> None:
        """Lifetimes of the next token answers: `grants(expires_in=1800, refresh_token_expires_in=86400, times=1)`."""
        self._room("POST", "grants", json=order)

    def add_organization(self, name: str) -> SimulatedOrg:
        """One more organization, the last of `orgs` until the next reset."""
        self.orgs.append(SimulatedOrg(**self._room("POST", "organizations", json={"name": name})))
        return self.orgs[-1]

    def legacy_account(self, org: int = 0) -> dict[str, str]:
        """User, API key and tenant id that open the legacy records of an organization."""
        account: dict[str, str] = self._room("GET", "legacy", params={"org_id": self.orgs[org].org_id})
        return account

    def legacy_manners(self, **changes: Any) -> None:
        """Change how the legacy API answers, for example `legacy_manners(reply="mixed")`."""
        self._room("POST", "legacy", json=changes)

    def add_legacy_contacts(self, contacts: Iterable[Row], org: int = 0) -> None:
        """Put contacts with these sessions and activities on record."""
        order = {"org_id": self.orgs[org].org_id, "contacts": list(contacts)}
        self._room("POST", "legacy-contacts", json=order)

    def authorize_url(self, **changes: str | None) -> str:
        """Where an app sends an administrator's browser; a parameter that is None is left out."""
        usual = {"client_id": self.client_id, "response_type": "code", "redirect_uri": CALLBACK, "scope": SCOPES}
        asked = {"state": "any state", **usual, **changes}
        return f"{self.url}/v1/authorize?" + urlencode({name: text for name, text in asked.items() if text is not None})

    def consent(self, url: str, org: int = 0, *, accept: bool = True) -> str:
        """Follow an authorize URL as the administrator of an organization would; gives the callback URL."""
        answer = self._session.get(url, timeout=30, allow_redirects=False)
        if answer.status_code == 200:
            form = ConsentForm(answer.text)
            assert self.orgs[org].org_id in form.choices
            filled = {**form.hidden, "org_id": self.orgs[org].org_id, "decision": "accept" if accept else "decline"}
            answer = self._session.post(urljoin(url, form.action), data=filled, timeout=30, allow_redirects=False)
        if answer.status_code != 303:
            raise ValueError(answer.text)
        return answer.headers["Location"]

    def authorize(
        self,
        org: int = 0,
        redirect_uri: str = CALLBACK,
        scopes: str = SCOPES,
        state: str = "any state",
        *,
        accept: bool = True,
    ) -> str:
        """Ask the administrator of an organization for consent; gives the callback URL."""
        url = self.authorize_url(redirect_uri=redirect_uri, scope=scopes, state=state)
        return self.consent(url, org, accept=accept)

    def code(self, org: int = 0, redirect_uri: str = CALLBACK, scopes: str = SCOPES) -> str:
        """A fresh code of the administrator of an organization."""
        return parse_qs(urlsplit(self.authorize(org, redirect_uri, scopes)).query)["code"][0]

    def token_request(self, **fields: str | None) -> Response:
        """A form for the token endpoint, with the client's credentials; a field that is None is left out."""
        form = {"client_id": self.client_id, "client_secret": self.client_secret, **fields}
        return self._session.post(f"{self.url}/v1/access_token", data=form, timeout=30)

    def call(self, method: str, path: str, *, org: int = 0, token: str | None = None, **options: Any) -> Response:
        """A request to an API as the organization's administrator.

        `path` is below `/organization/{id}/`, unless it begins with a slash.
        """
        bearer = self.orgs[org].access_token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}", **options.pop("headers", {})}
        url = self.url + (path if path.startswith("/") else f"/organization/{self.orgs[org].org_id}/{path}")
        return self._session.request(method, url, headers=headers, timeout=30, **options)

    def _room(self, method: str, name: str, **options: Any) -> Any:
        answer = self._session.request(method, f"{self.url}/_simulator/{name}", timeout=30, **options)
        if answer.status_code != 200:
            raise ValueError(answer.json()["error"])
        return answer.json()


def _started(arguments: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "wxcc_simulator", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PACKAGE_FOLDER)},
    )
