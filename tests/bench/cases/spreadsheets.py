# SPDX-License-Identifier: GPL-3.0-or-later
"""Users from a bulk file of Control Hub against the same users in the collection's own form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from support.project import task

from bench.arms import Bench, bench
from bench.measuring import Arms, Figure, Measured, case

USERS = 5000
MOST_WRITES = 50
HUB = "EMAIL,CONTACT CENTER ENABLED,SITE,TEAMS,EXTERNAL ID,DEFAULT DN"
OWN = "email,contact_center_enabled,site,teams,external_id,dialed_number"


def files(at: Bench, mark: int) -> None:
    """Write all users into a file of each form, with external ids of this mark."""
    sites = {row["id"]: row["name"] for row in at.simulator.objects("site")}
    teams = {row["id"]: row["name"] for row in at.simulator.objects("team")}
    rows = [
        (
            user["email"],
            sites[user["siteId"]],
            [f"{teams[team]}: {sites[user['siteId']]}" for team in user.get("teamIds", ())],
            f"{mark}-{number}",
            f"+1415556{number:04}",
        )
        for number, user in enumerate(at.simulator.objects("user"))
        if "siteId" in user
    ]
    if len(rows) < USERS:
        raise RuntimeError(f"the simulator has {len(rows)} users of {USERS}")
    for name, header, yes, separator in (("hub.csv", HUB, "On", "|"), ("own.csv", OWN, "true", ";")):
        lines = [",".join((email, yes, site, separator.join(of), mark, dn)) for email, site, of, mark, dn in rows]
        (at.folder / name).write_text("\n".join([header, *lines, ""]), encoding="utf-8")


def arms(at: Bench, prepare: Callable[[], None], most_writes: int) -> Arms:
    """Apply each of the files, and look at what was written."""

    def arm(name: str) -> Callable[[], Measured]:
        def run() -> Measured:
            prepare()
            at.simulator.clear_requests()
            done = at.play(task("wxcc_user", {"src": name, "rows": "changed"})).measured
            writes = sum(row["method"] != "GET" for row in at.simulator.requests())
            if writes > most_writes or (most_writes and not writes):
                raise RuntimeError(f"{writes} writes, at most {most_writes} are allowed")
            return done

        return run

    return {"control hub": arm("hub.csv"), "own form": arm("own.csv")}


def ratio(mark: float) -> Figure:
    """How much more processor time the module takes with the file of Control Hub; the rest of the task is the same."""
    return Figure(
        "Control Hub's file : the same in our own form",
        lambda arm: arm["control hub"].module_processor_s / arm["own form"].module_processor_s,
        at_most=mark,
    )


@case("spreadsheets", f"{USERS:,} unchanged users in one file, 0 writes", ratio(1.1))
def unchanged() -> Iterator[Arms]:
    """All of it is reading and comparing."""
    with bench(agents=USERS) as at:
        files(at, 1)
        at.play(task("wxcc_user", {"src": "own.csv"}))
        yield arms(at, lambda: None, 0)


@case("spreadsheets", f"{USERS:,} changed users in one file, at most {MOST_WRITES} writes", ratio(1.1))
def changed() -> Iterator[Arms]:
    """Every user gets another external id each time."""
    with bench(agents=USERS) as at:
        marks = count(1)
        yield arms(at, lambda: files(at, next(marks)), MOST_WRITES)
