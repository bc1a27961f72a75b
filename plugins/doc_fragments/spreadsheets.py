# SPDX-License-Identifier: GPL-3.0-or-later
"""Options about CSV files that Control Hub or people with spreadsheets made."""

from __future__ import annotations


class ModuleDocFragment:
    """Which form a CSV file has, and what may be left out of it."""

    DOCUMENTATION = r"""
options:
  src_format:
    description:
      - The form of CSV files. V(native) has the options as its headings. V(control_hub) is a bulk file of Control Hub
        (Contact Center, Bulk Operations), exported or made from its template, with headings such as C(DEFAULT DN).
      - V(auto) tells these two apart by the headings.
      - V(matrix) is for skill profiles and users. A row is a profile or a person, and each column whose heading is not
        an option is a skill. The skills of a person are dynamic skills (C(dynamic_skills)). An empty cell takes the
        skill from the profile or the person. Skills without a column stay. In a folder, it applies to the files of
        these two families only.
      - A bulk file of Control Hub is read as it is. The guide C(docs/spreadsheets.md) lists its columns, and says which
        option each of them means.
    type: str
    choices: [auto, native, control_hub, matrix]
    default: auto
  source_is_complete:
    description:
      - Confirms that a bulk file of Control Hub lists every object of its family, for O(purge). Such a file never
        deletes anything in Control Hub, so O(purge=true) alone is an error with it.
    type: bool
    default: false
  ignore_unknown_columns:
    description:
      - Headings of columns of CSV files to leave out, in upper or lower case. Without this, a column that neither the
        collection nor the known files of Control Hub have is an error.
    type: list
    elements: str
    default: []
"""
