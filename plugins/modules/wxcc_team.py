#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_team
short_description: Make the teams of an organization match a list
version_added: 0.2.0
description:
  - Creates, changes and deletes teams of Webex Contact Center, one
    or thousands in a single task.
  - The module first compares the whole list with the live teams, and
    writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(name) and
    O(site).
  - An option that a record does not give keeps its live value.
options:
  teams:
    description:
      - The teams, each a mapping of the options of a single one, from
        O(name) to O(state).
      - Excludes O(src) and the options of a single team.
    type: list
    elements: dict
  name:
    description:
      - The name. With an O(id), another name renames the object.
      - A new object needs it.
    type: str
  id:
    description:
      - The id of the team, needed to change its O(name).
    type: str
  site:
    description:
      - The site of the team.
      - The name of the site.
      - A new object needs it.
      - Cannot be changed after creation.
    type: raw
  site_id:
    description:
      - The id for O(site), instead of a name.
    type: str
  active:
    description:
      - Whether the object is in use. Contacts do not reach one that
        is not.
      - A new object has V(true) unless it is given.
    type: bool
  description:
    description:
      - A text for people.
      - A text of up to 255 characters.
    type: str
  team_type:
    description:
      - Whether agents or a number of lines take the contacts of the
        team.
      - A new object has V(AGENT) unless it is given.
      - Cannot be changed after creation.
    type: str
    choices:
      - AGENT
      - CAPACITY
  team_status:
    description:
      - Whether the team takes contacts now.
      - A new object has V(IN_SERVICE) unless it is given.
    type: str
    choices:
      - IN_SERVICE
      - NOT_AVAILABLE
  capacity:
    description:
      - How many contacts a team of type V(CAPACITY) takes at once.
      - A whole number from 0.
    type: int
  dialed_number:
    description:
      - The number that reaches a team of type V(CAPACITY).
    type: str
  desktop_layout:
    description:
      - The layout of the desktop of the team's agents.
      - The name of the desktop layout.
    type: raw
  desktop_layout_id:
    description:
      - The id for O(desktop_layout), instead of a name.
    type: str
  skill_profile:
    description:
      - The skill profile of the team's agents who have none of their
        own.
      - The name of the skill profile.
    type: raw
  skill_profile_id:
    description:
      - The id for O(skill_profile), instead of a name.
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
  rank_queues_for_team:
    description:
      - Whether the queues of the team have ranks.
      - A new object has V(false) unless it is given.
    type: bool
  queue_rankings:
    description:
      - The queues of the team with their ranks, V(1) first.
      - A list of mappings, each with its own V(queue); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      queue:
        description:
          - The name of the contact service queue.
          - A new entry needs it.
        type: raw
      queue_id:
        description:
          - The id for C(queue), instead of a name.
        type: str
      rank:
        description:
          - A whole number from 1 to 50.
          - A new entry needs it.
        type: int
  state:
    description:
      - Whether the team must exist.
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
"""

EXAMPLES = r"""
- name: Make the teams match Git
  webex.contact_center.wxcc_team:
    src: team.csv
    purge: true

- name: Create a team
  webex.contact_center.wxcc_team:
    name: Billing
    site: Lyon
    multimedia_profile: Default_Multimedia_Profile

- name: Take two teams out of use, one of several called Billing
  webex.contact_center.wxcc_team:
    teams:
      - name: Billing
        site: Lyon
        active: false
      - name: Sales
        site: Oslo
        active: false
"""

RETURN = r"""
teams:
  description:
    - The teams of the source in its order, then the purged ones.
    - In check mode, what would happen, in the same words.
    - With O(rows=changed), only those that changed or failed.
  returned: success, and failure after something was written
  type: list
  elements: dict
  contains:
    name:
      description: The name after the run.
      type: str
      returned: always
    id:
      description: The id. Null for an object that check mode would
        create.
      type: str
      returned: always
    action:
      description: What happened to the team.
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
team:
  description: The single team with all its options after the run, in
    addition to its values in RV(teams).
  returned: when a single team was given
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
    """Apply teams."""
    apply_family("team")


if __name__ == "__main__":
    main()
