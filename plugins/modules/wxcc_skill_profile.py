#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_skill_profile
short_description: Make the skill profiles of an organization match
  a list
version_added: 0.2.0
description:
  - Creates, changes and deletes skill profiles of Webex Contact Center,
    one or thousands in a single task.
  - The module first compares the whole list with the live skill profiles,
    and writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(name).
  - An option that a record does not give keeps its live value.
options:
  skill_profiles:
    description:
      - The skill profiles, each a mapping of the options of a single
        one, from O(name) to O(state).
      - Excludes O(src) and the options of a single skill profile.
    type: list
    elements: dict
  name:
    description:
      - The name. With an O(id), another name renames the object.
      - A text of up to 80 characters (letters A-Z and a-z, digits,
        space, ,, @, _, . and -).
      - A new object needs it.
    type: str
  id:
    description:
      - The id of the skill profile, needed to change its O(name).
    type: str
  description:
    description:
      - A text for people.
      - A text of up to 255 characters.
    type: str
  active_skills:
    description:
      - The skills with a value each, a number, a flag or a text as
        the skill has it.
      - A list of mappings, each with its own V(skill); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      skill:
        description:
          - The name of the skill.
          - A new entry needs it.
        type: raw
      skill_id:
        description:
          - The id for C(skill), instead of a name.
        type: str
      proficiency_value:
        description:
          - A whole number from 0 to 10.
        type: int
      boolean_value:
        description:
          - Boolean value.
        type: bool
      text_value:
        description:
          - A text of up to 100 characters.
        type: str
  active_enum_skills:
    description:
      - The values of skills that have a list of values.
      - A list of mappings, each with its own V(enum_skill_value); the
        order does not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      enum_skill_value:
        description:
          - The name of an entry in V(enum_skill_values) of a C(skill).
          - A new entry needs it.
        type: raw
      enum_skill_value_id:
        description:
          - The id for C(enum_skill_value), instead of a name.
        type: str
  state:
    description:
      - Whether the skill profile must exist.
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
  - 'Always: C(active_skills) or C(active_enum_skills) must be given.'
"""

EXAMPLES = r"""
- name: Make the skill profiles match Git
  webex.contact_center.wxcc_skill_profile:
    src: skill_profile.yml

- name: Create a skill profile
  webex.contact_center.wxcc_skill_profile:
    name: Bilingual
    active_skills:
      - skill: Experience
        proficiency_value: 7
    active_enum_skills:
      - enum_skill_value: {name: German, skill: Language}

- name: Delete a skill profile
  webex.contact_center.wxcc_skill_profile:
    name: Beginners
    state: absent
"""

RETURN = r"""
skill_profiles:
  description:
    - The skill profiles of the source in its order, then the purged
      ones.
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
      description: What happened to the skill profile.
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
skill_profile:
  description: The single skill profile with all its options after the
    run, in addition to its values in RV(skill_profiles).
  returned: when a single skill profile was given
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
    """Apply skill profiles."""
    apply_family("skill-profile")


if __name__ == "__main__":
    main()
