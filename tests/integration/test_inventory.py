# SPDX-License-Identifier: GPL-3.0-or-later
"""Organizations as hosts: those of the token store or of a list, with what is known of their access."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.playbook import ROOT

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import Grant
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import TokenStore

PLUGIN = {"plugin": "webex.contact_center.wxcc_orgs"}
DAY_S = 86400
LEFT_DAYS = {"acme": 60, "borealis": 3, "cumulus": 0}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A token store with three organizations whose access lasts for some days."""
    folder, now = tmp_path / "tokens", time.time()
    tokens = TokenStore(folder)
    tokens.create()
    for number, (name, days) in enumerate(LEFT_DAYS.items()):
        end = now + days * DAY_S + 60
        grant = Grant(f"secret-{name}", end, None, None, (), now)
        tokens.put(name, grant, f"c0ffee00-0000-4000-8000-00000000000{number}")
    return folder


def listed(folder: Path, *files: str, environment: dict[str, str] | None = None) -> tuple[dict[str, Any], str]:
    """What `ansible-inventory --list` prints of some files, and its warnings."""
    command = [str(Path(sys.executable).parent / "ansible-inventory"), "--list"]
    for name in files:
        command += ["-i", str(folder / name)]
    given = {name: value for name, value in os.environ.items() if not name.startswith("WXCC_")}
    given |= {"ANSIBLE_CONFIG": str(ROOT / "ansible.cfg"), "WXCC_TOKEN_STORE": str(folder / "tokens")}
    done = subprocess.run(
        command, cwd=folder, env=given | (environment or {}), capture_output=True, text=True, check=True
    )
    assert "secret-" not in done.stdout + done.stderr
    return json.loads(done.stdout, object_hook=plain), " ".join(done.stderr.split())


def plain(value: dict[str, Any]) -> Any:
    """Take values out of the mark by which newer versions tell data from templates."""
    return value.get("__ansible_unsafe", value)


def write(folder: Path, name: str, content: Any) -> str:
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_the_organizations_of_the_token_store_are_hosts(tmp_path: Path, store: Path) -> None:
    cached = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    keyed = [{"key": "wxcc_access", "prefix": "is"}]
    file = write(tmp_path, "all.wxcc_orgs.yml", {**PLUGIN, **cached, "data_center": "eu1", "keyed_groups": keyed})
    inventory, warnings = listed(tmp_path, file)
    hosts = inventory["_meta"]["hostvars"]
    assert "WARNING" not in warnings
    assert {name: (host["wxcc_org"], host["wxcc_access"]) for name, host in hosts.items()} == {
        "acme": ("acme", "current"),
        "borealis": ("borealis", "ending"),
        "cumulus": ("cumulus", "ended"),
    }
    assert hosts["acme"]["ansible_connection"] == "local"
    assert hosts["acme"]["ansible_python_interpreter"] == sys.executable
    assert hosts["borealis"]["wxcc_org_id"] == "c0ffee00-0000-4000-8000-000000000001"
    assert hosts["borealis"]["wxcc_days_left"] == 3.0
    groups = {group: rest["hosts"] for group, rest in inventory.items() if rest.get("hosts")}
    assert groups.pop("wxcc_orgs") == groups.pop("wxcc_data_center_eu1") == list(LEFT_DAYS)
    assert groups == {
        "wxcc_access_current": ["acme"],
        "wxcc_access_ending": ["borealis"],
        "wxcc_access_ended": ["cumulus"],
        "is_current": ["acme"],
        "is_ending": ["borealis"],
        "is_ended": ["cumulus"],
    }
    for path in store.glob("*.json"):
        path.unlink()
    again, _unused = listed(tmp_path, file)
    assert again["_meta"]["hostvars"] == {}  # the names are those of the store, the cache has what it said of them


def test_a_list_says_which_organizations(tmp_path: Path, store: Path) -> None:
    write(tmp_path, "orgs.csv", "name,org,data_center,region\nNorth,acme,anz1,apac\nSouth,,,\n")
    entries = ["borealis", {"name": "sandbox", "org": "acme", "data_center": "us1"}]
    file = write(
        tmp_path,
        "wxcc_orgs.yml",
        {**PLUGIN, "src": "orgs.csv", "organizations": entries, "data_center": "eu1", "compose": {"zone": "region"}},
    )
    inventory, warnings = listed(tmp_path, file)
    hosts = inventory["_meta"]["hostvars"]
    assert "WARNING" not in warnings
    found = {name: (host["wxcc_org"], host["wxcc_data_center"], host["wxcc_access"]) for name, host in hosts.items()}
    assert found == {
        "North": ("acme", "anz1", "current"),
        "South": ("South", "eu1", "missing"),
        "borealis": ("borealis", "eu1", "ending"),
        "sandbox": ("acme", "us1", "current"),
    }
    assert (hosts["North"]["region"], hosts["North"]["zone"]) == ("apac", "apac")
    assert "wxcc_org_id" not in hosts["South"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a": (
        {"organizations": [{"name": "acme", "data_center": "eu9"}]},
        'organizations[0]: data_center: "eu9" is not one of',
    ),
    "b": (
        {"organizations": ["acme", "acme"]},
        "organizations[1]: acme is also defined at organizations[0]; remove one",
    ),
    "c": ({"organizations": [{"org": "acme"}]}, "organizations[0]: name: missing"),
    "d": ({"src": "none.csv"}, "src: none.csv: cannot be read: No such file or directory"),
    "e": ({"src": "orgs.txt"}, "src: orgs.txt: the ending does not say what the file holds"),
    "f": ({"src": "bad.csv"}, 'bad.csv:2: "my region" cannot be the name of a variable'),
    "g": ({"organizations": [7]}, "organizations[0]: name: missing"),
}


def test_what_is_wrong_is_told_in_one_sentence(tmp_path: Path, store: Path) -> None:
    write(tmp_path, "bad.csv", "name,my region\nacme,apac\n")
    files = [write(tmp_path, f"{name}.wxcc_orgs.yml", {**PLUGIN, **given}) for name, (given, _unused) in WRONG.items()]
    inventory, warnings = listed(tmp_path, *files)
    assert inventory["_meta"]["hostvars"] == {}
    assert [text for _unused, text in WRONG.values() if text not in warnings] == [], warnings
    assert "Traceback" not in warnings
