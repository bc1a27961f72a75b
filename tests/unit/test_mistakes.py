# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user can mend is a sentence; every other exception is a bug with its place, without a secret and a trace."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from ansible.errors import AnsibleFilterError, AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.action import ActionBase
from ansible.template import Templar
from jinja2 import StrictUndefined, UndefinedError

from ansible_collections.webex.contact_center.plugins.action import wxcc_config, wxcc_token, wxcc_token_info
from ansible_collections.webex.contact_center.plugins.filter import wxcc_legacy, wxcc_org_name, wxcc_variable
from ansible_collections.webex.contact_center.plugins.lookup.wxcc_token import LookupModule
from ansible_collections.webex.contact_center.plugins.module_utils import mistakes
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.errors import Conflict
from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy import signing
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import BUG, UserError
from ansible_collections.webex.contact_center.plugins.module_utils.module.base import errors_told
from ansible_collections.webex.contact_center.plugins.plugin_utils.levels import LeveledAction
from wxcc_onboarding import __main__ as onboarding

ROOT = Path(__file__).resolve().parents[2]
SECRET = "c2VjcmV0_access_token"
PLACE = re.compile(rf"{re.escape(BUG)}(\w+) at (?:plugins|wxcc_onboarding)/[\w/]+\.py:\d+")


class Failed(Exception):
    """What a module said at its end, with everything it gave beside."""


Fails = Callable[[], None]


def a_module(fails: Fails) -> str:
    def fail_json(**given: Any) -> None:
        assert given.keys() <= {"msg", "unauthorized"}
        raise Failed(given["msg"])

    with pytest.raises(Failed) as caught, errors_told(cast(Any, SimpleNamespace(params={}, fail_json=fail_json))):
        fails()
    return str(caught.value)


def an_action(fails: Fails) -> str:
    results = []
    for plugin in (wxcc_config, wxcc_token, wxcc_token_info):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(plugin.ActionModule, "_outcome", lambda _self, _variables: fails())
            patch.setattr(LeveledAction, "_environment_keyword", lambda _self: {})
            patch.setattr(ActionBase, "run", lambda *_unused, **_named: {})
            task = SimpleNamespace(args={"access_token": SECRET})
            action = cast(Any, plugin.ActionModule)(task, None, None, None, None, None)
            results.append(action.run(task_vars={}))
    [message] = {result["msg"] for result in results}
    assert all(result["failed"] and "exception" not in result for result in results)
    return str(message)


def a_lookup(fails: Fails) -> str:
    loader = DataLoader()
    lookup = cast(Any, LookupModule)(loader=loader, templar=Templar(loader=loader))
    lookup._tokens = lambda *_unused: fails()
    with pytest.raises(AnsibleLookupError) as caught:
        lookup.run([])
    return str(caught.value.message)


def a_filter(fails: Fails) -> str:
    messages = set()
    for plugin, function in ((wxcc_org_name, "org_name"), (wxcc_variable, "variable")):
        with replaced(plugin, function, fails):
            [(_name, work)] = plugin.FilterModule().filters().items()
            with pytest.raises(AnsibleFilterError) as caught:
                work("x")
        messages.add(str(caught.value.message))
    work = wxcc_legacy.FilterModule().filters()["wxcc_decode_query"]
    with replaced(signing, "decode_query", fails), pytest.raises(AnsibleFilterError) as caught:
        work("x")
    messages.add(str(caught.value.message).removeprefix("wxcc_decode_query: "))
    assert all(message.startswith(BUG) for message in messages) or len(messages) == 1
    return messages.pop()


def the_onboarding(fails: Fails) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["wxcc_onboarding", "refresh", "--settings", "x"])
        with replaced(onboarding, "read_settings", fails), pytest.raises(SystemExit) as caught:
            onboarding.main()
    return str(caught.value.code)


@contextmanager
def replaced(place: Any, name: str, fails: Fails) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, lambda *_unused: fails())
        yield


