# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation of every module says of keywords that it does not support, of facts, and of results."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.webex.contact_center.plugins.doc_fragments.attributes import ModuleDocFragment

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "plugins/modules").glob("wxcc_*.py"))


def documentation(module: Path, block: str = "DOCUMENTATION") -> dict[str, object]:
    """A block of a module's documentation."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    texts = {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in assigned}
    content: dict[str, object] = yaml.safe_load(texts[block])
    return content


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_every_module_says_that_async_is_not_supported(module: Path) -> None:
    shared = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["attributes"]
    assert shared["async"]["support"] == "none"
    content = documentation(module)
    assert "webex.contact_center.attributes" in list(content["extends_documentation_fragment"])  # type: ignore[call-overload]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_only_one_module_sets_facts_and_can_do_without(module: Path) -> None:
    content = documentation(module)
    sets_facts = "facts" in content.get("attributes", {})  # type: ignore[operator]
    assert sets_facts == (module.stem == "wxcc_report_facts")
    assert sets_facts == ("as_facts" in content.get("options", {}))  # type: ignore[operator]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins/module_utils").rglob("*.py"))
    assert code.count('"ansible_facts"') + code.count("ansible_facts=") == 1


def result_keys(returns: Mapping[str, Any]) -> Iterator[str]:
    """The names of results, and of what is in them."""
    for name, about in returns.items():
        yield name
        yield from result_keys(about.get("contains", {}))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_result_has_the_name_of_what_every_mapping_can_do(module: Path) -> None:
    """Jinja would take `result.values` for the method."""
    names = set(result_keys(documentation(module, "RETURN")))
    assert sorted(names & set(dir(dict))) == []
