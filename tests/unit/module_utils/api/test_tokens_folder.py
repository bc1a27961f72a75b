# SPDX-License-Identifier: GPL-3.0-or-later
"""The token store and the file system: who may read it, links, disks that are full or cannot be written."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from unit.module_utils.api.connected import ORG
from unit.module_utils.api.identity_provider import HOUR, START, IdentityProvider, app, asking, clock, grant, unasked
from unit.module_utils.api.scripted_server import ScriptedServer

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.oauth import OAuth
from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    TokenStore,
    TokenStoreError,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


@pytest.fixture
def store(folder: Path) -> TokenStore:
    store = TokenStore(folder, clock=clock)
    store.put("acme", grant(START, 0), ORG)
    return store


def refused(store: TokenStore) -> set[str]:
    """Give what reading, refreshing and storing say, all of which have to fail."""
    actions: list[Callable[[], object]] = [
        lambda: store.read("acme"),
        lambda: store.ensure("acme", unasked, HOUR),
        lambda: store.put("acme", grant(START, HOUR), ORG),
    ]
    told = set()
    for action in actions:
        with pytest.raises(TokenStoreError) as caught:
            action()
        told.add(str(caught.value))
    return told


@pytest.mark.parametrize("mode", [0o755, 0o710, 0o701, 0o777, 0o1777])
def test_a_folder_that_others_may_use(store: TokenStore, folder: Path, mode: int) -> None:
    folder.chmod(mode)
    (told,) = refused(store)
    assert told.startswith(f"{folder}: other users may use this folder (mode {mode:04o})")
    assert "chmod 700" in told


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_may_use(store: TokenStore, folder: Path, mode: int) -> None:
    (folder / "acme.json").chmod(mode)
    (told,) = refused(store)
    assert told.startswith(f"{folder}/acme.json: other users may use this file (mode {mode:04o})")
    assert "chmod 600" in told


def test_whatever_the_umask_files_are_ours_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        TokenStore(tmp_path / "tokens").put("acme", grant(START, HOUR), ORG)
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "tokens").iterdir()}
    assert modes == {"acme.json": 0o600, ".acme.lock": 0o600, ".lock": 0o600}
    assert (tmp_path / "tokens").stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", [".", "acme.json"])
def test_what_belongs_to_somebody_else(store: TokenStore, folder: Path, name: str) -> None:
    os.chown(folder / name, 12345, -1)
    (told,) = refused(store)
    assert "belongs to another user (uid 12345, this process has 0)" in told


def test_a_link_in_the_place_of_the_folder(store: TokenStore, folder: Path, tmp_path: Path) -> None:
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")
    assert refused(store) == {f"{folder}: is a link, or not a folder; remove it, or check token_store"}


def test_a_file_in_the_place_of_the_folder(store: TokenStore, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()
    assert refused(store) == {f"{folder}: is a link, or not a folder; remove it, or check token_store"}


def test_a_link_in_the_place_of_a_file(store: TokenStore, folder: Path, tmp_path: Path) -> None:
    path, target = folder / "acme.json", tmp_path / "target"
    path.rename(target)
    path.symlink_to(target)
    before = target.read_bytes()
    assert refused(store) == {f"{path}: is a link; remove it, or check token_store"}
    assert target.read_bytes() == before
    assert store.remove("acme")
    assert target.read_bytes() == before


def test_a_link_in_the_place_of_a_lock(store: TokenStore, folder: Path, tmp_path: Path) -> None:
    lock, target = folder / ".acme.lock", tmp_path / "target"
    lock.unlink()
    lock.symlink_to(target)
    with pytest.raises(TokenStoreError, match=f"^{lock}: is a link; remove it"):
        store.refresh("acme", unasked)
    assert not target.exists()


def test_a_link_in_the_place_of_the_new_file_is_not_followed(store: TokenStore, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious", encoding="utf-8")
    (folder / ".acme.new").symlink_to(target)
    with ScriptedServer(IdentityProvider()) as server:
        entry = store.refresh("acme", asking(server))
    assert target.read_text(encoding="utf-8") == "precious"
    assert not (folder / "acme.json").is_symlink()
    assert store.read("acme") == entry


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file(store: TokenStore, folder: Path, make: Callable[[Path], None]) -> None:
    (folder / "acme.json").unlink()
    make(folder / "acme.json")
    assert refused(store) == {f"{folder}/acme.json: is not a regular file; remove it, or check token_store"}


def test_a_socket_is_no_file(store: TokenStore, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "acme.json").unlink()
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("acme.json")
        (told,) = refused(store)
    assert told.startswith(f"{folder}/acme.json: ")


def fill(disk: Path) -> Path:
    """Leave not one byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while True:
            stream.write(bytes(4096))
    assert shutil.disk_usage(disk).free == 0
    return filler


def test_a_full_disk_spends_no_refresh_token(disk: Path) -> None:
    store = TokenStore(disk / "tokens", clock=clock)
    before = store.put("acme", grant(START, 60), ORG)
    filler = fill(disk)
    with ScriptedServer(IdentityProvider()) as server:
        with pytest.raises(TokenStoreError) as caught:
            store.ensure("acme", asking(server), HOUR)
        assert server.received == []
        assert store.read("acme") == before
        filler.unlink()
        assert store.ensure("acme", asking(server), HOUR)[1]
    path = disk / "tokens" / "acme.json"
    assert str(caught.value) == f"{path}: cannot be written, so no token was requested: No space left on device"
    assert sorted(entry.name for entry in path.parent.iterdir()) == [".acme.lock", ".lock", "acme.json"]


def test_a_full_disk_spends_no_code(disk: Path) -> None:
    store = TokenStore(disk / "tokens", clock=clock)
    store.create()
    fill(disk)
    with pytest.raises(TokenStoreError, match="No space left"):
        store.fill("acme", lambda: pytest.fail("the code was spent"))
    assert store.names() == []


def test_a_disk_that_becomes_full_during_the_request(disk: Path) -> None:
    store = TokenStore(disk / "tokens", clock=clock)
    store.put("acme", grant(START, 0), ORG)

    def provider() -> OAuth:
        oauth = app(server.url, clock=clock)
        real = oauth.refresh
        oauth.refresh = lambda *args: (fill(disk), real(*args))[1]  # type: ignore[method-assign]
        return oauth

    with ScriptedServer(IdentityProvider()) as server:
        entry = store.refresh("acme", provider)
    assert store.read("acme") == entry
    assert entry.grant.refresh_token == "refresh-1"


def test_a_read_only_store_gives_what_it_has_and_spends_nothing(disk: Path) -> None:
    store = TokenStore(disk / "tokens", clock=clock)
    before = store.put("acme", grant(START, 60), ORG)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert store.ensure("acme", unasked, 60) == (before, False)
    actions: list[Callable[[], object]] = [
        lambda: store.refresh("acme", unasked),
        lambda: store.fill("acme", lambda: pytest.fail("the code was spent")),
        lambda: store.remove("acme"),
        lambda: TokenStore(disk / "new").create(),
    ]
    for action in actions:
        with pytest.raises(TokenStoreError, match="Read-only file system"):
            action()
    assert store.read("acme") == before
