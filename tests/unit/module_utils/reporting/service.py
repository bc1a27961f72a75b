# SPDX-License-Identifier: GPL-3.0-or-later
"""A reporting service in memory, with the limits of the real one, for what only its answers decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from ansible_collections.webex.contact_center.plugins.module_utils.api.client import Client

Row = dict[str, Any]


class Service:
    """Answers `get` from lists of times; whether the ends of a period belong to it is for the test to say."""

    def __init__(
        self,
        tasks: Sequence[int] = (),
        activities: Sequence[int] = (),
        *,
        inclusive: bool = True,
        fault: Callable[[str, Mapping[str, Any]], None] = lambda _path, _params: None,
    ) -> None:
        self.org_id = "org"
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._rows: dict[str, list[Row]] = {
            "/v1/tasks": [
                {"id": f"task {number}", "attributes": {"createdTime": time, "owner": None, "queue": {"id": "q"}}}
                for number, time in enumerate(sorted(tasks))
            ],
            "/v1/agents/activities": [
                {"agentId": f"agent {number}", "startTime": time} for number, time in enumerate(sorted(activities))
            ],
        }
        self._spoiled: list[tuple[str, Row, Row]] = []
        self._inclusive = inclusive
        self._fault = fault

    @property
    def client(self) -> Client:
        """The service in the place of a client."""
        return cast(Client, self)

    def get(self, path: str, params: Mapping[str, Any]) -> Any:
        """Give at most a page of what lies in a period."""
        self.asked.append((path, dict(params)))
        self._fault(path, params)
        start, end = params["from"], params["to"]
        size, page = params["pageSize"], params.get("page", 0)
        assert 1 <= size <= 1000
        assert (page + 1) * size <= 10_000
        rows = [row for row in self._rows[path] if self._holds(start, _time(row), end)]
        rows = [self._shown(path, row) for row in rows]
        return {"meta": {}, "data": rows[page * size : (page + 1) * size]}

    def spoil(self, path: str, is_meant: Callable[[Row], bool], **values: Any) -> None:
        """Give other values to some fields of some rows, in their places."""
        self._spoiled = [(path, row, row | values) for row in self._rows[path] if is_meant(row)]

    def _shown(self, path: str, row: Row) -> Row:
        return next((spoiled for where, good, spoiled in self._spoiled if where == path and good is row), row)

    def _holds(self, start: int, time: int, end: int) -> bool:
        return start <= time <= end if self._inclusive else start < time < end


def _time(row: Row) -> int:
    return int(row["startTime"] if "startTime" in row else row["attributes"]["createdTime"])
