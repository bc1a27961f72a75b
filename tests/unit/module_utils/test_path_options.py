# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option that is a path, on paths that the system refuses: option, path and reason, and never our mistake."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from support.argument_specs import every_option
from support.engine import settings
from support.in_process import run_module
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import BUG

HOUR = {"report": "queue_statistics", "source": "rest", "from": "-2h", "to": "-1h"}
SITE = {"name": "Bonn", "multimedia_profile": "Voice and Chat"}
SOURCE = {"_source": json.dumps({"name": "", "form": "objects", "text": json.dumps({"site": [SITE]})})}
# What a task needs for the option, and how its path ends, by module and option.
TRIED: Final[dict[tuple[str, str], tuple[Row, str]]] = {
    ("wxcc_config", "findings_dest"): ({**SOURCE, "validate_only": True}, "findings.sarif"),
    ("wxcc_config", "plan_dest"): ({**SOURCE, "_ansible_check_mode": True}, "plan.json"),
    ("wxcc_config", "backup_options.dir_path"): ({**SOURCE, "backup": True}, "backup"),
    ("wxcc_config", "ca_path"): (SOURCE, "ca.pem"),
    ("wxcc_config_export", "dest"): ({"include": ["site:*"]}, "organization"),
    ("wxcc_config_export", "cache_dir"): ({"include": ["team:*"], "dest": "{folder}/whole"}, "cache"),
    ("wxcc_capture_download", "dest"): ({"task_ids": ["12345678-1234-1234-1234-123456789012"]}, "recordings"),
    ("wxcc_report_export", "dest"): (HOUR, "day.csv"),
    ("wxcc_report_page", "dest"): ({"from": "-2d", "source": "rest"}, "page.html"),
}
# Read on the controller; their tests are those of files and of the token store.
OF_CONTROLLER = {"src", "plan", "token_store"}
NOT_NEEDED = {"cache_dir"}
"""Options without which the work can be done: a warning says what is wrong with them."""


def below_a_file(folder: Path, name: str) -> Path:
    (folder / "file").touch()
    return folder / "file" / name


def a_circle_of_links(folder: Path, name: str) -> Path:
    (folder / "link").symlink_to(folder / "link")
    return folder / "link" / name


def too_long(folder: Path, name: str) -> Path:
    return folder / ("x" * 300) / name


def no_place_for_files(_folder: Path, name: str) -> Path:
    return Path("/proc/self/none") / name


OBSTACLES = [below_a_file, a_circle_of_links, too_long, no_place_for_files]


def test_every_path_is_tried() -> None:
    paths = {".".join(option.path) for option in every_option() if option.spec.get("type") == "path"}
    assert paths == {option for _module, option in TRIED} | OF_CONTROLLER


@pytest.mark.parametrize("obstacle", OBSTACLES, ids=lambda obstacle: obstacle.__name__)
@pytest.mark.parametrize(("module", "option"), TRIED, ids=lambda given: str(given))
def test_a_path_that_cannot_be_used_is_told(
    sim: Simulator, tmp_path: Path, module: str, option: str, obstacle: Callable[[Path, str], Path]
) -> None:
    more, name = TRIED[module, option]
    place = str(obstacle(tmp_path, name))
    given = settings(sim)
    options: dict[str, Any] = {
        "api_url": given.api_url,
        "org_id": given.org_id,
        "access_token": given.access_token,
        "requests_per_minute": 100_000,
        **json.loads(json.dumps(more).replace("{folder}", str(tmp_path))),
    }
    outer, _dot, inner = option.partition(".")
    options[outer] = {inner: place} if inner else place
    main = importlib.import_module(f"ansible_collections.webex.contact_center.plugins.modules.{module}").main
    result = run_module(main, options)
    assert bool(result.get("failed")) is (option not in NOT_NEEDED), result
    told = [result["msg"]] if option not in NOT_NEEDED else result["warnings"]
    text = next(each for each in told if each.startswith(f"{option}: "))
    assert BUG not in text
    assert "Errno" not in text
    assert place[:200] in text
    assert sim.writes() == []
