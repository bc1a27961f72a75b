# SPDX-License-Identifier: GPL-3.0-or-later
"""The scopes of an app, in words for the administrator who must decide about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WORDS: Final = {
    "cjp:config": "read and change the configuration of the contact center",
    "cjp:config_read": "read the configuration of the contact center, its reports and its recordings",
    "cjp:config_write": "change the configuration of the contact center",
    "cjp:user": "act as a user of the contact center",
    "cjds:admin_org_read": "read the settings of customer journey data",
    "cjds:admin_org_write": "change the settings of customer journey data",
    "spark:people_read": "read the profiles of people in the organization",
    "spark-admin:organizations_read": "read the name of the organization",
    "spark-admin:people_read": "read all people of the organization",
    "spark-admin:datasource_read": "read the data sources of the organization",
    "spark-admin:datasource_write": "change the data sources of the organization",
    "spark-admin:telephony_config_read": "read the calling configuration",
    "spark-admin:telephony_config_write": "change the calling configuration",
}


def asked_for(scopes: Sequence[str]) -> list[tuple[str, str]]:
    """Return each scope with its words, which are empty for an unknown one."""
    return [(scope, WORDS.get(scope, "")) for scope in scopes]
