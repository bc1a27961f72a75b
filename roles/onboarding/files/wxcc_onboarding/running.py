# SPDX-License-Identifier: GPL-3.0-or-later
"""The running page, as other processes see it: a file whose lock ends with the page."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Final

from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError
from wxcc_onboarding.door import Door
from wxcc_onboarding.settings import Settings

WRITING_S: Final = 10.0
POLL_S: Final = 0.02


@dataclass(frozen=True)
class Running:
    """A running page: its process, its address for browsers, and a digest of its settings."""

    pid: int
    address: str
    settings: str


def this_page(settings: Settings) -> Running:
    """Describe the page that this process serves."""
    address = f"{settings.address.scheme}://{settings.address.netloc}"
    content = json.dumps(asdict(settings), sort_keys=True)
    return Running(os.getpid(), address, hashlib.sha256(content.encode()).hexdigest())


def door_of(pid_file: Path, clock: Callable[[], float] = time.time) -> Door:
    """Return the door of the page that belongs to a file; all processes share its links."""
    return Door(pid_file.with_name("links"), clock)


@contextmanager
def noted(pid_file: Path, page: Running) -> Iterator[None]:
    """Keep the page in its file, under a lock, while the block runs; UserError if another page runs."""
    with open(pid_file, "a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UserError(f"{pid_file}: another page runs here; stop it first") from None
        file.truncate(0)
        file.write(json.dumps(asdict(page)))
        file.flush()
        yield


def link_to(page: Running, door: Door) -> str:
    """Return an address that opens the page once."""
    return f"{page.address}/enter?key={door.invite()}"


def invite(pid_file: Path, settings: Settings | None) -> str:
    """Return a link to the running page; UserError if there is none, or its settings are others."""
    with _opened(pid_file) as (_file, page):
        if page is None:
            raise UserError("no onboarding page runs; start it: ansible-playbook webex.contact_center.onboard")
        if settings and this_page(settings).settings != page.settings:
            raise UserError("the onboarding page runs with other settings; stop it first")
        return link_to(page, door_of(pid_file))


def stop(pid_file: Path) -> None:
    """End the running page and wait until it has ended; does nothing if there is none."""
    with _opened(pid_file) as (file, page):
        if file and page:
            with suppress(ProcessLookupError):
                os.kill(page.pid, signal.SIGTERM)
            fcntl.flock(file, fcntl.LOCK_EX)
    door_of(pid_file).close()


@contextmanager
def _opened(pid_file: Path) -> Iterator[tuple[IO[str] | None, Running | None]]:
    """Return the page that holds the lock of the file, or None."""
    try:
        file = open(pid_file, encoding="utf-8")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        yield None, None
        return
    with file:
        yield file, _holder(file)


def _holder(file: IO[str]) -> Running | None:
    """Read which page holds the lock; a page that has just taken it may not have written yet."""
    end = time.monotonic() + WRITING_S
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            with suppress(ValueError, TypeError):
                return Running(**json.loads(file.read()))
        else:
            fcntl.flock(file, fcntl.LOCK_UN)
            return None
        if time.monotonic() > end:
            raise UserError(f"{file.name}: a process holds this file and does not say which page it is")
        time.sleep(POLL_S)