BORDERS = [a_module, an_action, a_lookup, a_filter, the_onboarding]


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("kind", [ValueError, KeyError, TypeError, RecursionError, UnicodeError])
def test_what_nobody_expected_is_a_bug(border: Callable[[Fails], str], kind: type[Exception]) -> None:
    def fails() -> None:
        raise kind(f"cannot use {SECRET}")

    message = border(fails)
    match = PLACE.fullmatch(message)
    assert match, message
    assert match[1] == kind.__name__


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("error", [UserError("org: missing"), Conflict("exists", request="POST /site", status=409)])
def test_what_was_written_for_the_user_is_shown_as_it_is(border: Callable[[Fails], str], error: Exception) -> None:
    def fails() -> None:
        raise error

    if isinstance(error, UserError) or border is not a_filter:  # a filter asks no service
        assert border(fails) == str(error)


def test_an_undefined_variable_is_not_a_bug() -> None:
    undefined = StrictUndefined(name="missing")
    for plugin, name in ((wxcc_legacy, "wxcc_encode_query"), (wxcc_org_name, "wxcc_org_name")):
        with pytest.raises(UndefinedError, match="'missing' is undefined"):
            plugin.FilterModule().filters()[name](undefined)


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("/tmp/x/ansible_collections/webex/contact_center/plugins/module_utils/a.py", "plugins/module_utils/a.py:1"),
        ("/tmp/payload.zip/ansible_collections/webex/contact_center/plugins/b.py", "plugins/b.py:1"),
        ("/usr/lib/python3/site-packages/wxcc_onboarding/page.py", "wxcc_onboarding/page.py:1"),
        ("/usr/lib/python3/json/decoder.py", "an unknown place"),
        ("/home/my_wxcc_onboarding/tool.py", "an unknown place"),
    ],
)
def test_the_place_is_the_innermost_line_of_ours(file: str, place: str) -> None:
    other = compile("raise KeyError('x')", "/usr/lib/python3/other.py", "exec")
    with pytest.raises(KeyError) as caught:
        exec(compile("exec(other)", file, "exec"), {"other": other})
    error = caught.value
    assert error.__traceback__
    error.__traceback__ = error.__traceback__.tb_next  # without the frame of this test
    assert mistakes.bug(error) == f"{BUG}KeyError at {place}"


READERS = {
    "plugins/module_utils/api/access/tokens_entry.py": "TokenStore.read makes a TokenStoreError of it",
    "plugins/module_utils/api/legacy/client.py": "Requester.read asks again",
    "plugins/module_utils/api/legacy/signing.py": "query_text takes the text as it is",
    "plugins/module_utils/config/model/kinds/skills.py": "the value becomes a problem, or is not sent",
    "plugins/module_utils/config/model/resource.py": "a bug: an entry of the catalog that cannot be",
    "plugins/module_utils/config/planning/identities.py": "the reference becomes a problem of its record",
    "plugins/module_utils/reporting/legacy/answers.py": "Requester.read asks again, or says what the answer is",
    "plugins/module_utils/reporting/legacy/forms.py": "Requester.read asks again, or says what the answer is",
    "plugins/module_utils/reporting/page/figures/figures.py": "a bug: rows are cut to the period before",
    "plugins/module_utils/reporting/recordings/manifest.py": "Manifest reads the file anew",
    "plugins/module_utils/reporting/windows/periods.py": "a bug: every step fits into a window",
    "plugins/plugin_utils/actions/vaulted.py": "the value becomes a problem with its line",
    "plugins/plugin_utils/templates.py": "the value becomes a problem of its record",
}
"""Where ValueError is raised without a word for the user, and what becomes of it."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("plugins", "roles"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "build" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_nobody_raises_a_value_error_at_a_user() -> None:
    found = {
        name
        for name, tree in sources()
        if not name.startswith("roles/simulator/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id == "ValueError"
    }
    assert found == set(READERS)


def test_every_error_class_stands_on_the_page_of_errors() -> None:
    """In docs/architecture.md: each class once, and none that is gone."""
    bases: dict[str, set[str]] = {}
    for _name, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(base.id for base in node.bases if isinstance(base, ast.Name))
    errors = {"Exception", "BaseException", "ValueError"}
    while more := {name for name, above in bases.items() if above & errors} - errors:
        errors |= more
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    page = text.partition("\n## Errors\n")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| +(?:· +)*`(\w+)`", page, re.MULTILINE)
    assert sorted(listed) == sorted(errors - {"Exception", "BaseException", "ValueError"})
