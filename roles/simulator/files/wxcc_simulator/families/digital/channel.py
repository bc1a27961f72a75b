# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: kinds of digital contact, such as a messenger. Known second-hand, from later versions of the file."""

from __future__ import annotations

from wxcc_simulator.families.family import Family, Object, On, Others


def _assets(others: Others, item: Object, _on: On) -> Object:
    return {"numberOfAsset": len(others.referrers("channel", item["id"]).get("asset", ()))}


FAMILY = Family(
    name="channel",
    sample={"name": "Sample", "channelType": "CUSTOM_MESSAGING", "logoType": "MOMENTUM", "logoIconName": "chat"},
    immutable=("channelType",),
    patchable=("name", "description", "logoType", "logoIconName"),
    derived=_assets,
    bulk_updates=False,
    writes_seen=False,
)
