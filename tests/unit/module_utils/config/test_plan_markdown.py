# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for a comment: short enough, narrow enough, and with nothing in it but text."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from unit.module_utils.config.planned import plan_of, site

from ansible_collections.webex.contact_center.plugins.module_utils.config.review.markdown import as_markdown

LIMIT = 60_000
PROFILE = "Voice"


def text_of(changes: int, *, words: str = "") -> str:
    """The Markdown of a plan that creates, changes and deletes so many sites together."""
    each = changes // 3
    live = [site(f"Old {number}{words}", f"o{number}", description="before") for number in range(each)]
    gone = [site(f"Gone {number}{words}", f"g{number}") for number in range(changes - 2 * each)]
    records = [
        *({"name": f"Old {number}{words}", "description": f"after {number}"} for number in range(each)),
        *({"name": f"New {number}{words}", "multimedia_profile": PROFILE} for number in range(each)),
    ]
    planned = plan_of(records, [*live, *gone], purge=True)
    assert not planned.problems
    references = dict.fromkeys(planned.deletes, ("team: Sales, Support and 30 more",))
    return as_markdown(planned.plan, planned.identities, references, "org-1", "plan.json")


@pytest.mark.parametrize(
    ("changes", "words"), [(3, ""), (3, " " + "long " * 12), (300, ""), (3000, ""), (3000, " x" * 30)]
)
def test_a_plan_of_any_size_fits_into_a_comment_and_into_a_terminal(changes: int, words: str) -> None:
    text = text_of(changes, words=words)
    assert len(text) < LIMIT
    assert [line for line in text.splitlines() if len(line) > 80] == []
    each = changes // 3
    assert f"**{each:,} created, {each:,} changed, {changes - 2 * each:,} deleted**" in text
    assert "Gone 0" in text
    assert text.count("<details>") == text.count("</details>") == (0 if changes == 3 else 2)


def test_what_is_left_out_is_counted() -> None:
    text = text_of(3000)
    shown = {kind: len(re.findall(rf"^- `{kind} \d+`", text, re.MULTILINE)) for kind in ("Old", "New", "Gone")}
    told = [int(count.replace(",", "")) for count in re.findall(r"and ([\d,]+) more, see `plan\.json`", text)]
    assert sorted(told) == sorted(1000 - count for count in shown.values() if count < 1000)
    assert shown["Gone"] >= shown["New"] > 0


def test_it_says_field_by_field_what_changes_and_what_refers_to_what_is_deleted() -> None:
    text = text_of(3)
    assert '- `Old 0` — `records[0]`\n  - description: `"before"` → `"after 0"`\n' in text
    assert "- `Gone 0`\n  - referred to by `team: Sales, Support and 30 more`\n" in text
    assert "- `New 0` — `records[1]`\n" in text


@pytest.mark.parametrize(
    "name", ["</details><script>x</script>", "a`b``c", "@everyone #1", "[x](http://evil)", "a\n# b", "`", "*bold*"]
)
def test_no_name_becomes_anything_but_text(name: str) -> None:
    planned = plan_of([{"id": "1", "description": name}], [site(name, "1")])
    text = as_markdown(planned.plan, planned.identities, {}, name, "plan.json")
    page = MarkdownIt("commonmark").render(text)
    spans = [html.unescape(span) for span in re.findall(r"<code>(.*?)</code>", page, re.DOTALL)]
    assert " ".join(name.split()) in spans
    assert set(re.findall(r"<(\w+)", page)) <= {"h1", "h2", "p", "strong", "ul", "li", "code"}


def test_a_plan_without_changes_says_so() -> None:
    planned = plan_of([{"name": "Kiel"}], [site("Kiel", "1")])
    text = as_markdown(planned.plan, planned.identities, {}, "org-1", "plan.json")
    assert text == "# Plan for the organization `org-1`\n\n**Nothing changes**; 1 unchanged.\n"


def test_what_the_organization_lacks_is_listed() -> None:
    planned = plan_of([{"name": "Kiel", "description": "new"}], [site("Kiel", "1")])
    (family,) = planned.plan.families
    (action,) = family.actions
    lacking = replace(action, left_out=("multimedia_profile: no multimedia profile has this name",))
    plan = replace(planned.plan, families=(replace(family, actions=(lacking,)),))
    text = as_markdown(plan, planned.identities, {}, "org-1", "plan.json")
    told = "records[0]: site Kiel: multimedia_profile: no multimedia profile has this name"
    assert f"## Left out, because it does not exist here - `{told}`" in " ".join(text.split())
