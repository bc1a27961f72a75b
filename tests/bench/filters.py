# SPDX-License-Identifier: GPL-3.0-or-later
"""Template an expression once for each item of a loop, as Ansible does, in a process of its own; prints seconds.

Arguments: the folder of the collections, the expression, how many items, and `ms` or `text` for what an item is.
"""

from __future__ import annotations

import sys
import time

from ansible import template
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader

BEGIN = 1_612_238_768_144
STEP_MS = 7 * 60_000


def main() -> None:
    """Load what is needed by a first item, and measure the others."""
    collections, expression, count, form = sys.argv[1:]
    init_plugin_loader([collections])
    trusted = getattr(template, "trust_as_template", str)(expression)  # releases before 2.19 trust every text
    engine = template.Templar(DataLoader(), variables={})
    items = [BEGIN + number * STEP_MS for number in range(int(count) + 1)]
    texts = [time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(ms // 1000)) for ms in items]
    began = 0.0
    for number, item in enumerate(items if form == "ms" else texts):
        began = time.perf_counter() if number == 1 else began
        engine.available_variables = {"item": item}
        engine.template(trusted)
    print(time.perf_counter() - began)


if __name__ == "__main__":
    main()
