# SPDX-License-Identifier: GPL-3.0-or-later
"""How the objects of a family are created, changed and deleted, and under which paths: data of the catalog."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from ...api.lists import LIST_VERSION, ROOT

PARENT: Final = "{parent}"
"""Stands in a path for the id of the object that others belong to."""


class Way(Enum):
    """How one request writes; a verb lists the ways that the service really takes."""

    SINGLE = "single"  # POST, PUT or DELETE of one whole object
    BULK = "bulk"  # POST of many whole objects
    PATCH = "PATCH"  # PATCH of one object, with nothing but the fields that are managed
    PATCH_BULK = "PATCH bulk"  # PATCH of many objects, each with its id and the fields that are managed
    MULTIPART = "multipart"  # POST or PUT of one object as a form: its JSON in one part, a file in the other
    IMPORT = "import"  # POST of a file that is the whole object, over that of the same name

    @property
    def is_partial(self) -> bool:
        """Whether a request says nothing of fields that are not managed, so that they stay as they are."""
        return self in (Way.PATCH, Way.PATCH_BULK)

    @property
    def is_bulk(self) -> bool:
        """Whether one request takes many objects."""
        return self in (Way.BULK, Way.PATCH_BULK)


@dataclass(frozen=True)
class Verbs:
    """The ways of each verb, empty where the service does not do it at all. The names are those of actions."""

    create: tuple[Way, ...] = (Way.SINGLE, Way.BULK)
    update: tuple[Way, ...] = (Way.SINGLE,)
    delete: tuple[Way, ...] = (Way.SINGLE, Way.BULK)

    def of(self, kind: str) -> tuple[Way, ...]:
        """Return the ways of a verb by its name: create, update or delete."""
        ways: tuple[Way, ...] = getattr(self, kind)
        return ways


@dataclass(frozen=True)
class Paths:
    """Where a family is, below the organization; an empty path follows from the name of the family.

    A path that begins with a slash is not below the organization. Its lists have no pages, and an object stands in
    `data`.

    `item` is also where objects are created, and the path of one object has its id behind it; `delete` is the same for
    deletes, where they have a path of their own. `patch_bulk` is where changes are sent in bulk by PATCH, `bulk` where
    everything else is. `references` has the id and `incoming-references` behind it.

    Where objects are whole files, `export` gives one, `imports` takes one, `publish` moves tags to it, and `validate`
    gives what the service finds wrong in its draft; `{id}` stands for the id of the object. Everywhere `{org}` stands
    for the organization. `query` goes with each of these requests, lists and deletes, `delete_query` with deletes
    only; `is_bare` says that lists are mere arrays, in pages of `size`.
    """

    list: str = ""
    item: str = ""
    delete: str = ""
    bulk: str = ""
    patch_bulk: str = ""
    references: str = ""
    export: str = ""
    imports: str = ""
    publish: str = ""
    validate: str = ""
    query: tuple[tuple[str, str], ...] = ()
    delete_query: tuple[tuple[str, str], ...] = ()
    is_bare: bool = False

    @property
    def params(self) -> dict[str, str]:
        """What the query of requests for lists, files and deletes has to have."""
        return dict(self.query)

    @property
    def delete_params(self) -> dict[str, str]:
        """What the query of deletes has to have."""
        return dict(self.query + self.delete_query)

    @property
    def has_documents(self) -> bool:
        """Whether an object is one file, which is exported and imported as a whole."""
        return bool(self.export)

    def of(self, family: str) -> Paths:
        """Return the same with every path filled in."""
        item = self.item or family
        bulk = self.bulk or f"{item}/bulk"
        return replace(
            self,
            list=self.list or f"{LIST_VERSION}/{item}",
            item=item,
            delete=self.delete or item,
            bulk=bulk,
            patch_bulk=self.patch_bulk or bulk,
            references=self.references or item,
        )


@dataclass(frozen=True)
class EntryPaths:
    """Where the entries of a list have requests of their own, with PARENT for the id of the object that has them.

    Without `list`, an answer with the object shows them, and a PUT of the object has to carry them as they are.
    Without `bulk` they are created one by one. `item` is where they are created, and has the id of an entry behind it.
    """

    item: str
    list: str = ""
    bulk: str = ""


@dataclass(frozen=True)
class TargetPaths:
    """Where a field stands under what it refers to: who has it, and writes. PARENT stands for the id of that."""

    list: str
    bulk: str


ITEM: Final = "{id}"
"""Stands in a path for the id of the object."""
USUAL_VERBS: Final = Verbs()
SINGLY: Final = Verbs(create=(Way.SINGLE,), delete=(Way.SINGLE,))
USUAL_PATHS: Final = Paths()


@dataclass(frozen=True)
class FormParts:
    """The two parts of a form: `info` names the one with the object as JSON, `file` the one with its content.

    `patches` are the payload's names of the fields that PATCH takes; anything else goes along with the file.
    """

    info: str
    file: str
    patches: tuple[str, ...] = ()
    content_type: str = "application/octet-stream"


def parts_of(path: str, parent: str | None = None, object_id: str | None = None) -> list[str]:
    """Split a path of a family for `Client.path`, with the ids of the parent and of the object in their places."""
    below = path.removeprefix(ROOT)
    root = [ROOT] if below != path else []
    return [
        *root,
        *((parent or "") if part == PARENT else part.replace(ITEM, object_id or "") for part in below.split("/")),
    ]
