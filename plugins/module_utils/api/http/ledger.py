# SPDX-License-Identifier: GPL-3.0-or-later
"""The ledger: places in the request budget that all processes of a machine share, in a small SQLite database.

A process that ends, however that happens, leaves its places behind, and each of them is free after a window. So nobody
has to tidy up, and nothing depends on process ids. The clock is the monotonic one, which all processes of a machine
share; what an earlier boot has left is forgotten.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ...files import make_folders, open_private
from .places import Pause, Place

if TYPE_CHECKING:
    import sqlite3

BUSY_S: Final = 5.0
"""How long another process may hold the lock of the database, which takes well below a millisecond."""
POLL_S: Final = 0.01
MOST_NEW_FILES: Final = 3
VERSION: Final = 1
SCHEMA: Final = (
    "CREATE TABLE place (number INTEGER PRIMARY KEY AUTOINCREMENT, hold REAL NOT NULL, sent INTEGER NOT NULL)",
    "CREATE INDEX place_hold ON place (hold)",
    "CREATE TABLE pause (boot TEXT, resume_at REAL, refusals INTEGER, trial INTEGER, trial_until REAL)",
    "INSERT INTO pause VALUES ('', 0, 0, 0, 0)",
    "INSERT INTO sqlite_sequence VALUES ('place', CAST(strftime('%s', 'now') AS INTEGER) * 1000)",
    f"PRAGMA user_version = {VERSION}",
)
"""The numbers of a new file begin above those of any file before it."""
SPAN: Final = "SELECT (SELECT min(number) FROM place), (SELECT max(number) FROM place)"
"""Each of them by itself is found without reading the table."""
OF_ALL: Final = "SELECT hold FROM place WHERE number <> ?1 ORDER BY hold DESC LIMIT 1 OFFSET ?2"
OF_EARLIER: Final = (
    "SELECT hold FROM place WHERE number <> ?1 AND (sent OR number < ?1) ORDER BY hold DESC LIMIT 1 OFFSET ?2"
)
"""When there is room beside all others, or beside those that are used and those that came before."""
BOOT_ID: Final = "/proc/sys/kernel/random/boot_id"
DAMAGE: Final = ("malformed", "not a database", "no such table", "no such column", "unsupported file format")
"""Words of SQLite for a file that is not, or no longer, a database of ours."""

Execute = Callable[..., Any]
T = TypeVar("T")


class LedgerError(Exception):
    """Why the ledger cannot be used, as a warning that names no process: so a run shows it once."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"the request budget is not shared: {file}: {why}. Each task keeps to requests_per_minute by itself, so"
            " tasks that run at the same time may have to wait longer"
        )


