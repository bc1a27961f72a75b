# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of configuration families: data only, one file an area.

Checked in the tests against the facts of the official description; where that was seen to be wrong on the real
service, the real service is followed.
"""

from __future__ import annotations

from typing import Final

from ..resource import Resource
from .teams import MULTIMEDIA_PROFILE, SITE, TEAM

CATALOG: Final[dict[str, Resource]] = {resource.family: resource for resource in (MULTIMEDIA_PROFILE, SITE, TEAM)}
"""Families by path segment, in the order of the documentation; the order of work is computed."""
