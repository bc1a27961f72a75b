# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that count long reports, so that other requests need not wait for them and two reports take as long as one.

Traffic is arithmetic: a process that has its key and its roster comes to the same contacts. Each process is there from
the first report that needs it, and ends with the server; a reset brings the same traffic back, so it stays.

A report ends with its client. The server writes the number of the order where its process can read it and sends a
signal, on which the process drops that order and takes the next one, with all that it has at hand.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import multiprocessing
import os
import signal
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, NamedTuple

from starlette.types import Receive

from wxcc_simulator.traffic import Traffic
from wxcc_simulator.wire.answers import ClientGoneError, RefusedError

SHORT = 1000  # contacts and sessions that are counted on the spot
MOST_PERIODS = 1000
PATIENCE = 2  # orders, which take about as long as making all contacts of a period again
MOST_ORDERS = 64  # of all clients, in progress or waiting
RETRY_AFTER_S = 5
GIVE_UP = signal.SIGUSR1
YOUNG_OBJECTS = 1_000_000
CONTEXT = multiprocessing.get_context("spawn")

Report = Callable[..., bytes]
"""Takes the traffic and the arguments of a request, and returns the body of an answer; pickled by name."""


class Processes:
    """As many as there are processors, for the organizations of a world."""

    def __init__(self) -> None:
        self._most = multiprocessing.cpu_count()
        self._all: list[_Process] = []
        self._of_periods: OrderedDict[Hashable, _Process] = OrderedDict()

    async def count(
        self,
        report: Report,
        traffic: Traffic,
        *arguments: Any,
        period: tuple[int, int],
        receive: Receive,
        is_long: bool = False,
    ) -> bytes:
        """The body of a report, from another process if the period or the query is long; raises what the report raises.

        `receive` tells when the client has gone, with whom the report ends; ClientGoneError. 503 where too many wait.
        """
        if not is_long and traffic.size(*period) <= SHORT:
            return report(traffic, *arguments)
        if sum(process.waiting for process in self._all) >= MOST_ORDERS:
            words = f"{MOST_ORDERS} reports are in progress or waiting, which is the most; try again later"
            raise RefusedError(503, words, retry_after_s=RETRY_AFTER_S)
        process = self._process_for((traffic, *period))
        work = asyncio.ensure_future(process.count(report, traffic, arguments))
        gone = asyncio.ensure_future(_hung_up(receive))
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ClientGoneError
            return work.result()
        finally:
            work.cancel()
            gone.cancel()

    def kill(self) -> None:
        """End all processes, even while they work."""
        for process in self._all:
            process.kill()

    def _process_for(self, period: Hashable) -> _Process:
        """The process that has cached a period, or another one if that has far less to do."""
        self._all = [process for process in self._all if not process.is_over]
        process = self._of_periods.get(period)
        if process is None or process.is_over or process.waiting > self._least + PATIENCE:
            process = self._idlest()
        self._of_periods[period] = process
        self._of_periods.move_to_end(period)
        if len(self._of_periods) > MOST_PERIODS:
            self._of_periods.popitem(last=False)
        return process

    @property
    def _least(self) -> int:
        """How many orders the idlest process has, or would have if it was there already."""
        return 0 if len(self._all) < self._most else min(process.waiting for process in self._all)

    def _idlest(self) -> _Process:
        """The process with the least to do; a new one where all have something to do and there may be one more."""
        idlest = min(self._all, key=lambda process: process.waiting, default=None)
        if idlest is None or (idlest.waiting and len(self._all) < self._most):
            idlest = _Process()
            self._all.append(idlest)
        return idlest


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class _Order(NamedTuple):
    number: int
    report: Report
    traffic: Traffic
    arguments: tuple[Any, ...]
    answer: asyncio.Future[bytes]


