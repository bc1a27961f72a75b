# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep a folder of recordings: download missing files, check existing ones, remove old ones."""

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
from .captures import Captured, CaptureOptions, Recording, ask, ask_all, recording_row
from .downloads import DiskError, Downloads, Ended, Part, disk
from .finding import Task
from .manifest import CHANGED, MISSING, PRESENT, Entry, Manifest
from .outcome import Outcome, Row
from .paths import apart, fill, folded

LANES: Final = 8
"""The most files to download at the same time."""


@dataclass(frozen=True)
class Policy:
    """What to keep, and where; recordings from before `oldest` (epoch milliseconds) are removed, not downloaded."""

    dest: str
    template: str
    place: ZoneInfo
    options: CaptureOptions
    include_sensitive: bool = False
    oldest: int | None = None
    check_mode: bool = False


class Keeper:
    """Carries out one run; each thread writes its result into the row of its recording."""

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
        """Download the missing recordings of these tasks; `advance` gets the number of further finished queries."""
        answered = 0
        why = WxccError("not queried, because the disk is full")
        room = Semaphore(2 * self._lanes)
        under_way: list[Future[None]] = []
        with closing(self._downloads), ThreadPoolExecutor(self._lanes) as pool:
            try:
                for captured in ask_all(self._client, [task.task_id for task in tasks], self._policy.options):
                    if self._stop.is_set():
                        break
                    for recording, row in self._planned(tasks[answered], captured):
                        room.acquire()
                        future = pool.submit(self._process, recording, row)
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
                self.outcome.warnings.append(
                    f"{entry.path}: too old, but not removed, because it is no longer the file that was downloaded"
                )
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

    def verify(self, is_chosen: Callable[[Entry], bool]) -> None:
        """Check the files of the manifest, without any request."""
        self.outcome.again = "Run without manifest_only to download missing and changed files"
        for entry in self._manifest.entries():
            if is_chosen(entry):
                state = self._manifest.state(entry)
                result = (
                    {"action": "unchanged"} if state == PRESENT else {"action": "failed", "error": f"{state} on disk"}
                )
                self.outcome.rows.append(self._entry_row(entry) | result)

    def _planned(self, task: Task, captured: Captured) -> Iterator[tuple[Recording, Row]]:
        """Add a row for each recording of a task, and yield those to check or download."""
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

    def _process(self, recording: Recording, row: Row) -> None:
        """Check or download one recording; an error goes into its row."""
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
            row |= {"action": "failed", "error": "not downloaded, because the disk is full"}

    def _keep_one(self, recording: Recording, row: Row) -> None:
        entry_before = self._manifest.get(recording.key)
        state = self._manifest.state(entry_before) if entry_before else MISSING
        if entry_before and state == PRESENT:
            row |= {"action": "unchanged", "bytes": entry_before.bytes, "sha256": entry_before.sha256}
            return
        row |= {"action": "replaced", "reason": f"{state} on disk"} if entry_before else {"action": "downloaded"}
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
            self._put_in_place(part, entry, is_ours=entry_before is not None)
        row |= {"bytes": entry.bytes, "sha256": entry.sha256, "resumed": resumed}

    def _put_in_place(self, part: Part, entry: Entry, *, is_ours: bool) -> None:
        """Rename a file to its final path, after it is in the manifest: the next run completes an interrupted one."""
        path = self._manifest.place(entry)
        if not is_ours and os.path.lexists(path) and (os.path.islink(path) or sha256_of(path) != entry.sha256):
            raise WxccError(f"{path}: a file that is not in the manifest is in the way, and was not replaced; move it")
        make_folders(os.path.dirname(path))
        self._manifest.add(entry)
        part.become(path)

    def _new_url(self, recording: Recording) -> str:
        """Query one recording again, because its URL has expired; returns the new URL."""
        captured = ask(self._client, [recording.task_id], self._policy.options)[0]
        if captured.error:
            raise captured.error
        url = next((again.url for again in captured.recordings if again.key == recording.key), None)
        if url is None and captured.unread:
            raise captured.unread[0].error
        if url is None:
            raise BadAnswer("the service no longer has it")
        return url

    def _path(self, task: Task, recording: Recording) -> str:
        entry = self._manifest.get(recording.key)
        if entry:
            return entry.path
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
