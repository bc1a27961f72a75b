# SPDX-License-Identifier: GPL-3.0-or-later
"""Assets: the addresses of channels at which contacts arrive. Known second-hand, from later versions of the file."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import Family, First, Object, On, Others, Reference

CUSTOM, WORK_ITEM = "CUSTOM_MESSAGING", "WORK_ITEM"


def _by_type(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    columns = body.get("dataSchema", [])
    if body["channelType"] == WORK_ITEM:
        for name in ("isViewable", "isRequired"):
            if not any(column.get(name) for column in columns):
                yield f"dataSchema: needs at least one field with {name}"


FAMILY = Family(
    name="asset",
    sample={
        "name": "Sample",
        "channelType": CUSTOM,
        "channelId": First("channel", where={"channelType": CUSTOM}),
        "businessAddress": "sample.example.com",
    },
    references=(Reference("channelId", "channel"),),
    immutable=("businessAddress", "channelType"),
    patchable=("name", "channelId", "webhookConfig"),
    written_by={"put": ("channelType", WORK_ITEM), "patch": ("channelType", CUSTOM)},
    write_only=("webhookConfig.webhookSecret",),
    not_for={"dataSchema": ("channelType", CUSTOM), "webhookConfig": ("channelType", WORK_ITEM)},
    other=lambda number: {"name": f"Sample {number}", "businessAddress": f"sample-{number}.example.com"},
    change={"webhookConfig": {"webhookUrl": "https://changed.example.com/hook"}},
    check=_by_type,
    bulk_updates=False,
    writes_seen=False,
)
