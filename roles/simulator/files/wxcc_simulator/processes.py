# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes that count long reports, so that other requests need not wait for them and two reports take as long as one.

Traffic is arithmetic: a process that has its key and its roster comes to the same contacts. Each process is there from
the first report that needs it, and ends with the server; a reset brings the same traffic back, so it stays.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from wxcc_simulator.answers import RefusedError
from wxcc_simulator.traffic import Traffic

SHORT = 1000  # contacts and sessions that are counted on the spot
MOST_PERIODS = 1000
PATIENCE = 2  # orders, which take about as long as to make all contacts of a period anew
YOUNG_OBJECTS = 1_000_000
CONTEXT = multiprocessing.get_context("spawn")

Report = Callable[..., bytes]
"""Takes the traffic and what else was asked for, and gives the body of an answer; found by its name in its module."""


class Processes:
    """As many as there are processors, for the organizations of a world."""

    def __init__(self) -> None:
        self._most = multiprocessing.cpu_count()
        self._all: list[_Process] = []
        self._of_periods: OrderedDict[Hashable, _Process] = OrderedDict()

    async def count(self, report: Report, traffic: Traffic, *asked: Any, period: tuple[int, int]) -> bytes:
        """The body of a report, from another process if the period is long; raises what the report raises."""
        if traffic.size(*period) <= SHORT:
            return report(traffic, *asked)
        return await self._process_for((traffic, *period)).count(report, traffic, asked)

    def kill(self) -> None:
        """End them, be it in the middle of their work."""
        for process in self._all:
            process.kill()

    def _process_for(self, period: Hashable) -> _Process:
        """The process that has a period at hand from before, or another one if that has far less to do."""
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


class _Order(NamedTuple):
    report: Report
    traffic: Traffic
    asked: tuple[Any, ...]
    answer: asyncio.Future[bytes]


class _Process:
    """One of them, seen from the server: orders wait here, and the next is sent when the last was answered."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._orders: deque[_Order] = deque()
        self._known: dict[Traffic, int] = {}
        self.is_over = False
        self._line, other = CONTEXT.Pipe()
        with _interrupts_held():
            self._process = CONTEXT.Process(target=_work, args=(other,), daemon=True)
            self._process.start()
        other.close()
        self._loop.add_reader(self._line.fileno(), self._answered)

    @property
    def waiting(self) -> int:
        """How many orders it has."""
        return len(self._orders)

    async def count(self, report: Report, traffic: Traffic, asked: tuple[Any, ...]) -> bytes:
        """The body of a report, in its turn."""
        order = _Order(report, traffic, asked, self._loop.create_future())
        self._orders.append(order)
        if len(self._orders) == 1:
            self._send(order)
        return await order.answer

    def kill(self) -> None:
        """End it at once; who waits is told when the line breaks."""
        self._process.kill()

    def _send(self, order: _Order) -> None:
        traffic = None if order.traffic in self._known else order.traffic
        number = self._known.setdefault(order.traffic, len(self._known))
        with suppress(OSError):  # that the other end is gone is read next
            self._line.send((number, traffic, order.report, order.asked))

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
def _interrupts_held() -> Iterator[None]:
    """What is started meanwhile never gets a Ctrl-C, which the server answers for all."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(line: Connection) -> None:
    """What a process does until the server closes the line or is gone itself."""
    # What it keeps are contacts by the ten thousands, through which Python would look for garbage over and over; the
    # rest goes by itself when it is told.
    gc.set_threshold(YOUNG_OBJECTS)
    traffics: list[Traffic] = []
    with suppress(EOFError, OSError):
        while True:
            number, traffic, report, asked = line.recv()
            if traffic is not None:
                traffics.append(traffic)
            body, problem = _counted(report, traffics[number], asked)
            line.send(problem)
            if not problem:
                line.send_bytes(body)  # which would be copied once more within an object


def _counted(report: Report, traffic: Traffic, asked: tuple[Any, ...]) -> tuple[bytes, Exception | None]:
    try:
        return report(traffic, *asked), None
    except RefusedError as refusal:
        return b"", refusal
    except Exception:
        return b"", RuntimeError(traceback.format_exc())