class _Process:
    """One of them, seen from the server: orders wait here, and the next is sent when the last was answered."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._orders: deque[_Order] = deque()
        self._known: dict[Traffic, int] = {}
        self.is_over = False
        self._numbers = count()
        self._given_up = CONTEXT.RawValue(ctypes.c_longlong, -1)
        self._line, other = CONTEXT.Pipe()
        with _signals_held():
            self._process = CONTEXT.Process(target=_work, args=(other, self._given_up), daemon=True)
            self._process.start()
        other.close()
        self._loop.add_reader(self._line.fileno(), self._answered)

    @property
    def waiting(self) -> int:
        """How many orders it has."""
        return len(self._orders)

    async def count(self, report: Report, traffic: Traffic, arguments: tuple[Any, ...]) -> bytes:
        """The body of a report, in its turn; cancelling this ends the report."""
        order = _Order(next(self._numbers), report, traffic, arguments, self._loop.create_future())
        self._orders.append(order)
        if len(self._orders) == 1:
            self._send(order)
        try:
            return await order.answer
        except asyncio.CancelledError:
            self._give_up(order)
            raise

    def kill(self) -> None:
        """End it at once; waiting requests fail when the connection closes."""
        self._process.kill()

    def _give_up(self, order: _Order) -> None:
        if self._orders and self._orders[0] is order:
            self._given_up.value = order.number
            with suppress(ProcessLookupError):  # that it is gone is read next
                os.kill(self._process.pid or 0, GIVE_UP)
        elif order in self._orders:
            self._orders.remove(order)

    def _send(self, order: _Order) -> None:
        traffic = None if order.traffic in self._known else order.traffic
        number = self._known.setdefault(order.traffic, len(self._known))
        with suppress(OSError):  # that the other end is gone is read next
            self._line.send((order.number, number, traffic, order.report, order.arguments))

    def _answered(self) -> None:
        try:
            problem = self._line.recv()
            body = b"" if problem else self._line.recv_bytes()
        except (EOFError, OSError):
            self._close()
            return
        order = self._orders.popleft()
        if not order.answer.done():
            if problem is None:
                order.answer.set_result(body)
            else:
                order.answer.set_exception(problem)
        if self._orders:
            self._send(self._orders[0])

    def _close(self) -> None:
        self.is_over = True
        self._loop.remove_reader(self._line.fileno())
        self._line.close()
        for order in self._orders:
            if not order.answer.done():
                order.answer.set_exception(RefusedError(503, "the process that counted this report has ended"))
        self._orders.clear()


@contextmanager
def _signals_held() -> Iterator[None]:
    """What is started meanwhile gets no Ctrl-C, which the server answers for all, and no signal before it listens."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, GIVE_UP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _GivenUpError(BaseException):
    """The order in progress was given up; not an Exception, which a report may catch."""


def _work(line: Connection, given_up: Any) -> None:
    """What a process does until the server closes the line or is gone itself."""
    # What it keeps are contacts by the ten thousands, through which Python would look for garbage over and over; the
    # rest is freed without a collection.
    gc.set_threshold(YOUNG_OBJECTS)
    worker = _Worker(given_up)
    signal.signal(GIVE_UP, worker.stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {GIVE_UP})
    with suppress(EOFError, OSError):
        while True:
            body, problem = worker.carried_out(*line.recv())
            line.send(problem)
            if not problem:
                line.send_bytes(body)  # which would be copied once more within an object


class _Worker:
    """Carries out one order after another; `given_up` is shared with the server."""

    def __init__(self, given_up: Any) -> None:
        self._given_up = given_up
        self._order = -2
        self._traffics: list[Traffic] = []

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """End the order in progress, if it is the one that was given up."""
        if self._given_up.value == self._order:
            self._order = -2
            raise _GivenUpError

    def carried_out(
        self, order: int, number: int, traffic: Traffic | None, report: Report, arguments: tuple[Any, ...]
    ) -> tuple[bytes, Exception | None]:
        """The body, or what the report raised; of an order that was given up nobody looks at either."""
        if traffic is not None:
            self._traffics.append(traffic)
        try:
            self._order = order
            self.stop(0, None)  # which may have come before the order
            found = _counted(report, self._traffics[number], arguments)
            self._order = -2
            return found
        except _GivenUpError:
            return b"", RefusedError(503, "the client has gone")


def _counted(report: Report, traffic: Traffic, arguments: tuple[Any, ...]) -> tuple[bytes, Exception | None]:
    try:
        return report(traffic, *arguments), None
    except RefusedError as refusal:
        return b"", refusal
    except Exception:
        return b"", RuntimeError(traceback.format_exc())
