# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that never come whole do not keep their connections, and others are answered beside them."""

from __future__ import annotations

import socket

import pytest
from support.onboarding import Onboarding

from wxcc_onboarding import bounded

HALVES = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", id="half of the head"),
    pytest.param(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nname=", id="half of a form"),
]


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less time and fewer connections than a page has."""
    monkeypatch.setattr(bounded, "REQUEST_S", 1.0)
    monkeypatch.setattr(bounded, "MOST_CONNECTIONS", 20)


def is_cut(connection: socket.socket, seconds: float) -> bool:
    """Whether the page ends the connection in time; an answer before that may come."""
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


@pytest.mark.parametrize("half", HALVES)
def test_a_request_that_does_not_come_whole_is_cut_off(page: Onboarding, half: bytes) -> None:
    with socket.create_connection(("127.0.0.1", page.port)) as connection:
        connection.sendall(half)
        assert not is_cut(connection, 0.3)
        assert page.visitor().get("/").status_code == 200
        assert is_cut(connection, 20)


def test_only_so_many_connections_stay_open(page: Onboarding) -> None:
    opened = [socket.create_connection(("127.0.0.1", page.port)) for _unused in range(40)]
    try:
        assert sum(is_cut(connection, 0.05) for connection in opened) >= 20
        assert all(is_cut(connection, 20) for connection in opened)
        assert page.visitor().get("/").status_code == 200
    finally:
        for connection in opened:
            connection.close()
