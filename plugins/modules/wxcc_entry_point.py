#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_entry_point
short_description: Make the entry points of an organization match a
  list
version_added: 0.2.0
description:
  - Creates, changes and deletes entry points of Webex Contact Center,
    one or thousands in a single task.
  - The module first compares the whole list with the live entry points,
    and writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(name).
  - An option that a record does not give keeps its live value.
options:
  entry_points:
    description:
      - The entry points, each a mapping of the options of a single
        one, from O(name) to O(state).
      - Excludes O(src) and the options of a single entry point.
    type: list
    elements: dict
  name:
    description:
      - The name. With an O(id), another name renames the object.
      - A text of up to 80 characters (letters A-Z and a-z, digits,
        space, &, _ and -).
      - A new object needs it.
    type: str
  id:
    description:
      - The id of the entry point, needed to change its O(name).
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
  entry_point_type:
    description:
      - Whether contacts come in or go out.
      - A new object has V(INBOUND) unless it is given.
    type: str
    choices:
      - INBOUND
      - OUTBOUND
  channel_type:
    description:
      - How contacts arrive.
      - A new object needs it.
    type: str
    choices:
      - TELEPHONY
      - EMAIL
      - FAX
      - CHAT
      - VIDEO
      - OTHERS
      - SOCIAL_CHANNEL
  social_channel_type:
    description:
      - The service of a social channel.
    type: str
    choices:
      - MESSAGEBIRD
      - MESSENGER
      - WHATSAPP
      - APPLE_BUSINESS_CHAT
      - GOOGLE_BUSINESS_MESSAGES
  service_level_threshold:
    description:
      - Within how many seconds a contact has to be answered.
      - A whole number from 1.
      - A new object needs it.
    type: int
  maximum_active_contacts:
    description:
      - How many contacts may be active at once. V(0) means no limit.
      - A whole number from 0.
      - A new object has V(0) unless it is given.
    type: int
  control_flow_script_url:
    description:
      - The address of a control script.
    type: str
  overflow_number:
    description:
      - The number that takes calls which cannot be handled.
      - A text of up to 40 characters (digits).
    type: str
  timezone:
    description:
      - The time zone, such as V(Europe/Paris).
    type: str
  imi_org_type:
    description:
      - How the organization is connected with Webex Connect.
    type: str
    choices:
      - MIXED_MODE
      - IMI
  asset:
    description:
      - The asset of a digital channel. Assets of Webex Connect have
        no names here, so give their ids.
      - The name of the asset.
    type: raw
  asset_id:
    description:
      - The id for O(asset), instead of a name.
    type: str
  xsp_version:
    description:
      - The version of the telephony platform.
      - A text of up to 80 characters.
    type: str
  subscription_id:
    description:
      - The id of a subscription.
      - A text of up to 80 characters.
    type: str
  route_point_id:
    description:
      - The id of the route point of calls.
    type: str
  flow:
    description:
      - The flow that handles the contacts.
      - The name of the flow.
    type: raw
  flow_id:
    description:
      - The id for O(flow), instead of a name.
    type: str
  flow_tag:
    description:
      - The tag of the version of the flow, such as V(Live).
    type: str
    choices:
      - Live
      - Test
      - Dev
      - Latest
  music_on_hold:
    description:
      - The audio file that callers hear while they wait.
      - The name of the audio file.
    type: raw
  music_on_hold_id:
    description:
      - The id for O(music_on_hold), instead of a name.
    type: str
  outdial_queue:
    description:
      - The queue of outgoing calls.
      - The name of the contact service queue.
    type: raw
  outdial_queue_id:
    description:
      - The id for O(outdial_queue), instead of a name.
    type: str
  callback_enabled:
    description:
      - Whether callers may ask to be called back.
      - A new object has V(false) unless it is given.
    type: bool
  outdial_transfer_to_queue_enabled:
    description:
      - Whether outgoing calls may be transferred to a queue.
    type: bool
  flow_override_settings:
    description:
      - Values that replace those of the flow's variables.
      - A list of mappings, each with its own V(name); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - A new entry needs it.
        type: str
      type:
        description:
          - A new entry needs it.
        type: str
      entity_type:
        description:
          - Entity type.
        type: str
      entity_id:
        description:
          - Entity id.
        type: str
      value:
        description:
          - Value.
        type: str
  state:
    description:
      - Whether the entry point must exist.
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
- name: Create the entry point of a hotline
  webex.contact_center.wxcc_entry_point:
    name: Hotline
    entry_point_type: INBOUND
    channel_type: TELEPHONY
    service_level_threshold: 20

- name: Show what a file would change
  webex.contact_center.wxcc_entry_point:
    src: entry_point.csv
  check_mode: true
  diff: true
"""

RETURN = r"""
entry_points:
  description:
    - The entry points of the source in its order, then the purged ones.
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
      description: What happened to the entry point.
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
entry_point:
  description: The single entry point with all its options after the
    run, in addition to its values in RV(entry_points).
  returned: when a single entry point was given
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
    """Apply entry points."""
    apply_family("entry-point")


if __name__ == "__main__":
    main()
