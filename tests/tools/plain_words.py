# SPDX-License-Identifier: GPL-3.0-or-later
"""`make lint`: no message, docstring, comment or guide says things in a way that a reader has to decode.

Only the worst phrases are searched for, those that no reader needs in any context. Prints each place and what to write.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
SEARCHED: Final = ("plugins", "roles", "docs", "playbooks", "tools", "meta", "README.md", "galaxy.yml", "Makefile")
KINDS: Final = (".py", ".md", ".yml", ".j2", ".html", "Makefile")
OF_OTHERS: Final = ("/vendor/",)
PHRASES: Final = {
    r"(?<!there\s)(?<!There\s)\b(?:is|are|was|were) no (?!(?:longer|more|less|such|one|different)\b)[A-Za-z]": (
        "is not a …, or has no …"
    ),
    r"\bshall\b": "must, or will",
    r"\bin (?:the )?place of\b": "instead of",
    r"\b[Ww]hat is left out\b": "name what is left out: a field that the file leaves out",
    r"\bclose are\b": "Did you mean …",
    r"\bcould not be had\b": "could not get …",
    r"\bstands? already\b": "already exists, or is also defined",
    r"\bstands there\b": "exists",
    r"\bsends us on\b": "redirects",
    r"\b[Ww]hoever\b": "who it is: the process that …, anybody who …",
    r"\banew\b": "again",
    r"\bnot (?:\w+ ){0,4}any more\b": "no longer",
    r"\bfor ever\b": "always, or again and again",
    r"\blest\b": "so that … not",
    r"\b(?:is|are) told (?!by\b|to\b)": "is reported, or has a message",
    r'"""(?:Give|Tell whether) ': "Return …, or Yield …",
}
"""What is not written, and what is written instead."""


def found(name: str, text: str) -> Iterator[str]:
    """Yield a sentence for each phrase in a text, with file and line; a phrase may go on in the next line."""
    for pattern, better in PHRASES.items():
        for match in re.finditer(pattern.replace(" ", r"\s+"), text):
            line = text.count("\n", 0, match.start()) + 1
            phrase = " ".join(match[0].split())
            yield f'{name}:{line}: "{phrase}": write {better}'


def files() -> Iterator[Path]:
    """Yield the files of the project that hold prose of its own."""
    listed = subprocess.run(["git", "ls-files", *SEARCHED], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if name.endswith(KINDS) and path.is_file() and not any(part in f"/{name}" for part in OF_OTHERS):
            yield path


def main() -> int:
    """Print what is to be written otherwise; exit code 1 if there is anything."""
    places = [
        place
        for path in files()
        for place in found(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]
    for place in places:
        print(place)
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
