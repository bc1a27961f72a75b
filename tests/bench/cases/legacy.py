# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of legacy activities against a loop of `ansible.builtin.uri` with our headers, as the API lab does it."""

from __future__ import annotations

from collections.abc import Iterator

from support.legacy import legacy_access, read, whole_contact
from support.simulator import Row

from bench.arms import Bench, bench
from bench.measuring import Arms, Figure, Measured, case

CHAINS, LENGTH = 100, 12
LOOPED = 50
BEGIN = 1_700_000_000_000


def called(at: Bench, activities: list[str]) -> Row:
    """Read activities one by one."""
    account = at.simulator.legacy_account()
    signed = "{{ user | webex.contact_center.wxcc_legacy_headers(key, tenant_id=tenant) }}"
    options = {"url": f"{at.simulator.legacy['url']}/cars/{{{{ item }}}}", "headers": signed, "return_content": True}
    variables = {"user": account["user"], "key": account["api_key"], "tenant": account["tenant_id"]}
    return {"name": "uri", "ansible.builtin.uri": options, "loop": activities, "vars": variables}


@case(
    "legacy",
    f"{CHAINS} legacy sessions of {LENGTH} activities, 50 ms",
    Figure(
        "loop of `ansible.builtin.uri` : task, by queries",
        lambda arm: arm["uri loop"].wall_s / arm["by queries"].wall_s,
    ),
    Figure(
        "loop of `ansible.builtin.uri` : task, by a walk", lambda arm: arm["uri loop"].wall_s / arm["by a walk"].wall_s
    ),
)
def chains() -> Iterator[Arms]:
    """The loop is given the ids, which a user would have to find first; it runs 50 times and is scaled."""
    with bench(latency_ms=50) as at:
        contacts = [whole_contact(f"contact-{number:05}", BEGIN + number * 10, LENGTH) for number in range(CHAINS)]
        at.simulator.add_legacy_contacts(contacts)
        activities = [
            f"{contact['session']}-{step['start']}-{step['event']}"
            for contact in contacts
            for step in contact["activities"]
        ]
        access = legacy_access(at.simulator)

        def loop() -> Measured:
            idle = at.play({"name": "Import", "import_requests": {}}).measured.wall_s
            looped = at.play(called(at, activities[:LOOPED])).measured.wall_s
            return Measured(idle + (looped - idle) / LOOPED * len(activities))

        def task(*, activity_queries: bool) -> Measured:
            at.simulator.legacy_manners(activity_queries=activity_queries)
            period = {"from": str(BEGIN), "to": str(BEGIN + CHAINS * 10)}
            options = {"record": "csr", **period, "follow": "activities", "requests_per_minute": 100_000}
            return at.play(read(options), **access).measured

        yield {
            "uri loop": loop,
            "by queries": lambda: task(activity_queries=True),
            "by a walk": lambda: task(activity_queries=False),
        }
