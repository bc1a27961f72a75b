#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_user
short_description: Make the users of an organization match a list
version_added: 0.2.0
description:
  - Changes users of Webex Contact Center, one or thousands in a single
    task.
  - The module first compares the whole list with the live users, and
    writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(email).
  - An option that a record does not give keeps its live value.
options:
  users:
    description:
      - The users, each a mapping of the options of a single one, from
        O(email) to O(state).
      - Excludes O(src) and the options of a single user.
    type: list
    elements: dict
  email:
    description:
      - The email address, in upper or lower case. It identifies the
        user and cannot be changed.
      - A text of the form V(jane.doe@example.com).
      - A new object needs it.
      - Cannot be changed after creation.
    type: str
  id:
    description:
      - The id of the user, instead of its O(email).
    type: str
  contact_center_enabled:
    description:
      - Whether the user works in the contact center.
    type: bool
  user_profile:
    description:
      - What the user may see and do.
      - The name of the user profile.
    type: raw
  user_profile_id:
    description:
      - The id for O(user_profile), instead of a name.
    type: str
  site:
    description:
      - The site of the user.
      - The name of the site.
    type: raw
  site_id:
    description:
      - The id for O(site), instead of a name.
    type: str
  teams:
    description:
      - All teams of the user.
      - A list of values, each the name of a C(team); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: raw
  team_ids:
    description:
      - The ids for O(teams), instead of names.
    type: list
    elements: str
  skill_profile:
    description:
      - The skills of the user, instead of those of the team.
      - The name of the skill profile.
    type: raw
  skill_profile_id:
    description:
      - The id for O(skill_profile), instead of a name.
    type: str
  dynamic_skills:
    description:
      - Values of dynamic skills, by their names. A skill that is not
        named keeps its value, and V(absent) takes it away.
      - 'A mapping of the names of C(skills) to their values: a number,
        V(true) or V(false), a text, a list of texts, or V(absent).'
      - Names that are left out keep their values. Lists do not show
        them, so each name in the file takes a request. A value of the
        wrong type is refused before anything is sent.
    type: dict
  desktop_profile:
    description:
      - What the desktop of the user shows and allows.
      - The name of the agent profile.
    type: raw
  desktop_profile_id:
    description:
      - The id for O(desktop_profile), instead of a name.
    type: str
  multimedia_profile:
    description:
      - How many contacts of each channel an agent takes at once.
      - The name of the multimedia profile.
    type: raw
  multimedia_profile_id:
    description:
      - The id for O(multimedia_profile), instead of a name.
    type: str
  dialed_number:
    description:
      - The number that the user takes calls at.
    type: str
  external_id:
    description:
      - The id of the user in another system.
    type: str
  work_phone:
    description:
      - The number at work.
      - A text of up to 20 characters.
    type: str
  mobile:
    description:
      - The number of the mobile phone.
      - A text of up to 20 characters.
    type: str
  timezone:
    description:
      - The time zone, such as V(Europe/Paris).
    type: str
  preferred_supervisor_team:
    description:
      - The team that the user supervises first.
      - The name of the team.
    type: raw
  preferred_supervisor_team_id:
    description:
      - The id for O(preferred_supervisor_team), instead of a name.
    type: str
  user_level_burnout_inclusion:
    description:
      - Whether the user takes part in the detection of burnout.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  user_level_wellness_break_reminders:
    description:
      - Whether the user is reminded of breaks.
    type: str
    choices:
      - DISABLED
      - ENABLED
  state:
    description:
      - Whether the user must exist.
    type: str
    choices:
      - present
      - absent
    default: present
extends_documentation_fragment:
  - webex.contact_center.apply
  - webex.contact_center.attributes
  - webex.contact_center.backups
  - webex.contact_center.connection
  - webex.contact_center.missing
  - webex.contact_center.plans
  - webex.contact_center.spreadsheets
  - webex.contact_center.templates
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
attributes:
  check_mode:
    support: full
    details: With O(plan_dest), check mode writes the two files of the
      plan. It writes nothing else.
  diff_mode:
    support: full
seealso:
  - module: webex.contact_center.wxcc_config
author:
  - The webex.contact_center contributors (@webex)
notes:
  - Users are created and deleted in Control Hub. This module changes
    them.
"""

EXAMPLES = r"""
- name: Assign teams, sites and profiles to everybody in the file
  webex.contact_center.wxcc_user:
    src: user.csv

- name: Make one person an agent of two teams
  webex.contact_center.wxcc_user:
    email: jane.doe@example.com
    contact_center_enabled: true
    site: Lyon
    teams:
      - Sales
      - {name: Billing, site: Lyon}
    desktop_profile: Agents
"""

RETURN = r"""
users:
  description:
    - The users of the source in its order, then the purged ones.
    - In check mode, what would happen, in the same words.
    - With O(rows=changed), only those that changed or failed.
  returned: success, and failure after something was written
  type: list
  elements: dict
  contains:
    name:
      description: The email after the run.
      type: str
      returned: always
    id:
      description: The id. Null for an object that check mode would
        create.
      type: str
      returned: always
    action:
      description: What happened to the user.
      type: str
      returned: always
      sample: updated
    left_out:
      description: What the record contains and this organization does
        not have, with the reasons.
      type: list
      elements: str
      returned: when O(skip_missing) left something out
    changes:
      description: The options that change, each with its value V(before)
        and V(after).
      type: dict
      returned: when a live object changes
    referenced_by:
      description: What refers to an object that is deleted, renamed
        or switched off, a text for each family.
      type: list
      elements: str
      returned: in check mode and with O(plan_dest), when there is any
    outcome:
      description:
        - Whether the request of a failed item was carried out.
        - V(refused) - the service answered that it did not carry out
          the request.
        - V(in doubt) - the request was sent and may or may not have
          been carried out.
        - V(not sent) - the request never reached the service, for example
          because it needs another item that failed.
      type: str
      returned: when RV(ignore:action) is V(failed)
    warnings:
      description: What somebody else changed during the task, and options
        whose values the service returned differently.
      type: list
      elements: str
      returned: when there is any
    error:
      description: The message of the API, with its tracking id.
      type: str
      returned: when RV(ignore:action) is V(failed)
user:
  description: The single user with all its options after the run, in
    addition to its values in RV(users).
  returned: when a single user was given
  type: dict
plan_file:
  description: The plan as JSON.
  returned: with O(plan_dest)
  type: str
plan_markdown:
  description: The plan as Markdown.
  returned: with O(plan_dest)
  type: str
backup_dir:
  description: The folder with the objects as they were before the task.
  returned: when O(backup) wrote one
  type: str
msg:
  description: The counts in words, in check mode those of what the
    module would do. All other results have the same form in both modes.
  returned: success
  type: str
  sample: would create 17, update 2; 3 unchanged
summary:
  description:
    - How many objects were V(created), V(updated), V(deleted), V(unchanged)
      and V(failed).
    - If items failed, how many of these are V(refused), V(in_doubt)
      and V(not_sent).
    - The number of V(requests) sent, and the V(rate_limit_seconds)
      spent waiting for the request budget.
  returned: success, and failure after something was written
  type: dict
  sample:
    created: 12
    updated: 1
    deleted: 1
    unchanged: 27
    failed: 0
    requests: 5
    rate_limit_seconds: 0.0
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_family


def main() -> None:
    """Apply users."""
    apply_family("user")


if __name__ == "__main__":
    main()
