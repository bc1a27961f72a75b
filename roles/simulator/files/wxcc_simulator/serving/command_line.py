# SPDX-License-Identifier: GPL-3.0-or-later
"""The options that the simulator is started with."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable

from wxcc_simulator.families.quirks import QUIRK_NAMES, Quirks
from wxcc_simulator.recordings.tones import SMALLEST as SMALLEST_RECORDING
from wxcc_simulator.seeding.presets import FACTORS
from wxcc_simulator.serving.app import Simulator
from wxcc_simulator.serving.server import serve
from wxcc_simulator.traffic.rhythm import SHIFTS
from wxcc_simulator.world.options import Options


def main() -> None:
    """Read the options, serve until told to stop."""
    command_line = parser()
    chosen = command_line.parse_args()
    quirks = Quirks() if chosen.behaviour == "observed" else Quirks.as_specified()
    try:
        quirks = quirks.with_changes(dict(_quirk(text) for text in chosen.quirk))
    except ValueError as problem:
        command_line.error(str(problem))
    names = {field.name for field in dataclasses.fields(Options)} - {"quirks"}
    options = Options(quirks=quirks, **{name: getattr(chosen, name) for name in names})
    serve(
        Simulator(options), chosen.host, chosen.port, exit_with_stdin=chosen.exit_with_stdin, env_file=chosen.env_file
    )


def parser() -> argparse.ArgumentParser:
    """The options of the command line, with the defaults of Options."""
    default = Options()
    command_line = argparse.ArgumentParser(
        prog="wxcc_simulator",
        description="A stateful simulator of the Webex Contact Center APIs. Prints one JSON line when it is ready.",
        epilog=f"Quirks: {', '.join(QUIRK_NAMES)}.",
    )
    add = command_line.add_argument
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    add("--orgs", type=int, default=default.orgs, help="number of organizations")
    add("--seed", type=int, default=default.seed, help="decides ids, tokens and names")
    add(
        "--preset",
        choices=("", *FACTORS),
        default=default.preset,
        help="an organization with objects of every family, instead of --sites, --agents and --queues",
    )
    add("--sites", type=int, default=default.sites, help="sites of each organization beside Site-1")
    add(
        "--agents",
        type=_at_least(SHIFTS),
        default=default.agents,
        help="users of each organization who answer contacts",
    )
    add("--queues", type=_at_least(0), default=default.queues, help="queues of each organization; 0 means no contacts")
    add("--tasks-per-day", type=_at_least(0), default=default.tasks_per_day, help="contacts on an average day")
    add(
        "--queue-legs",
        action=argparse.BooleanOptionalAction,
        default=default.queue_legs,
        help="the Search API knows the queue legs of contacts",
    )
    add(
        "--recording-bytes",
        type=_sizes,
        default=default.recording_bytes,
        metavar="LEAST-MOST",
        help="sizes of the files of recordings",
    )
    add("--latency-ms", type=float, default=default.latency_ms, help="delay of every answer")
    add("--rate-limit", type=int, default=default.rate_limit, help="requests a window and client id; 0 means no limit")
    add("--rate-window-s", type=float, default=default.rate_window_s, help="length of the window")
    add("--retry-after", choices=("seconds", "http-date", "none"), default=default.retry_after, help="on a 429")
    add("--max-page-size", type=int, default=default.max_page_size, help="larger pageSize values are lowered to it")
    add("--access-token-s", type=int, default=default.access_token_s, help="life of an access token from OAuth")
    add("--refresh-token-s", type=int, default=default.refresh_token_s, help="life of a refresh token")
    add(
        "--refresh-rotation",
        action=argparse.BooleanOptionalAction,
        default=default.refresh_rotation,
        help="a refresh ends the old refresh token",
    )
    add(
        "--code-replay-revokes",
        action=argparse.BooleanOptionalAction,
        default=default.code_replay_revokes,
        help="a code that comes twice ends the tokens it gave",
    )
    add(
        "--redirect-uri",
        action="append",
        default=[],
        dest="redirect_uris",
        metavar="URI",
        help="register one beside http on loopback; may be repeated",
    )
    add(
        "--cors",
        action=argparse.BooleanOptionalAction,
        default=default.cors,
        help="lets scripts of web pages of any origin read the answers",
    )
    add("--behaviour", choices=("observed", "spec"), default="observed", help="spec turns every quirk off")
    add("--quirk", action="append", default=[], metavar="NAME=on|off", help="turn one quirk; may be repeated")
    add("--env-file", default="", metavar="PATH", help="keep settings for a shell there while it runs")
    add("--exit-with-stdin", action="store_true", help="end when standard input closes")
    return command_line


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if int(text) < least:
            raise argparse.ArgumentTypeError(f"{text}: must be {least} or more")
        return int(text)

    return number


def _sizes(text: str) -> tuple[int, int]:
    least, _unused, most = text.partition("-")
    if not (least.isdecimal() and most.isdecimal() and SMALLEST_RECORDING <= int(least) <= int(most)):
        raise argparse.ArgumentTypeError(f"{text}: must be two sizes as 50000-5000000, {SMALLEST_RECORDING} or more")
    return int(least), int(most)


def _quirk(text: str) -> tuple[str, bool]:
    name, _unused, state = text.partition("=")
    if state not in ("on", "off"):
        raise ValueError(f"{text}: a quirk is written NAME=on or NAME=off")
    return name, state == "on"
