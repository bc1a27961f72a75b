# SPDX-License-Identifier: GPL-3.0-or-later
"""Desired state as one text: types kept, files read or refused."""

from __future__ import annotations

import datetime
import json
import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import MAX_BYTES, documents
from ansible_collections.webex.contact_center.plugins.module_utils.module.base import as_one_text
from ansible_collections.webex.contact_center.plugins.plugin_utils.actions.vaulted import opened_values
from ansible_collections.webex.contact_center.plugins.plugin_utils.packing import from_file, from_value, unpacked

SECRETS = [("default", VaultSecret(b"password"))]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Encrypted:
    """What ansible-core 2.16 makes of `!vault`: not a string, but a text once asked for."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:
        return "opened"


def pack(folder: Path, src: Any, secrets: Any = None) -> dict[str, Any]:
    """Pack a file of a playbook in a folder, found and read by Ansible's own loader."""
    loader = DataLoader()
    loader.set_basedir(str(folder))
    loader.set_vault_secrets(secrets)
    packed: dict[str, Any] = json.loads(
        from_file(
            src,
            lambda kind, name: str(loader.path_dwim_relative_stack([str(folder)], kind, name)),
            loader._get_file_contents,
            takes_folder=os.path.isdir(folder / str(src)) and src == "hooks",
            open_vaults=partial(opened_values, secrets=secrets or ()),
        )
    )
    return packed


@given(JSON_VALUES)
def test_values_arrive_as_they_were_written(value: Any) -> None:
    source = json.loads(from_value("sites", "items", value))
    assert (source["name"], source["form"]) == ("sites", "items")
    assert json.loads(source["text"]) == value


def test_vaulted_strings_arrive_opened() -> None:
    assert json.loads(json.loads(from_value("sites", "items", [{"name": Encrypted()}]))["text"]) == [{"name": "opened"}]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([{}, {"name": datetime.date(2024, 1, 31)}], "sites[1].name: 2024-01-31 is a date; if it is meant as text, "),
        ([{"name": datetime.datetime(2024, 1, 31, 7)}], "sites[0].name: 2024-01-31 07:00:00 is a date; "),
        ([{"name": float("nan")}], "sites[0].name: nan is neither text nor a finite number, "),
        ([{"name": b"x"}], "sites[0].name: b'x' is neither text nor "),
        ([{"name": {1}}], "sites[0].name: {1} is neither text nor "),
        ([{"name": "x", 7: "x"}], 'sites[0]: the key 7 is not text; write it in quotes: "7"'),
    ],
)
def test_what_json_does_not_know_is_refused(value: Any, message: str) -> None:
    with pytest.raises(AnsibleActionFail) as caught:
        from_value("sites", "items", value)
    assert caught.value.message.startswith(message)


def test_an_option_of_a_single_object_is_named_without_a_dot() -> None:
    with pytest.raises(AnsibleActionFail, match=r"^description: 2024-01-31 is a date"):
        from_value("", "options", {"description": datetime.date(2024, 1, 31)})


@pytest.mark.parametrize(
    ("name", "form"),
    [("sites.csv", "csv"), ("sites.YML", "yaml"), ("sites.yaml", "yaml"), ("files/sites.json", "json")],
)
def test_a_file_travels_under_the_name_that_the_user_wrote(tmp_path: Path, name: str, form: str) -> None:
    path = tmp_path / "files" / name.removeprefix("files/")
    path.parent.mkdir()
    path.write_bytes("\ufeffname\r\nZürich\r\n".encode())
    assert pack(tmp_path, name) == {"name": name, "form": form, "text": "name\r\nZürich\r\n"}


def test_a_vaulted_file_is_opened_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sites.csv").write_bytes(VaultLib(SECRETS).encrypt("name\nBerlin\n"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert pack(tmp_path, "sites.csv", SECRETS)["text"] == "name\nBerlin\n"
    assert list(scratch.iterdir()) == []


