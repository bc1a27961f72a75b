# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the operating system name the option and the path, say why, and what helps; none is called our mistake."""

from __future__ import annotations

import errno
import os
import pwd
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.os_errors import ADVICE
from ansible_collections.webex.contact_center.plugins.module_utils.files import check_file
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import BUG
from ansible_collections.webex.contact_center.plugins.module_utils.module.base import errors_told
from ansible_collections.webex.contact_center.plugins.plugin_utils.access import errors_as


class Failed(Exception):
    """What a module said at its end."""


def said(work: Any, **options: Any) -> str:
    """Give the message with which a module ends that does this."""

    def fail_json(msg: str, **_unused: Any) -> None:
        raise Failed(msg)

    module = cast(Any, SimpleNamespace(params=options, fail_json=fail_json))
    with pytest.raises(Failed) as caught, errors_told(module):
        work()
    return str(caught.value)


def denied(path: str, number: int = errno.EACCES) -> OSError:
    return OSError(number, os.strerror(number), path)


def failing(error: BaseException) -> Any:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize("number", sorted(ADVICE))
def test_each_error_says_where_why_and_what_helps(number: int) -> None:
    message = said(failing(denied("/data/reports/day.csv", number)), dest="/data/reports/day.csv", to="now")
    assert message == f"dest: /data/reports/day.csv: {os.strerror(number)}; {ADVICE[number]}"


@pytest.mark.parametrize(
    ("path", "option"),
    [
        ("/data/day.csv", "dest: "),
        ("/data/day.csv.part", "dest: "),
        ("/data/.day.csv.manifest", "dest: "),
        ("/data", "dest: "),
        ("/keep/a/b.wav", "folder: "),
        ("/keepsake", ""),
        ("/etc/ssl/ca.pem", "ca_path: "),
        ("/elsewhere", ""),
    ],
)
def test_the_option_that_leads_to_a_path_is_named(path: str, option: str) -> None:
    options = {
        "dest": "/data/day.csv",
        "folder": "/keep/",
        "ca_path": "/etc/ssl/ca.pem",
        "org": "acme",
        "_progress": "/",
    }
    assert said(failing(denied(path)), **options).startswith(f"{option}{path}: Permission denied")


@pytest.mark.parametrize("check", [lambda dest: check_file(Path(dest)), os.mkdir])
def test_a_path_that_the_system_refuses_is_no_mistake_of_ours(tmp_path: Path, check: Any) -> None:
    dest = str(tmp_path / ("x" * 300) / "day.csv")
    message = said(lambda: check(dest), dest=dest)
    assert message.startswith("dest: /")
    assert BUG not in message


def test_other_errors_stay_what_they_are() -> None:
    for error in (KeyError("x"), OSError("no number")):
        assert said(failing(error)).startswith(f"{BUG}{type(error).__name__} at ")


def test_the_controller_says_it_alike() -> None:
    with pytest.raises(AnsibleActionFail) as caught, errors_as(AnsibleActionFail, {"token_store": "/data"}):
        raise denied("/data/acme.json")
    assert str(caught.value).startswith("token_store: /data/acme.json: Permission denied; allow access for this user")


def test_a_home_that_is_not_known_names_what_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_unused: int) -> None:
        raise KeyError("uid not found")

    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for make in (TokenStore.default_folder, lambda: TokenStore(Path("~/tokens"))):
        with pytest.raises(TokenStoreError, match=r"^token_store: ~/\S+: the home folder is not known; set HOME, or"):
            make()
