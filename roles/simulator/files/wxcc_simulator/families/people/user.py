# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: people of Webex who are let into the contact center."""

from __future__ import annotations

from wxcc_simulator.families.family import READS, Family, Object, On, Others, Reference


def _site(others: Others, item: Object, _on: On) -> Object:
    site = others.get("site", item.get("siteId", ""))
    return {} if site is None else {"siteName": site["name"]}


FAMILY = Family(
    name="user",
    sample={},
    key=("email",),
    references=(Reference("siteId", "site"), Reference("teamIds", "team")),
    derived=_site,
    served=READS,
)
