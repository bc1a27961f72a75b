# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/families.py from the catalog: change the catalog, and run the script again.
"""The configuration families, for the modules that take any of them."""

from __future__ import annotations


class ModuleDocFragment:
    """The option `type`, and the options of the objects of each family."""

    DOCUMENTATION = r"""
options:
  type:
    description:
      - The family of O(items), or of a O(src) that is a plain list. If O(src) contains several, only this one is
        applied.
    type: str
    choices: [multimedia-profile, site, team]
notes:
  - Options of C(multimedia-profile) are C(name), C(active), C(description), C(blending_mode),
    C(blending_mode_enabled), C(telephony), C(chat), C(email), C(social), C(work_item), C(manually_assignable). It
    is found by its C(id) if you give it, else by its C(name).
  - Options of C(site) are C(name), C(active), C(description), C(multimedia_profile). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(team) are C(name), C(site), C(active), C(description), C(team_type), C(team_status), C(capacity),
    C(dialed_number), C(desktop_layout_id), C(skill_profile_id), C(multimedia_profile), C(rank_queues_for_team),
    C(queue_rankings). It is found by its C(id) if you give it, else by its C(name) and C(site).
"""

    LISTED = r"""
options:
  type:
    description:
      - The family to list.
    type: str
    required: true
    choices: [multimedia-profile, site, team]
"""
