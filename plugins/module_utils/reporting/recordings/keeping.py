# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of recordings kept in order: what is missing is fetched, what is there is checked, what is old removed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from threading import Event, Semaphore
from typing import Final
from zoneinfo import ZoneInfo

from ...api.client import Client
from ...api.http.errors import BadAnswer, Unauthorized, WxccError
from ...files import make_folders, sha256_of
from ...times import at, text_writer
from .captures import Captured, Recording, Wanted, ask, ask_all, recording_row
from .downloads import DiskError, Downloads, Ended, Part, disk
from .finding import Task
from .manifest import CHANGED, MISSING, PRESENT, Entry, Manifest
from .outcome import Outcome, Row
from .paths import apart, fill, folded

LANES: Final = 8
"""How many files come at a time at most."""


@dataclass(frozen=True)
class Policy:
    """What is kept, and where; what began before `oldest`, in epoch milliseconds, is neither fetched nor kept."""

    dest: str
    template: str
    place: ZoneInfo
    wanted: Wanted
    include_sensitive: bool = False
    oldest: int | None = None
    check_mode: bool = False


class Keeper:
    """Carries out one run; what a lane finds out goes into the row of its recording."""

    def __init__(self, client: Client, policy: Policy, manifest: Manifest, parallelism: int) -> None:
        self.outcome = Outcome()
        self._client = client
        self._policy = policy
        self._manifest = manifest
        self._lanes = min(LANES, parallelism)
        self._stop = Event()
        self._downloads = Downloads(client, manifest.folder, new_url=self._new_url, stop=self._stop)
        self._taken = {folded(entry.path) for entry in manifest.entries()}
        self._write_time = text_writer(policy.place)

    def keep(self, tasks: Sequence[Task], advance: Callable[[int], object]) -> None:
        """Fetch what is missing of these tasks; `advance` is told how many more were asked about."""
        answered = 0
        why = WxccError("not asked about, because the disk is full")
        room = Semaphore(2 * self._lanes)
        under_way: list[Future[None]] = []
        with closing(self._downloads), ThreadPoolExecutor(self._lanes) as pool:
            try:
                for captured in ask_all(self._client, [task.task_id for task in tasks], self._policy.wanted):
                    if self._stop.is_set():
                        break
                    for recording, row in self._planned(tasks[answered], captured):
                        room.acquire()
                        future = pool.submit(self._look_after, recording, row)
                        future.add_done_callback(lambda _unused: room.release())
                        under_way.append(future)
                    answered += 1
                    advance(1)
            except Unauthorized as error:
                why, self.outcome.unauthorized = error, True
            except BaseException:
                self._stop.set()
                self._client.close()
                raise
        for future in under_way:
            future.result()
        for task in tasks[answered:]:
            self.outcome.miss(task.task_id, why)
        self.outcome.received = self._downloads.received

    def expire(self) -> None:
        """Remove the files that are older than the policy allows, as long as they are what was downloaded."""
        for entry in self._manifest.entries():
            if not self._is_expired(entry.start):
                continue
            state = self._manifest.state(entry)
            if state == CHANGED:
                self.outcome.warnings.append(f"{entry.path}: too old, but not what was downloaded, so it was left")
                continue
            row = self._entry_row(entry) | {"action": "removed"}
            try:
                if not self._policy.check_mode:
                    _remove(self._manifest.place(entry), self._policy.dest)
                    self._manifest.forget(entry)
            except OSError as error:
                row |= {"action": "failed", "error": f"cannot be removed: {error.strerror}"}
            if state == PRESENT:
                self.outcome.rows.append(row)

    def verify(self, is_meant: Callable[[Entry], bool]) -> None:
        """Look at the files that the manifest has, and ask nobody."""
        self.outcome.again = "A run without manifest_only fetches what is missing or changed"
        for entry in self._manifest.entries():
            if is_meant(entry):
                state = self._manifest.state(entry)
                found = (
                    {"action": "unchanged"} if state == PRESENT else {"action": "failed", "error": f"{state} on disk"}
                )
                self.outcome.rows.append(self._entry_row(entry) | found)

    def _planned(self, task: Task, captured: Captured) -> Iterator[tuple[Recording, Row]]:
        """Make a row for each recording of a task, and give those that have to be looked after."""
        self.outcome.take(captured, list(captured.unread))
        for recording in captured.recordings:
            row = recording_row(recording, self._write_time)
            self.outcome.rows.append(row)
            if recording.sensitive and not self._policy.include_sensitive:
                row["action"] = "sensitive"
            elif self._is_expired(recording.start):
                row["action"] = "expired"
            else:
                row["path"] = self._path(task, recording)
                yield recording, row

    def _look_after(self, recording: Recording, row: Row) -> None:
        """Check or fetch one recording; whatever goes wrong is told in its row."""
        try:
            self._keep_one(recording, row)
        except WxccError as error:
            self.outcome.fail(row, error)
            if isinstance(error, Unauthorized):
                self.outcome.unauthorized = True
        except DiskError as error:
            row |= {"action": "failed", "error": f"cannot be written: {error}"}
            if error.full:
                self._stop.set()
        except Ended:
            row |= {"action": "failed", "error": "not fetched, because the disk is full"}

    def _keep_one(self, recording: Recording, row: Row) -> None:
        known = self._manifest.get(recording.key)
        state = self._manifest.state(known) if known else MISSING
        if known and state == PRESENT:
            row |= {"action": "unchanged", "bytes": known.bytes, "sha256": known.sha256}
            return
        row |= {"action": "replaced", "reason": f"{state} on disk"} if known else {"action": "downloaded"}
        if self._policy.check_mode:
            return
        if self._stop.is_set():
            raise Ended
        part, resumed = self._downloads.fetch(recording)
        with disk():
            entry = Entry(
                recording_id=recording.id,
                task_id=recording.task_id,
                path=row["path"],
                bytes=part.size,
                sha256=sha256_of(part.path),
                call_type=recording.call_type,
                start=recording.start,
                sensitive=recording.sensitive,
            )
            self._put_in_place(part, entry, is_ours=known is not None)
        row |= {"bytes": entry.bytes, "sha256": entry.sha256, "resumed": resumed}

    def _put_in_place(self, part: Part, entry: Entry, *, is_ours: bool) -> None:
        """Return a file its name, after the manifest knows it: what is cut short here, the next run completes."""
        path = self._manifest.place(entry)
        if not is_ours and os.path.lexists(path) and (os.path.islink(path) or sha256_of(path) != entry.sha256):
            raise WxccError(f"{path}: a file that the manifest does not know, which was left; move it out of the way")
        make_folders(os.path.dirname(path))
        self._manifest.add(entry)
        part.become(path)

    def _new_url(self, recording: Recording) -> str:
        """Ask for one recording again, whose URL is no longer good."""
        captured = ask(self._client, [recording.task_id], self._policy.wanted)[0]
        if captured.error:
            raise captured.error
        found = next((again.url for again in captured.recordings if again.key == recording.key), None)
        if found is None and captured.unread:
            raise captured.unread[0].error
        if found is None:
            raise BadAnswer("the service does not have it any more")
        return found

    def _path(self, task: Task, recording: Recording) -> str:
        known = self._manifest.get(recording.key)
        if known:
            return known.path
        begin = None if recording.start is None else at(recording.start, self._policy.place)
        values = {
            "date": begin.strftime("%Y-%m-%d") if begin else "undated",
            "time": begin.strftime("%H%M%S.%f")[:-3] if begin else "untimed",
            "task_id": recording.task_id,
            "recording_id": recording.id,
            "call_type": recording.call_type,
            "file_name": recording.file_name,
            "queue": task.queue,
            "channel": task.channel,
        }
        path = apart(fill(self._policy.template, values), recording.key, self._taken)
        self._taken.add(folded(path))
        return path

    def _is_expired(self, start: int | None) -> bool:
        return self._policy.oldest is not None and start is not None and start < self._policy.oldest

    def _entry_row(self, entry: Entry) -> Row:
        facts = asdict(entry)
        start = facts.pop("start")
        return facts | {"start_time": self._write_time(start), "start_ms": start}


def _remove(path: str, dest: str) -> None:
    """Remove a file, and the folders below `dest` that are empty then."""
    with suppress(FileNotFoundError):
        os.unlink(path)
    with suppress(OSError):
        while (path := os.path.dirname(path)) != dest:
            os.rmdir(path)
