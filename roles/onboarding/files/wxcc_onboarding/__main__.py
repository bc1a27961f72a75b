# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that the roles run: `python -m wxcc_onboarding refresh --settings settings.json`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import WxccError
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import sentences
from wxcc_onboarding.refresh.refreshing import refresh_all, summary
from wxcc_onboarding.refresh.scheduler import WORDS, Scheduler, note
from wxcc_onboarding.settings import Settings, read_settings

HIGHEST_PERCENT: Final = 95
Command = Callable[[Settings, argparse.Namespace], None]


def main() -> None:
    """Run a command; a mistake of the user is one sentence on standard error, with exit code 1."""
    options = parser().parse_args()
    command: Command = options.command
    with sentences(SystemExit, WxccError):
        # The settings file is removed once a page has started, and after each login, so these commands do without it.
        settings = Settings() if options.is_any else read_settings(options.settings)
        os.environ.update(settings.environment)
        command(settings, options)


def parser() -> argparse.ArgumentParser:
    """Make the command line; none of its options takes a secret."""
    command_line = argparse.ArgumentParser(prog="wxcc_onboarding", description="Access to organizations.")
    commands = command_line.add_subparsers(required=True)

    def add(name: str, command: Command, help_text: str) -> argparse.ArgumentParser:
        subcommand = commands.add_parser(name, help=help_text)
        subcommand.set_defaults(command=command, is_any=command is _stop)
        subcommand.add_argument("--settings", type=Path, required=True, help="JSON file with mode 0600")
        return subcommand

    serve = add("serve", _serve, "serve the onboarding page; prints one JSON line with its link when it is ready")
    serve.add_argument("--pid", type=Path, required=True, help="file that notes the process while it runs")
    stop = add("stop", _stop, "end the running page, if there is one")
    stop.add_argument("--pid", type=Path, required=True, help="file that notes the process while it runs")
    another = add("link", _link, "print one JSON line with another link to the running page")
    another.add_argument("--pid", type=Path, required=True, help="file that notes the process while it runs")
    another.add_argument("--any", dest="is_any", action="store_true", help="whatever settings it was started with")
    authorize = add("authorize", _authorize, "begin a login without the page; prints the address to log in at")
    authorize.add_argument("--login", type=Path, required=True, help="file that keeps the state of this login")
    authorize.add_argument("--name", required=True, help="name of the organization in the token store")
    authorize.add_argument("--org-id", default="", help="refuse every other organization")
    redeem = add("redeem", _redeem, "finish the login; reads the callback URL from standard input")
    redeem.add_argument("--login", type=Path, required=True, help="file that keeps the state of this login")
    refresh = add("refresh", _refresh, "refresh every organization that is due; exit code 1 if one failed")
    refresh.add_argument("--scheduler", choices=WORDS, help="what runs this; the onboarding page shows it")
    refresh.add_argument(
        "--at-percent", type=_percent, default=80, help="share of its life that is over; 0 refreshes now"
    )
    return command_line


def _percent(text: str) -> int:
    """Refuse a share that would leave too little time, or none, for the next run."""
    if not text.isdecimal() or int(text) > HIGHEST_PERCENT:
        raise argparse.ArgumentTypeError(f"{text}: not between 0 and {HIGHEST_PERCENT}")
    return int(text)


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    # Imported late, as below: the scheduled refresh has neither the web framework nor the OAuth library.
    from wxcc_onboarding.server import serve

    serve(settings, options.pid)


def _link(settings: Settings, options: argparse.Namespace) -> None:
    from wxcc_onboarding.running import invite

    print(json.dumps({"link": invite(options.pid, None if options.is_any else settings)}))


def _stop(settings: Settings, options: argparse.Namespace) -> None:
    from wxcc_onboarding.running import stop

    stop(options.pid)


def _authorize(settings: Settings, options: argparse.Namespace) -> None:
    from wxcc_onboarding.login.pasted import begin_pasted

    store = settings.store()
    store.create()
    print(begin_pasted(settings, store, options.name, options.org_id, options.login, time.time()))


def _redeem(settings: Settings, options: argparse.Namespace) -> None:
    from wxcc_onboarding.login.pasted import finish_pasted

    entry = finish_pasted(settings, settings.store(), sys.stdin.read().strip(), options.login, time.time())
    until = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(entry.grant.expires_at))
    organization = f"{entry.org_id} ({entry.org_name})" if entry.org_name else entry.org_id
    print(f"{entry.name}: access to organization {organization} was stored, valid until {until}")


def _refresh(settings: Settings, options: argparse.Namespace) -> None:
    settings.oauth()
    outcomes = refresh_all(settings.store(), settings.oauth, time.time, options.at_percent / 100)
    text, is_well = summary(outcomes, settings.store_folder)
    if options.scheduler:
        note(settings.store_folder, Scheduler(options.scheduler, time.time()))
    if not is_well:
        raise SystemExit(text)
    print(text)


if __name__ == "__main__":
    main()
