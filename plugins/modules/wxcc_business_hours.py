#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_business_hours
short_description: Make the business hours of an organization match
  a list
version_added: 0.2.0
description:
  - Creates, changes and deletes business hours of Webex Contact Center,
    one or thousands in a single task.
  - The module first compares the whole list with the live business
    hours, and writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(name).
  - An option that a record does not give keeps its live value.
options:
  business_hours:
    description:
      - The business hours, each a mapping of the options of a single
        one, from O(name) to O(state).
      - Excludes O(src) and the options of a single business hours.
    type: list
    elements: dict
  name:
    description:
      - The name. With an O(id), another name renames the object.
      - A text of up to 80 characters (letters A-Z and a-z, digits,
        space, _ and -).
      - A new object needs it.
    type: str
  id:
    description:
      - The id of the business hours, needed to change its O(name).
    type: str
  description:
    description:
      - A text for people.
      - A text of up to 255 characters.
    type: str
  timezone:
    description:
      - The time zone, such as V(Europe/Paris).
      - A new object needs it.
    type: str
  working_hours:
    description:
      - The hours of work, each with the days that have them.
      - A list of mappings, each with its own V(name); the order does
        not count.
      - A new object needs it.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - A text of up to 80 characters (letters A-Z and a-z, digits,
            space, _ and -).
          - A new entry needs it.
        type: str
      days:
        description:
          - A list of values, each V(SUN), V(MON), V(TUE), V(WED), V(THU),
            V(FRI), V(SAT); the order does not count.
          - A new entry needs it.
        type: list
        elements: str
        choices:
          - SUN
          - MON
          - TUE
          - WED
          - THU
          - FRI
          - SAT
      start_time:
        description:
          - A text of the form V(09:00).
        type: str
      end_time:
        description:
          - A text of the form V(09:00).
        type: str
  holiday_list:
    description:
      - The days without work.
      - The name of the holiday list.
    type: raw
  holiday_list_id:
    description:
      - The id for O(holiday_list), instead of a name.
    type: str
  overrides:
    description:
      - The days with other hours.
      - The name of the overrides.
    type: raw
  overrides_id:
    description:
      - The id for O(overrides), instead of a name.
    type: str
  state:
    description:
      - Whether the business hours must exist.
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
- name: Set the hours of the service
  webex.contact_center.wxcc_business_hours:
    name: Service
    timezone: Europe/Paris
    working_hours:
      - name: Weekdays
        days: [MON, TUE, WED, THU, FRI]
        start_time: "09:00"
        end_time: "17:00"
    holiday_list: France

- name: Make the business hours match Git
  webex.contact_center.wxcc_business_hours:
    src: business_hours.yml
    purge: true
"""

RETURN = r"""
business_hours:
  description:
    - The business hours of the source in its order, then the purged
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
      description: What happened to the business hours.
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
schedule:
  description: The single business hours with all its options after
    the run, in addition to its values in RV(business_hours).
  returned: when a single business hours was given
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
    """Apply business hours."""
    apply_family("business-hours")


if __name__ == "__main__":
    main()
