# SPDX-License-Identifier: GPL-3.0-or-later
"""The table: what can go wrong, and what it can hit. A row here is met by every column, and the other way round."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import trustme
from support.engine import sites
from support.relay import Relay, Spoil, no_http, reset, stalled, stalled_body, truncated
from support.simulator import Row, Simulator
from unit.module_utils.api.scripted_server import ScriptedServer, free_port, reply

OLD = [f"Old {number}" for number in range(5)]
NEW = [f"New {number}" for number in range(5)]
PAGE = "<html><head><title>Sign in</title></head><body>Please sign in to the guest network</body></html>"
LONG = 10 * 1024 * 1024


@dataclass(frozen=True)
class Operation:
    """What a fault can hit: the request, the sites that cause it, and what is to become of them."""

    method: str
    path: str
    wanted: tuple[Row, ...]
    action: str
    bulk: bool = False

    @property
    def names(self) -> list[str]:
        """The names of the sites in question."""
        return [row["name"] for row in self.wanted]


OPERATIONS = {
    "list": Operation("GET", "*/v2/site", tuple(sites(*NEW, description="new")), "created"),
    "bulk create": Operation("POST", "*/site/bulk", tuple(sites(*NEW, description="new")), "created", bulk=True),
    "bulk delete": Operation("POST", "*/site/bulk", tuple(sites(*OLD, state="absent")), "deleted", bulk=True),
    "update": Operation("PUT", "*/site/*", tuple(sites(*OLD, description="new")), "updated"),
    "single create": Operation("POST", "*/site", tuple(sites(NEW[0], description="new")), "created"),
    "single delete": Operation("DELETE", "*/site/*", tuple(sites(OLD[0], state="absent")), "deleted"),
}


@dataclass
class Place:
    """Where the client is sent, and how patient it is; `ordered` takes back or repeats what was ordered."""

    settings: dict[str, Any] = field(default_factory=dict)
    clear: Callable[[], None] = lambda: None
    stranger: ScriptedServer | None = None  # must never hear of us


Opened = Callable[[Simulator, Operation, Path, int | None], Iterator[Place]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong, `times` (None: for ever), and what a run says that fails of it.

    `overcome`: a run that meets it once does its work all the same.
    """

    ordered: Opened
    cause: str
    overcome: bool = True
    only_bulk: bool = False


def room(**fault: Any) -> Opened:
    """Ordered in the control room of the simulator; `HERE` and `ELSEWHERE` in a header are addresses."""

    def ordered(sim: Simulator, hit: Operation, _folder: Path, times: int | None) -> Iterator[Place]:
        with ScriptedServer(reply(200, {})) as elsewhere:
            here = {"HERE": sim.url, "ELSEWHERE": elsewhere.url, "SOON": soon()}
            headers = {name: text.format(**here) for name, text in fault.get("headers", {}).items()}
            sim.fault(method=hit.method, path=hit.path, times=times, **{**fault, "headers": headers})
            yield Place(clear=sim.clear_faults, stranger=elsewhere)

    return ordered


def raw(how: Spoil, *, done: bool) -> Opened:
    """Done by a raw socket server between the client and the simulator."""

    def ordered(sim: Simulator, hit: Operation, _folder: Path, times: int | None) -> Iterator[Place]:
        with Relay(sim.url) as relay:
            relay.spoil(hit.method, hit.path, how, done=done, times=times)
            yield Place({"api_url": relay.url}, relay.clear)

    return ordered


def address(url: Callable[[], str]) -> Opened:
    """Nobody is there."""

    def ordered(_sim: Simulator, _hit: Operation, _folder: Path, _times: int | None) -> Iterator[Place]:
        yield Place({"api_url": url()})

    return ordered


def tls(host: str = "127.0.0.1", *, expired: bool = False, self_signed: bool = False) -> Opened:
    """A simulator behind a certificate that is not right, though its authority be trusted."""

    def ordered(sim: Simulator, _hit: Operation, folder: Path, _times: int | None) -> Iterator[Place]:
        authority = trustme.CA()
        ends = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1) if expired else None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(host, not_after=ends).configure_cert(context)
        trusted = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(trusted))
        if self_signed:
            stranger, own = trustme.CA(), str(folder / "own.pem")
            stranger.private_key_pem.write_to_path(own)
            stranger.cert_pem.write_to_path(own, append=True)
            context.load_cert_chain(own)
        with Relay(sim.url, context) as relay:
            yield Place({"api_url": relay.url, "ca_path": str(trusted)})

    return ordered


def soon() -> str:
    """The date of the second after next, as HTTP writes it."""
    then = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)
    return format_datetime(then, usegmt=True)


@contextmanager
def under(fault: Fault, sim: Simulator, hit: Operation, folder: Path, times: int | None) -> Iterator[Place]:
    """The time for which a fault is in force."""
    yield from fault.ordered(sim, hit, folder, times)


