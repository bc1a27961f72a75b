# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks tokens up as Ansible does, and prints the seconds of the median lookup.

Arguments: the folder of collections, the token store, the name in it, how often. A process of its own, because the
loader of Ansible wants to be the first that imports a collection.
"""

from __future__ import annotations

import statistics
import sys
import time

from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, lookup_loader
from ansible.template import Templar


def main() -> None:
    """Every lookup gets a plugin of its own, as in a playbook, and reads the store."""
    collections, store, name, times = sys.argv[1:]
    init_plugin_loader([collections])
    loader = DataLoader()
    took = []
    for _unused in range(int(times)):
        began = time.perf_counter()
        plugin = lookup_loader.get("webex.contact_center.wxcc_token", loader=loader, templar=Templar(loader=loader))
        (token,) = plugin.run([name], {}, token_store=store)
        took.append(time.perf_counter() - began)
        if not token:
            raise SystemExit("an empty token")
    print(statistics.median(took))


if __name__ == "__main__":
    main()
