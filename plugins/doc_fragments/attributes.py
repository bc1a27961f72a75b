# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks do in check mode and in diff mode, and where they run."""

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of all modules; a module that writes an organization states its own support for diff mode."""

    DOCUMENTATION = r"""
attributes:
  async:
    description: Supports being used with the C(async) keyword.
    support: none
    details:
      - Ansible refuses C(async) for this module, because part of the work happens on the controller.
      - Start a playbook that runs for hours in the background, as a job of its own. If an export or a download is
        interrupted, the next run continues it.
  check_mode:
    description: Can run in check mode and return what would change without changing it.
    support: full
  diff_mode:
    description: Will return what changed (or would, in check mode) when in diff mode.
  platform:
    description: Target OS/families that can be operated against.
    support: full
    platforms: posix
"""

    READS = r"""
attributes:
  diff_mode:
    support: N/A
"""

    WRITES_FILES = r"""
attributes:
  diff_mode:
    support: none
"""
