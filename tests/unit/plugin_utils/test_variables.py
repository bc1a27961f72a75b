# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter through which roles and playbooks read their variables."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.webex.contact_center.plugins.filter.wxcc_variable import TYPES, FilterModule

read = FilterModule().filters()["wxcc_variable"]
BLANK: list[Any] = [None, "", "  ", "\t\n"]
WEST = "Pacific/Pago_Pago"


@pytest.mark.parametrize("value", [*BLANK, [""], [None]])
@pytest.mark.parametrize("kind", sorted({*TYPES} - {"token_store", "path", "home", "day"}))
def test_blank_is_not_given(value: Any, kind: str) -> None:
    assert read(value, "export_format", kind) == ""
    assert read(value, "export_format", kind, "csv") == "csv"


@pytest.mark.parametrize("value", BLANK)
def test_a_blank_path_is_its_default_in_full(value: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert read(value, "export_folder", "path", "reports") == str(tmp_path / "reports")
    assert read(value, "export_folder", "path") == ""
    assert read(value, "wxcc_token_store", "token_store") == "/state/webex_contact_center/tokens"


@pytest.mark.parametrize(
    ("name", "kind", "default"),
    [
        ("simulator_port", "int", 0),
        ("simulator_quirks", "dict", {}),
        ("simulator_recording_bytes", "str", "50000-5000000"),
        ("sites_purge", "bool", False),
        ("token_refresh_at_percent", "int", 80),
        ("onboarding_scopes", "list", ["cjp:config_read", "cjp:config_write"]),
        ("report_dest", "path", "{here}/reports"),
        ("sites_folder", "path", ""),
        ("report_title", "str", ""),
        ("sites_of_mine", "int", ""),
        ("a_variable", "int", ""),
    ],
)
def test_a_variable_of_a_role_has_its_default_from_the_role(
    name: str, kind: str, default: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = default.format(here=tmp_path) if isinstance(default, str) else default
    for value in BLANK:
        given = read(value, name, kind)
        assert (given, type(given)) == (expected, type(expected))
        if isinstance(given, list):
            given.append("more")
    assert read("", name, kind, "another") == (f"{tmp_path}/another" if kind == "path" else "another")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("reports", "{here}/reports"),
        ("./a/../b/", "{here}/b"),
        ("it's 100% é", "{here}/it's 100% é"),
        ("/srv/reports", "/srv/reports"),
        ("~/reports", "/home/of me/reports"),
        ("$PLACE/reports", "/srv/reports"),
        (2026, "{here}/2026"),
    ],
)
def test_a_path_counts_from_the_working_folder(
    value: Any, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "it's here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("PWD", "/elsewhere")
    monkeypatch.setenv("HOME", "/home/of me")
    monkeypatch.setenv("PLACE", "/srv")
    assert read(value, "export_folder", "path") == expected.format(here=here)


def test_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(AnsibleFilterError, match="export_folder: the folder that Ansible was started in was removed"):
        read("reports", "export_folder", "path")


def test_a_user_without_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AnsibleFilterError, match="export_folder: this user has no home folder; set HOME"):
        read("~no-such-user/reports", "export_folder", "path")


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("12", "int", 12),
        (" 12 ", "int", 12),
        (0, "int", 0),
        ("79.5", "float", 79.5),
        ("no", "bool", False),
        (False, "bool", False),
        ("Sales, Service", "list", ["Sales", "Service"]),
        ([], "list", []),
        ({}, "dict", {}),
        (7, "str", "7"),
        (" a ", "str", " a "),
        (datetime.date(2026, 11, 24), "str", "2026-11-24"),
        ("Europe/Berlin", "timezone", "Europe/Berlin"),
    ],
)
def test_a_value_comes_in_its_type(value: Any, kind: str, expected: Any) -> None:
    given = read(value, "a_variable", kind, "default")
    assert (given, type(given)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "kind", "told"),
    [
        ("many", "int", 'role_x: "many" is not a whole number'),
        (True, "int", 'role_x: "True" is not a whole number'),
        (1.5, "int", 'role_x: "1.5" is not a whole number'),
        ([3, 4], "int", "role_x: what was given is not a whole number"),
        ("half", "float", 'role_x: "half" is not a number'),
        ("maybe", "bool", 'role_x: "maybe" is not true or false'),
        ({"a": 1}, "str", "role_x: what was given is not a text"),
        ({"a": 1}, "list", "role_x: what was given is not a list"),
        ("a", "dict", 'role_x: "a" is not a mapping'),
        ([1, 2], "path", "role_x: what was given is not a path"),
        ("Berlin", "timezone", 'role_x: "Berlin" is not an IANA time zone'),
        ("someday", "day", "role_x: 'someday'"),
        ([1, 2], "day", "role_x: what was given is not a day"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_the_variable(value: Any, kind: str, told: str) -> None:
    with pytest.raises(AnsibleFilterError) as refused:
        read(value, "role_x", kind)
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize("sign", ['"', "\\", ":", "`", "\n"])
def test_a_home_that_no_virtual_environment_can_have(sign: str) -> None:
    assert read("/srv/it's 100% é", "simulator_home", "home") == "/srv/it's 100% é"
    with pytest.raises(AnsibleFilterError, match=r"^simulator_home: .* holds one of .*; choose another folder"):
        read(f"/srv/a{sign}b", "simulator_home", "home")


def test_only_the_choices_are_taken() -> None:
    assert read("rest", "report_source", "str", "auto", choices=["auto", "rest"]) == "rest"
    with pytest.raises(AnsibleFilterError, match='report_source: "soap" is not one of auto, rest'):
        read("soap", "report_source", "str", "auto", choices=["auto", "rest"])


@pytest.mark.parametrize(
    "value", ["yesterday", None, "", datetime.date(2026, 11, 24), "2026-11-24", "2026-11-24T23:30"]
)
def test_a_day_is_a_date_whatever_its_form(value: Any) -> None:
    day = datetime.date.fromisoformat(read(value, "export_day", "day", "yesterday", timezone=WEST))
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=-11)))
    assert day == (datetime.date(2026, 11, 24) if "2026" in str(value) else now.date() - datetime.timedelta(days=1))
