# SPDX-License-Identifier: GPL-3.0-or-later
"""Renews the chart libraries that report pages carry, with npm: their newest release of the major version in use.

Run it from the root of the checkout, then the browser tests, and look at the screenshots.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "plugins" / "plugin_utils" / "report_page" / "vendor"
PACKAGES: Final = ("d3@7", "@observablehq/plot@0.6")
SCRIPTS: Final = ("d3/dist/d3.min.js", "@observablehq/plot/dist/plot.umd.min.js")
NOT_IN_SCRIPTS: Final = {"commander", "iconv-lite", "rw", "safer-buffer"}
"""What comes along for programs on the command line only."""


def main() -> None:
    """Fetch the packages, keep the scripts that browsers load and the licence of everything that is in them."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", *PACKAGES]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        modules = Path(folder) / "node_modules"
        for script in SCRIPTS:
            (FOLDER / Path(script).name).write_text(_ascii((modules / script).read_text(encoding="utf-8")))
        names: dict[str, list[str]] = {}
        for path in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
            facts = json.loads(path.read_text(encoding="utf-8"))
            if facts["name"] not in NOT_IN_SCRIPTS:
                licence = next(path.parent.glob("LICENSE*")).read_text(encoding="utf-8").strip()
                names.setdefault(licence, []).append(f"{facts['name']} {facts['version']}")
    texts = (f"{', '.join(packages)}\n\n{licence}\n" for licence, packages in names.items())
    (FOLDER / "LICENSES.txt").write_text("\n".join(texts), encoding="utf-8")


def _ascii(script: str) -> str:
    """Write characters as escapes, which mean the same in JavaScript, since ansible-test minds typographic quotes."""
    return re.sub(r"[^\x00-\x7f]", lambda match: f"\\u{ord(match[0]):04x}", script)


if __name__ == "__main__":
    main()
