# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a report page that are not Python, from the files beside this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "report_page"
SCRIPTS: Final = ("charts.js", "tables.js")
LIBRARIES: Final = ("d3.min.js", "plot.umd.min.js")


def packed() -> str:
    """Return them as one JSON text, for the module that puts them into a page."""
    vendor = FOLDER / "vendor"
    return json.dumps(
        {
            "style": _text(FOLDER / "page.css"),
            "script": "".join(_text(FOLDER / name) for name in SCRIPTS),
            "libraries": [_text(vendor / name) for name in LIBRARIES],
            "licence": _text(vendor / "LICENSES.txt"),
        }
    )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