def answered(status: int, cause: str, *, overcome: bool = True, **fault: Any) -> Fault:
    """The simulator gives this answer and does nothing."""
    return Fault(room(status=status, **fault), cause, overcome)


def items(*pairs: tuple[Any, int]) -> Row:
    """A bulk answer with these identifiers and statuses."""
    return {"items": [{"itemIdentifier": number, "status": status, "href": "/x/1"} for number, status in pairs]}


STRANGE: dict[str, Any] = {
    "empty 207": {"items": []},
    "one itemIdentifier twice": items((0, 409), (0, 201)),
    "no itemIdentifier": {"items": [{"status": 201, "href": "/x/1"}] * 5},
    "an itemIdentifier that is no number": items(([0], 201)),
    "itemIdentifier of nobody": items((77, 201)),
}
"""Answers to a bulk request that do not say of every item what became of it."""

AT: tuple[tuple[str, Row], ...] = (("", {}), (" after the work", {"drop": "after"}))
WRONG_CHARSET = {"Content-Type": "application/json; charset=utf-16"}
SENT_ON = "redirects to 127.0.0.1:[0-9]+; redirects are not followed"
NOTHING_SAID = "the answer (lacks item|has an item|has no status)"

FAULTS: dict[str, Fault] = {
    "connection refused": Fault(address(lambda: f"http://127.0.0.1:{free_port()}"), "cannot reach .*refused", False),
    "name not found": Fault(address(lambda: "https://api.wxcc.invalid"), "cannot reach api.wxcc.invalid", False),
    "certificate signed by itself": Fault(tls(self_signed=True), "is not trusted: self.signed", False),
    "certificate expired": Fault(tls(expired=True), "is not trusted: certificate has expired", False),
    "certificate of another host": Fault(tls("other.example"), "is not trusted: .*IP address mismatch", False),
    "another protocol": Fault(raw(no_http, done=False), "lost the connection"),
    "reset before the request": Fault(raw(reset, done=False), "lost the connection"),
    "reset after the request": Fault(raw(reset, done=True), "lost the connection"),
    "no answer": Fault(raw(stalled, done=False), "timed out"),
    "no answer after the work": Fault(raw(stalled, done=True), "timed out"),
    "stalled body": Fault(raw(stalled_body, done=True), "timed out"),
    "truncated body": Fault(raw(truncated, done=True), "lost the connection|cut off"),
    "dropped before the work": Fault(room(drop="before"), "lost the connection"),
    "dropped after the work": Fault(room(drop="after"), "lost the connection"),
    "dropped in the middle": Fault(room(drop="middle"), "lost the connection|cut off"),
    "HTML with 200": answered(200, "not JSON but says: Sign in", body=PAGE),
    "HTML with 200 after the work": answered(200, "not JSON but says: Sign in", body=PAGE, drop="after"),
    "wrong charset": answered(200, "not JSON", headers=WRONG_CHARSET, body="\ufeff\x00{\x00"),
    "empty answer after the work": answered(200, "not JSON but says: nothing", body="", drop="after"),
    "500": answered(500, "500"),
    "502 of a gateway": answered(502, "502.*Bad Gateway", body="<html><title>Bad Gateway</title></html>"),
    "503": answered(503, "503"),
    "503 after the work": answered(503, "503", drop="after"),
    "504": answered(504, "504"),
    "500 with 10 MB": answered(500, "500|timed out", body="A service in trouble. " * (LONG // 22)),
    "400 with 10 MB": answered(400, "400|timed out", overcome=False, body="Not like this. " * (LONG // 15)),
    "429 with seconds": answered(429, "429", headers={"Retry-After": "1"}),
    "429 with a date": answered(429, "429", headers={"Retry-After": "{SOON}"}),
    "429 with nonsense": answered(429, "429", headers={"Retry-After": "-7 bananas"}),
    "429 until next year": answered(429, "429", overcome=False, headers={"Retry-After": "31536000"}),
    "429 without a time": answered(429, "429"),
    "redirect elsewhere": answered(
        302,
        "redirects to 127.0.0.1:[0-9]+; redirects are not followed",
        overcome=False,
        headers={"Location": "{ELSEWHERE}/"},
    ),
    "redirect in a circle": answered(
        307,
        "redirects to 127.0.0.1:[0-9]+; redirects are not followed",
        overcome=False,
        headers={"Location": "{HERE}/v2"},
    ),
}
FAULTS |= {
    f"{name}{when}": Fault(room(status=207, body=body, **fault), NOTHING_SAID, only_bulk=True)
    for name, body in STRANGE.items()
    for when, fault in AT
} | {
    f"{name}{when}": Fault(room(status=207, body=body, **fault), "no list of items", only_bulk=True)
    for name, body in (("207 without items", {}), ("207 that is a list", [1, 2]))
    for when, fault in AT
}