def in_vault(secret: str) -> str:
    """What `ansible-vault encrypt_string` prints of a value, indented below its key."""
    lines = VaultLib(SECRETS).encrypt(secret).decode().splitlines()
    return "!vault |\n" + "\n".join(f"      {line}" for line in lines)


def test_single_vaulted_values_arrive_opened_beside_their_file(tmp_path: Path) -> None:
    text = f"- name: a\n  secret: {in_vault('first')}\n- secret: {in_vault('second: 7')}\n"
    (tmp_path / "hooks").mkdir()
    for name in ("hooks.yml", "hooks/hook.yml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    packed = pack(tmp_path, "hooks.yml", SECRETS)
    assert packed["vaulted"] == ["first", "second: 7"]
    assert packed["text"] == text
    (document,) = documents(packed)
    assert [record.values["secret"] for record in document.records] == ["first", "second: 7"]
    assert document.records[1].where("secret") == f"hooks.yml:{text[: text.index('- secret')].count(chr(10)) + 1}"
    (of_folder,) = documents(pack(tmp_path, "hooks", SECRETS))
    assert of_folder.records[1].values == {"secret": "second: 7"}


@pytest.mark.parametrize(
    ("text", "secrets", "message"),
    [
        (
            "- a: 1\n- secret: !vault plain\n",
            SECRETS,
            "x.yml:2: !vault marks a value that Ansible Vault did not",
        ),
        (
            None,
            None,
            "x.yml:2: the value is encrypted, but there is no vault password; give one with --vault-password-f",
        ),
        (None, [("default", VaultSecret(b"other"))], "x.yml:2: the value cannot be decrypted: another vault password"),
    ],
)
def test_a_single_value_that_cannot_be_opened_is_named(
    tmp_path: Path, text: str | None, secrets: Any, message: str
) -> None:
    (tmp_path / "x.yml").write_text(text or f"- a: 1\n- secret: {in_vault('first')}\n", encoding="utf-8")
    with pytest.raises(AnsibleActionFail) as caught:
        pack(tmp_path, "x.yml", secrets)
    assert caught.value.message.startswith(message)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "sites.txt").write_text("name\n", encoding="utf-8")
    (tmp_path / "latin.csv").write_bytes(b"name\nZ\xfcrich\n")
    (tmp_path / "vaulted.csv").write_bytes(VaultLib(SECRETS).encrypt("name\nBerlin\n"))
    os.mkfifo(tmp_path / "pipe.csv")
    with open(tmp_path / "huge.csv", "wb") as file:
        file.truncate(MAX_BYTES + 1)
    table: list[tuple[Any, str]] = [
        (["a.csv"], 'src: ["a.csv"] is not the path of a file'),
        ("", 'src: "" is not the path of a file'),
        ("none.csv", "none.csv: there is no such file; looked for "),
        (str(tmp_path / "none.csv"), f"{tmp_path}/none.csv: there is no such file"),
        ("folder.csv", "folder.csv: is a directory; src takes one file"),
        ("pipe.csv", "pipe.csv: is not a regular file"),
        ("sites.txt", "sites.txt: the name does not say what the file is; endings are .csv, "),
        ("huge.csv", "huge.csv: the file has 20,971,521 bytes, 20,971,520 are allowed"),
        ("latin.csv", "latin.csv:2: byte 0xFC is not UTF-8"),
        ("vaulted.csv", "vaulted.csv: A"),
    ]
    for src, message in table:
        with pytest.raises(AnsibleActionFail) as caught:
            pack(tmp_path, src)
        assert caught.value.message.startswith(message)
        assert "\n" not in caught.value.message
        assert not caught.value.message.rstrip().endswith("looked for")


@given(st.dictionaries(st.text(), JSON_VALUES))
def test_an_answer_comes_back_as_it_was(answer: dict[str, Any]) -> None:
    assert unpacked({"changed": True, **as_one_text(answer)}) == {**answer, "changed": True}


def test_a_result_without_rows_is_left_as_it_is() -> None:
    assert unpacked({"failed": True, "msg": "refused"}) == {"failed": True, "msg": "refused"}
