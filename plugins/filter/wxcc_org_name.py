# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The name for pages and files: the host that stands for an organization, or the organization itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

from ansible.errors import AnsibleError, AnsibleFilterError
from jinja2 import TemplateError

from ..module_utils.blanks import is_blank
from ..module_utils.mistakes import with_sentences

LOCAL: Final = ("localhost", "127.0.0.1", "::1")


def org_name(host: str, org: Any = "") -> str:
    """Return the name of the host; for this machine, return the name of the organization if one is given.

    `org` is the variable `wxcc_org`; if it is blank, the environment variable `WXCC_ORG` is used.
    """
    if host not in LOCAL:
        return str(host)
    given = os.environ.get("WXCC_ORG") if is_blank(org) else org
    return str(host) if is_blank(given) else str(given).strip()


class FilterModule:
    """The filter by its name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return it."""
        return {"wxcc_org_name": with_sentences(org_name, AnsibleFilterError, passed=(AnsibleError, TemplateError))}