class Ledger:
    """Places in a database file, which is made when it is missing; one object a process, used by one thread at a time.

    A row is a place: it counts until `hold`. A request that waits has a row as well, from the time at which its turn
    will come, so that all processes get their turns in the order of their requests.
    Every method but `close` raises LedgerError. A file that is deleted or damaged is made again, once, with a warning.
    """

    def __init__(
        self,
        file: Path,
        limit: int,
        window: float,
        *,
        warn: Callable[[str], object] = lambda _text: None,
        busy: float = BUSY_S,
    ) -> None:
        self._file = file
        self._limit = limit
        self._window = window
        self._warn = warn
        self._busy = busy
        self._connection: sqlite3.Connection | None = None
        self._made_anew = 0
        self._identity: tuple[int, int] | None = None
        self._answers: list[tuple[float, int]] = []  # until when places hold, which the next transaction writes
        self._in_flight: dict[int, float] = {}  # when each place is held for longer

    def ask(self, number: int | None, now: float) -> Place:
        """Ask for a place; where none is free, it stands in the ledger from when it will be."""
        if number is not None and (delay := self._delay_of(number, now)) > 0:
            return Place(number, delay)

        def take(execute: Execute) -> Place:
            self._hold_longer(execute, now)
            execute("DELETE FROM place WHERE hold <= ?", (now,))
            pause = _pause(execute)
            mine = self._insert(execute, now) if number is None else number
            free_at = self._free_at(execute, mine, now, is_new=number is None)
            start = max(now, free_at, pause.resume_at)
            delay = max(start - now, pause.delay(mine, now))
            is_sent = delay <= 0
            if not (is_sent and number is None):
                execute("REPLACE INTO place VALUES (?, ?, ?)", (mine, start + self._window, is_sent))
            is_trial = is_sent and pause.refusals > 0
            if is_trial:
                _write_pause(execute, pause.tried(mine, now))
            return Place(mine, delay, is_trial)

        place = self._transaction(take)
        if place.delay <= 0:
            self._in_flight[place.number] = now + self._window / 2
        return place

    def answered(self, place: Place, started: float, now: float) -> None:
        """Note the answer for the next transaction, or write it where none is sure to come soon."""
        self._in_flight.pop(place.number, None)
        self._answers.append((now + self._window, place.number))
        if place.is_trial:  # others wait for it
            self._transaction(lambda execute: _write_pause(execute, _pause(execute).accepted(started)))
        elif not self._in_flight:
            self._transaction(lambda _execute: None)

    def refused(self, place: Place, now: float, retry_after: float | None) -> None:
        """Free the place, and let all processes pause."""
        self._in_flight.pop(place.number, None)

        def free_and_pause(execute: Execute) -> None:
            execute("DELETE FROM place WHERE number = ?", (place.number,))
            _write_pause(execute, _pause(execute).refused(now, retry_after))

        self._transaction(free_and_pause)

    def give_back(self, number: int) -> None:
        """Free the place; a trial that was not sent ends."""
        self._in_flight.pop(number, None)

        def free(execute: Execute) -> None:
            execute("DELETE FROM place WHERE number = ?", (number,))
            execute("UPDATE pause SET trial = 0 WHERE trial = ?", (number,))

        self._transaction(free)

    def pause(self, now: float) -> float:
        """Return the seconds until the end of the pause."""
        return max(0.0, self._with_database(lambda connection: _pause(connection.execute)).resume_at - now)

    def close(self) -> None:
        """Write the last answers, and close the file."""
        with suppress(LedgerError):
            if self._connection is not None and self._answers:
                self._transaction(lambda _execute: None)
        self._disconnect()

    def _delay_of(self, number: int, now: float) -> float:
        """Return the delay of a place that waits, without the lock of the database."""

        def delay_of(connection: sqlite3.Connection) -> float:
            free_at = self._free_at(connection.execute, number, now, is_new=False)
            return max(free_at - now, _pause(connection.execute).delay(number, now))

        return self._with_database(delay_of)

    def _insert(self, execute: Execute, now: float) -> int:
        return int(execute("INSERT INTO place (hold, sent) VALUES (?, 1)", (now + self._window,)).lastrowid)

    def _hold_longer(self, execute: Execute, now: float) -> None:
        """Hold the places of requests that take long: while they are in flight, the service may still count them."""
        for number, at in self._in_flight.items():
            if at <= now:
                execute("REPLACE INTO place VALUES (?, ?, 1)", (number, now + self._window))
                self._in_flight[number] = now + self._window / 2

    def _free_at(self, execute: Execute, mine: int, now: float, *, is_new: bool) -> float:
        """Return when fewer than `limit` other places count: of those that are used, and of those that came before."""
        if is_new:
            first, last = execute(SPAN).fetchone()
            if last - first < self._limit:  # the row of `mine` is among them
                return now
        row = execute(OF_ALL if is_new else OF_EARLIER, (mine, self._limit - 1)).fetchone()
        return float(row[0]) if row else now

    def _transaction(self, work: Callable[[Execute], T]) -> T:
        """Do work alone, and write with it what has been answered since the last time."""

        def transaction(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if self._answers:
                    connection.executemany("UPDATE place SET hold = ? WHERE number = ?", self._answers)
                result = work(connection.execute)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(Exception):
                    connection.execute("ROLLBACK")
                raise
            self._answers.clear()
            return result

        return self._with_database(transaction)

    def _with_database(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work with the database, and once more with a new one where it is damaged."""
        with self._explained():
            try:
                return work(self._current())
            except _sqlite3().DatabaseError as error:
                if not any(words in str(error) for words in DAMAGE):
                    raise
            self._make_anew()
            return work(self._current())

    def _current(self) -> sqlite3.Connection:
        """Return the connection to the file that has the name now."""
        if self._connection is not None:
            if _identity(self._file) == self._identity:
                return self._connection
            self._make_anew()
        return self._connection or self._connect()

    def _connect(self) -> sqlite3.Connection:
        deadline = time.monotonic() + self._busy
        while True:
            try:
                return self._open()
            except _sqlite3().OperationalError as error:
                # While another process turns WAL on or off, SQLite refuses at once.
                if "locked" not in str(error) or time.monotonic() >= deadline:
                    raise
                self._disconnect()
            time.sleep(POLL_S)

    def _open(self) -> sqlite3.Connection:
        make_folders(str(self._file.parent))
        _check(self._file.parent, os.lstat(self._file.parent), stat.S_ISDIR)
        with suppress(FileExistsError):
            os.close(open_private(self._file, os.O_RDWR | os.O_EXCL))
        status = os.lstat(self._file)
        _check(self._file, status, stat.S_ISREG)
        connection: sqlite3.Connection = _sqlite3().connect(
            str(self._file), timeout=self._busy, isolation_level=None, check_same_thread=False
        )
        self._connection, self._identity = connection, (status.st_dev, status.st_ino)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # a power cut ends all that the file is about
        boot = _boot()
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                for statement in SCHEMA:
                    connection.execute(statement)
            connection.execute("COMMIT")
        if connection.execute("SELECT boot FROM pause").fetchone()[0] != boot:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM place")
            connection.execute("UPDATE pause SET boot = ?, resume_at = 0, refusals = 0, trial = 0", (boot,))
            connection.execute("COMMIT")
        return connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None

    def _make_anew(self) -> None:
        """Replace the file, but only a few times; other processes with the same problem join the new one."""
        self._disconnect()
        self._made_anew += 1
        if self._made_anew > MOST_NEW_FILES:
            raise LedgerError(self._file, "was deleted or damaged again and again")
        self._answers.clear()
        if _identity(self._file) == self._identity:
            for ending in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    os.unlink(f"{self._file}{ending}")
        self._warn(f"{self._file}: was deleted or damaged, so a new one counts the requests from now on")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raise LedgerError for whatever the database, the disk or Python has against it."""
        try:
            yield
        except ImportError:
            raise LedgerError(self._file, "the Python that runs the module has no sqlite3") from None
        except OSError as error:
            raise LedgerError(self._file, error.strerror or type(error).__name__) from None
        except Exception as error:
            if not isinstance(error, _sqlite3().Error):
                raise
            raise LedgerError(self._file, str(error)) from None


def _sqlite3() -> Any:
    """Import late: most processes that import this have no budget to share, and some have no such library."""
    import sqlite3

    return sqlite3


def _pause(execute: Execute) -> Pause:
    return Pause(*execute("SELECT resume_at, refusals, trial, trial_until FROM pause").fetchone())


def _write_pause(execute: Execute, pause: Pause) -> None:
    values = (pause.resume_at, pause.refusals, pause.trial, pause.trial_until)
    execute("UPDATE pause SET resume_at = ?, refusals = ?, trial = ?, trial_until = ?", values)


def _boot() -> str:
    """Name the time since the machine was started, in which its monotonic clock goes on."""
    try:
        return Path(BOOT_ID).read_text(encoding="ascii").strip()
    except OSError:
        return str(round((time.time() - time.monotonic()) / 600))


def _identity(file: Path) -> tuple[int, int] | None:
    with suppress(OSError):
        status = os.lstat(file)
        return status.st_dev, status.st_ino
    return None


def _check(path: Path, status: os.stat_result, is_right: Callable[[int], bool]) -> None:
    """Refuse what somebody else could have put there."""
    if not is_right(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise LedgerError(path, "belongs to somebody else, is a link, or may be written by others; remove it")
