# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of Control Hub's bulk files: data only, one file an area."""

from __future__ import annotations

from typing import Final

from . import contacts, desktops, people
from .form import Form
from .people import USER

HUB_FORMS: Final[dict[str, Form]] = {form.family: form for area in (people, contacts, desktops) for form in area.FORMS}
"""The bulk files by family."""

PEOPLE_COLUMNS: Final = ("User ID/Email (Required)", "UserID/Email (Required)", "User Status")
"""Columns that only the file of people and licences has, which Control Hub keeps under Users (two spellings are known
of the first)."""
PEOPLE_AND_LICENCES: Final = (
    "this is the file of people and licences of Control Hub (Users, Manage users, CSV). People and licences belong"
    " there, and cannot be written here. The contact center's part of a person is in another file (Contact Center,"
    " Bulk Operations, User), with the columns "
    f"{', '.join(USER.headings)}"
)
