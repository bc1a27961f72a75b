# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine knows no family, no field of one and no kind of value by name: that is data of the catalog."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import walk
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind


def below(kind: type[object]) -> set[str]:
    """The names of all classes that are made of a class."""
    names: set[str] = set()
    for found in kind.__subclasses__():
        names |= {found.__name__, *below(found)}
    return names


ROOT = Path(__file__).resolve().parents[4]
CONFIG = ROOT / "plugins/module_utils/config"
DATA = ("model/catalog", "model/kinds", "model/hub")
"""What the catalog is made of, and the columns of Control Hub's files."""
ALLOWED = {
    "model/flow_document.py": "the table of the places in an exported flow where ids are references, used by its kind",
    "applying/payload.py: organizationId": "part of every body that creates an object, whatever its family",
}
FILES = [
    path
    for path in sorted(CONFIG.rglob("*.py"))
    if not str(path.relative_to(CONFIG)).startswith(DATA) and str(path.relative_to(CONFIG)) not in ALLOWED
]
FAMILIES = {
    word
    for resource in CATALOG.values()
    for name in (resource.family, resource.plural, *resource.aliases)
    for word in (name, name.replace("-", "_"), name.replace("-", " "))
}
LONG = sorted(word for word in FAMILIES if re.search("[-_ ]", word))
"""Names of several words, which no sentence has by chance; a name of one word counts where it is the whole text."""
FIELDS = {field.api_name for resource in CATALOG.values() for field in walk(resource.fields)}
KINDS = {"Kind", *below(Kind)}


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a file that is not documentation."""
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def names_in(source: str) -> list[str]:
    """The families and fields of the catalog that a file names, and the kinds that it tells apart."""
    tree = ast.parse(source)
    found: list[str] = []
    for text in texts(tree):
        is_field = text in FIELDS and text != text.lower()
        if text in FAMILIES or is_field or any(re.search(rf"(?<![\w-]){word}(?![\w-])", text) for word in LONG):
            found.append(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            found += [part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name) and part.id in KINDS]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CONFIG)))
def test_the_engine_names_nothing_of_the_catalog(path: Path) -> None:
    name = str(path.relative_to(CONFIG))
    assert [word for word in names_in(path.read_text(encoding="utf-8")) if f"{name}: {word}" not in ALLOWED] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('CATALOG["user"]', ["user"]),
        ('what = "the skill profile of it"', ["the skill profile of it"]),
        ('row["multimediaProfileId"]', ["multimediaProfileId"]),
        ("isinstance(field.kind, Keyed | Text)", ["Keyed", "Text"]),
        ('"""Users and contact-service-queues."""', []),
        ('f"the mistake of a user: {what}"', []),
    ],
)
def test_such_names_are_found(source: str, found: list[str]) -> None:
    assert names_in(source) == found


def test_what_is_allowed_is_needed() -> None:
    for allowed in ALLOWED:
        path, _colon, word = allowed.partition(": ")
        names = names_in((CONFIG / path).read_text(encoding="utf-8"))
        assert word in names if word else names
