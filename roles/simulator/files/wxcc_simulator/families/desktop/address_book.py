# SPDX-License-Identifier: GPL-3.0-or-later
"""Address books: whom agents can call by name."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import Children, Family, Object, On, Others, Reference


def _parent(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    if body["parentType"] == "SITE" and "siteId" not in body:
        yield "siteId: is required where parentType is SITE"


FAMILY = Family(
    name="address-book",
    sample={"name": "Sample", "parentType": "ORGANIZATION"},
    references=(Reference("siteId", "site"),),
    children=(Children("addressBookEntries"),),
    hidden=("addressBookEntries",),
    immutable=("parentType",),
    keeps=("addressBookEntries",),
    check=_parent,
)
