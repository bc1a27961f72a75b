# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules whose files may hold variables."""

from __future__ import annotations


class ModuleDocFragment:
    """Which values of files are templates."""

    DOCUMENTATION = r"""
options:
  template:
    description:
      - Render each text value of O(src), in a CSV file each cell, as a template of Ansible, for example
        C({{ support_number }}). Values that differ between organizations can stay in variables in this way.
      - The file is parsed first, and each value is rendered by itself on the controller. So a value cannot change the
        structure of the file, and messages name the file and line. A template must give a text, a number, or true or
        false. Blocks that extend over several values are not supported.
      - In YAML, write a template in quotes, and C(!unsafe) before a text that is not a template although it looks like
        one. Keys, files beside the records, and O(ignore:items) and other options of the task are not rendered again.
    type: bool
    default: false
"""
