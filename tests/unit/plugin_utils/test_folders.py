# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with a file for each family: what is read, in which order, and what is refused before anything is sent."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import MAX_BYTES, documents
from ansible_collections.webex.contact_center.plugins.plugin_utils import folders, packing
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.vaulted import opened_values

TEAM = "- {name: Support, site: Lyon}\n"


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "acme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def pack(folder: Path, src: str = "acme") -> str:
    return packing.from_file(
        src,
        lambda _kind, name: str(folder / name),
        lambda path: (Path(path).read_bytes(), True),
        takes_folder=True,
        open_vaults=partial(opened_values, secrets=()),
    )


def names(folder: Path, family: str | None = None) -> dict[str, list[tuple[str, str]]]:
    """The records of each family: their names, and where they stand."""
    wanted = check(documents(json.loads(pack(folder))), family)
    return {
        family: [(desired.values["name"], desired.record.where()) for desired in records]
        for family, records in wanted.items()
    }


def test_files_and_folders_of_a_family_are_one_list(tmp_path: Path) -> None:
    files = {
        "site.csv": "name,multimedia_profile\nLyon,Voice\n",
        "team/north/a.yml": TEAM,
        "team/b.json": '{"team": [{"name": "Sales", "site": "Lyon"}]}',
        "multimedia_profiles.yaml": "",
        "README.md": "What this is",
        ".git/config": "no records",
        "Thumbs.db": "what Windows puts there",
        "site.csv~": "an editor's backup",
        "files/audio_file/welcome.wav": "content",
    }
    folder = made(tmp_path, files)
    sites, teams = (
        [("Lyon", "acme/site.csv:2")],
        [("Sales", "acme/team/b.json:1"), ("Support", "acme/team/north/a.yml:1")],
    )
    assert names(folder) == {"multimedia-profile": [], "site": sites, "team": teams}
    assert names(folder, "team") == {"team": teams}


@pytest.mark.parametrize(
    ("files", "messages"),
    [
        ({"teem.yml": TEAM}, ["acme/teem.yml: teem: unknown family; did you mean team?"]),
        ({"team.yml": "site:\n- name: Lyon\n"}, ["acme/team.yml:1: site: the file is named after the family team"]),
        (
            {"site.csv": "name\nLyon\n", "site/more.yml": "\n- name: Lyon\n"},
            ['acme/site.csv:2: name: "Lyon"', "acme/site/more.yml:2"],
        ),
        (
            {"site.yml": "- name: [\n", "team.yml": "- {name: Support, sight: Lyon}\n", "other.csv": "name\n"},
            [
                "acme/site.yml:2",
                "acme/team.yml:1: sight: unknown; did you mean site?",
                "acme/other.csv: other: unknown",
            ],
        ),
        (
            {"site.csv": "name,colour\nLyon,red\n", "site/b.csv": "nam\nBonn\n"},
            ["acme/site.csv:1", "acme/site/b.csv:1"],
        ),
        (
            {
                "team.yml.bak": TEAM,
                "site.yml": "a\0b",
                "skill.yml": "- name: !vault\n- name: !vault x\n",
                "team.yml": "- {name: Support, sight: Lyon}\n",
                "loop": "",
            },
            [
                "acme/loop: the ending does not say what the file holds",
                "acme/team.yml.bak: the ending does not say what the file holds",
                "acme/site.yml:1: a NUL byte",
                "acme/skill.yml:1: !vault marks a value",
                "acme/skill.yml:2: !vault marks a value",
                "acme/team.yml:1: sight: unknown",
                "6 problems",
            ],
        ),
    ],
)
def test_all_mistakes_of_a_folder_are_told_at_once(tmp_path: Path, files: dict[str, str], messages: list[str]) -> None:
    with pytest.raises(RefusedError) as refused:
        names(made(tmp_path, files))
    assert [message for message in messages if message not in str(refused.value)] == []


def test_a_family_that_the_folder_lacks(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="site: no file of the folder is named after this family"):
        names(made(tmp_path, {"team.yml": TEAM}), "site")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"files/a.wav": ""}, "acme: the folder holds no file with records"),
        ({"/".join(["team"] * 12) + "/a.yml": TEAM}, "more than 8 folders inside one another"),
        ({"team.yml": "x" * MAX_BYTES, "site.yml": "x"}, "acme: the files with records are more than 20 MiB"),
    ],
)
def test_folders_that_cannot_be_read(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(AnsibleActionFail) as refused:
        pack(made(tmp_path, files))
    assert message in str(refused.value)


def test_what_leads_nowhere_is_told(tmp_path: Path) -> None:
    folder = made(tmp_path, {"team.yml": TEAM})
    (folder / "acme/site.csv").symlink_to("nowhere.csv")
    (folder / "acme/skill.yml").symlink_to("skill.yml")
    os.mkfifo(folder / "acme/user.csv")
    with pytest.raises(RefusedError) as refused:
        names(folder)
    assert str(refused.value).splitlines()[1:] == [
        "  acme/site.csv: cannot be read: No such file or directory",
        "  acme/skill.yml: cannot be read: Too many levels of symbolic links",
        "  acme/user.csv: not a regular file",
    ]
    for name in ("site.csv", "skill.yml", "user.csv"):
        (folder / "acme" / name).unlink()
    (folder / "acme/loop").symlink_to(".")
    with pytest.raises(AnsibleActionFail, match="Does a link lead back to a folder above"):
        pack(folder)


def test_the_order_is_that_of_names(tmp_path: Path) -> None:
    folder = made(tmp_path, {f"team/{name}.yml": TEAM for name in ("b", "a", "c")})
    listed = folders.record_files("acme", str(folder / "acme"))
    assert [file.name for file in listed] == ["acme/team/a.yml", "acme/team/b.yml", "acme/team/c.yml"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"backup": "no", "backup_options": {"dir_path": "b"}}, {}),
        ({"backup": True}, {"backup_options": {"dir_path": "/play/backup"}}),
        ({"backup": "yes", "backup_options": {"dir_path": "b"}}, {"backup_options": {"dir_path": "/play/b"}}),
        ({"backup": True, "backup_options": {"dir_path": "/b"}}, {"backup_options": {"dir_path": "/b"}}),
        ({"backup": True, "backup_options": "b"}, {}),
    ],
)
def test_backups_stand_beside_the_playbook(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert folders.backup_options(given, lambda path: os.path.join("/play", path)) == expected
