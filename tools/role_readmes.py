# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the README of every role from its meta/argument_specs.yml: `.venv/bin/python tools/role_readmes.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
COLLECTION: Final = "webex.contact_center"
HEAD: Final = """\
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<!-- Written by tools/role_readmes.py from meta/argument_specs.yml: change that file, and run the script again. -->
"""
BOLD: Final = re.compile(r"\bB\(([^)]*)\)")
CODE: Final = re.compile(r"\b(?:(?:O|RV)\((?:\w+:)?|[CVEMP]\()([^)]*?)(?:#\w+)?\)")
"""Options without their entry point, values, variables, and modules and plugins without the kind behind them."""


def main() -> None:
    """Write the READMEs of all roles."""
    for role in sorted(path.name for path in (ROOT / "roles").iterdir()):
        (ROOT / "roles" / role / "README.md").write_text(readme(role), encoding="utf-8")


def readme(role: str) -> str:
    """The README of a role, as Markdown."""
    path = ROOT / "roles" / role / "meta" / "argument_specs.yml"
    points: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"]
    sections = [f"{HEAD}# {COLLECTION}.{role}"]
    for name, point in points.items():
        if name != "main":
            sections.append(f"## Entry point `{name}`")
        sections += [f"{markdown(point['short_description'])}.", *map(markdown, texts(point["description"]))]
        if name == "main":
            sections += usage(role, point["short_description"])
        sections.append("\n".join(table(point.get("options", {}))))
    return "\n\n".join([*sections, "## License\n\nGPL-3.0-or-later"]) + "\n"


def usage(role: str, title: str) -> Iterator[str]:
    """How to run a role: the playbooks that do, a play of one's own, and where its variables are described."""
    play = re.compile(rf"(?:role|name): {re.escape(COLLECTION)}\.{role}$", re.MULTILINE)
    playbooks = [path for path in sorted((ROOT / "playbooks").glob("*.yml")) if play.search(path.read_text("utf-8"))]
    yield "## Use it"
    for path in playbooks:
        yield f"```sh\nansible-playbook {COLLECTION}.{path.stem}\n```"
    yield "In a play of your own:"
    yield f"```yaml\n- name: {title}\n  hosts: localhost\n  roles:\n    - role: {COLLECTION}.{role}\n```"
    yield "## Variables"


def table(options: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """The rows of a table of variables."""
    yield "| variable | type | default | meaning |"
    yield "|---|---|---|---|"
    for name, option in options.items():
        kind = option["type"] + (f" of {option['elements']}" if "elements" in option else "")
        default = "required" if option.get("required") else literal(option.get("default"))
        meaning = " ".join(markdown(text) for text in texts(option["description"]))
        if "choices" in option:
            meaning += f" One of {', '.join(literal(choice) for choice in option['choices'])}."
        yield f"| `{name}` | {kind} | {default} | {meaning} |".replace("  |", " |")


def texts(description: str | list[str]) -> list[str]:
    """A description as a list of paragraphs."""
    return [description] if isinstance(description, str) else description


def literal(value: Any) -> str:
    """A value as it is written in YAML; nothing for none, and for what is empty."""
    if value in (None, "", [], {}):
        return ""
    text = yaml.safe_dump(value, default_flow_style=True, width=1000).removesuffix("\n").removesuffix("\n...")
    return f"`{text}`"


def markdown(text: str) -> str:
    """Ansible's markup as Markdown."""
    return CODE.sub(r"`\1`", BOLD.sub(r"**\1**", text)).replace("|", "\\|")


if __name__ == "__main__":
    main()
