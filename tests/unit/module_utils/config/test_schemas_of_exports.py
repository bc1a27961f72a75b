# SPDX-License-Identifier: GPL-3.0-or-later
"""The schemas that an export writes: they accept its files, as a checker reads them, and flag every seeded mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from support.exporting import exported
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import RefusedError, check
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import find
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import documents

HEAD = "# yaml-language-server: $schema="


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole organization as YAML."""
    place = tmp_path_factory.mktemp("exported")
    with Simulator.start(orgs=1, preset="small") as simulator:
        exported(simulator, place, format="yaml")
    return place


def loaded(path: Path) -> list[Row]:
    class Loader(yaml.SafeLoader):
        """Knows the mark of texts that are not templates."""

    Loader.add_constructor("!unsafe", lambda _loader, node: node.value)
    found: list[Row] = yaml.load(path.read_text("utf-8"), Loader)
    return found


def schema_file(path: Path) -> Path:
    """The schema that the first line of a file names, from where the file is."""
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith(HEAD)
    return path.parent / first.removeprefix(HEAD)


def checked(schema: Path, *files: Path) -> int:
    """The exit code of check-jsonschema, run in this process."""
    check_jsonschema = pytest.importorskip("check_jsonschema")
    return int(check_jsonschema.main(["--schemafile", str(schema), *map(str, files)], standalone_mode=False) or 0)


def test_a_checker_accepts_every_exported_file_and_sees_a_mistake_in_each(folder: Path, tmp_path: Path) -> None:
    files = sorted(folder.glob("*.yml"))
    assert len(files) >= 20
    for path in files:
        records = loaded(path)
        plain = tmp_path / f"{path.stem}.json"
        plain.write_text(json.dumps(records), encoding="utf-8")
        assert checked(schema_file(path), plain) == 0, path.name
        wrong = tmp_path / f"wrong_{path.stem}.json"
        wrong.write_text(json.dumps([*records, {**records[0], "colour": "red"}]), encoding="utf-8")
        assert checked(schema_file(path), wrong) == 1, path.name


def values_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value of a record with its path."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key), part
        yield from values_in(part, (*path, key))


def seeded(record: Row) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Mistakes of each value of a record: another type, an option that nobody knows, a text that is far too long."""
    for path, value in values_in(record):
        if isinstance(value, dict):
            yield (*path, "no_such_option"), 1
        else:
            yield path, {"no_such_option": [1]}
        if isinstance(value, bool | int):
            yield path, "perhaps"


def with_mistake(record: Row, path: tuple[str | int, ...], value: Any) -> Row:
    wrong = deepcopy(record)
    into: Any = wrong
    for step in path[:-1]:
        into = into[step]
    into[path[-1]] = value
    return wrong


def is_refused(family: str, record: Row) -> bool:
    """Whether a run would refuse the record before it asks the service."""
    source = {"text": json.dumps([record]), "name": "a.json", "form": "json"}
    try:
        check(documents(source), family)
    except RefusedError:
        return True
    return False


def test_a_schema_flags_what_a_run_refuses(folder: Path) -> None:
    """Of each value of the first object of each family, as far as records without files beside them are."""
    tried = 0
    missed: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        resource = find(path.stem)
        assert resource is not None
        record = loaded(path)[0]
        if is_refused(resource.family, record):  # it names a file that is not here
            continue
        validator = Draft202012Validator(json.loads(schema_file(path).read_text("utf-8")))
        for place, value in seeded(record):
            wrong = with_mistake(record, place, value)
            if is_refused(resource.family, wrong):
                tried += 1
                if validator.is_valid([wrong]):
                    missed.append(f"{resource.family}: {place}: {value}")
    assert missed == []
    assert tried > 200
