# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of modules that keep what they change."""

from __future__ import annotations


class ModuleDocFragment:
    """Where backups are written, and what they contain."""

    DOCUMENTATION = r"""
options:
  backup:
    description:
      - Before the first write, write a folder that contains every object that the task is going to change or delete,
        as it is now. The result names the folder as RV(ignore:backup_dir).
      - M(webex.contact_center.wxcc_config) with the folder as C(src) undoes the task. Objects that the task created
        have C(state=absent) in it. An object that the task deleted comes back with a new id.
      - The folder contains no secrets. A warning and the README in the folder name the secrets that you have to enter
        again.
      - In check mode, and if nothing changes, no folder is written.
    type: bool
    default: false
  backup_options:
    description: Where O(backup) writes.
    type: dict
    suboptions:
      dir_path:
        description:
          - The folder in which each backup gets a folder of its own, with the id of the organization and the time as
            its name. It is on the host that runs the module.
          - A relative path starts from the folder of the playbook. The default is C(backup) there.
        type: path
"""
