#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Written by tools/typed_modules.py: change the catalog or tools/typed_modules.yml, and run the script again.

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_queue
short_description: Make the contact service queues of an organization
  match a list
version_added: 0.2.0
description:
  - Creates, changes and deletes contact service queues of Webex Contact
    Center, one or thousands in a single task.
  - The module first compares the whole list with the live contact service
    queues, and writes only what differs.
  - A record with an O(id) stands for the object with this id. A record
    without an O(id) stands for the object with the same O(name).
  - An option that a record does not give keeps its live value.
options:
  queues:
    description:
      - The contact service queues, each a mapping of the options of
        a single one, from O(name) to O(state).
      - Excludes O(src) and the options of a single contact service
        queue.
    type: list
    elements: dict
  name:
    description:
      - The name. With an O(id), another name renames the object.
      - A new object needs it.
    type: str
  id:
    description:
      - The id of the contact service queue, needed to change its O(name).
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
    type: str
  queue_type:
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
      - WORK_ITEM
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
      - A whole number from 0.
      - A new object needs it.
    type: int
  max_active_contacts:
    description:
      - How many contacts may be active at once. V(0) means no limit.
      - A whole number from 0.
      - A new object has V(0) unless it is given.
    type: int
  max_time_in_queue:
    description:
      - After how many seconds in the queue a contact is sent elsewhere.
      - A whole number from 0.
      - A new object needs it.
    type: int
  routing_type:
    description:
      - Which of the agents gets a contact.
      - A new object has V(LONGEST_AVAILABLE_AGENT) unless it is given.
      - Cannot be changed after creation.
    type: str
    choices:
      - LONGEST_AVAILABLE_AGENT
      - SKILLS_BASED
      - CIRCULAR
      - LINEAR
  skill_based_routing_type:
    description:
      - Which of several agents with the skills gets a contact.
    type: str
    choices:
      - LONGEST_AVAILABLE_AGENT
      - BEST_AVAILABLE_AGENT
  queue_routing_type:
    description:
      - Whether contacts go to teams, to agents with skills, or to the
        O(agents) that are listed.
      - A new object has V(TEAM_BASED) unless it is given.
    type: str
    choices:
      - TEAM_BASED
      - SKILL_BASED
      - AGENT_BASED
  check_agent_availability:
    description:
      - Whether groups without an agent who is logged in are passed
        over.
      - A new object has V(false) unless it is given.
    type: bool
  call_distribution_groups:
    description:
      - The teams that take contacts, in groups that are added one after
        the other.
      - A list of mappings, each with its own V(order); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      order:
        description:
          - A whole number from 0.
          - A new entry needs it.
        type: int
      duration:
        description:
          - A whole number from 0.
          - A new entry has V(0) unless it is given.
        type: int
      agent_groups:
        description:
          - A list of mappings, each with its own V(team); the order
            does not count.
          - A new entry needs it.
        type: list
        elements: dict
        suboptions:
          team:
            description:
              - The name of the team.
              - A new entry needs it.
            type: raw
          team_id:
            description:
              - The id for C(team), instead of a name.
            type: str
  queue_skill_requirements:
    description:
      - The skills that an agent needs, and the values that they must
        have.
      - A list of mappings, each with its own V(skill) and V(condition);
        the order does not count.
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
      condition:
        description:
          - A new entry needs it.
        type: str
      skill_value:
        description:
          - A new entry needs it.
        type: str
      weight:
        description:
          - A whole number up to 1000.
        type: int
  agents:
    description:
      - The agents of the queue.
      - A list of mappings, each with its own V(agent); the order does
        not count.
      - Lists do not show it, so it takes a request per object that
        has it in the file.
    type: list
    elements: dict
    suboptions:
      agent:
        description:
          - The name of the user.
          - A new entry needs it.
        type: raw
      agent_id:
        description:
          - The id for C(agent), instead of a name.
        type: str
  default_music_in_queue_media_file:
    description:
      - The audio file that callers hear while they wait.
      - The name of the audio file.
    type: raw
  default_music_in_queue_media_file_id:
    description:
      - The id for O(default_music_in_queue_media_file), instead of
        a name.
    type: str
  monitoring_permitted:
    description:
      - Whether supervisors may listen to calls.
    type: bool
  parking_permitted:
    description:
      - Whether calls may be parked.
      - A new object has V(false) unless it is given.
    type: bool
  recording_permitted:
    description:
      - Whether calls may be recorded.
    type: bool
  recording_all_calls_permitted:
    description:
      - Whether all calls are recorded.
    type: bool
  pause_recording_permitted:
    description:
      - Whether agents may pause a recording.
    type: bool
  recording_pause_duration:
    description:
      - For how many seconds a recording is paused.
      - A whole number from 0.
    type: int
  timezone:
    description:
      - The time zone, such as V(Europe/Paris).
    type: str
  control_flow_script_url:
    description:
      - The address of a control script.
    type: str
  ivr_requeue_url:
    description:
      - The address of the script of calls that come back to the queue.
    type: str
  overflow_number:
    description:
      - The number that takes calls which cannot be handled.
    type: str
  vendor_id:
    description:
      - The id of a vendor.
    type: str
  outdial_campaign_enabled:
    description:
      - Whether campaigns use the queue for their calls.
    type: bool
  manually_assignable:
    description:
      - Whether agents may pick contacts from the queue.
    type: bool
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
  assistant_skill:
    description:
      - The skill of the AI assistant.
    type: dict
    suboptions:
      assistant_skill_id:
        description:
          - Assistant skill id.
        type: str
  personalized_ai_routing:
    description:
      - How AI chooses agents.
    type: dict
    suboptions:
      ai_routing_mode:
        description:
          - Ai routing mode.
        type: str
        choices:
          - NONE
          - EVALUATION
          - ACTIVE
      ai_routing_kpi_id:
        description:
          - Ai routing kpi id.
        type: str
  queue_level_summaries_inclusion:
    description:
      - Whether contacts are summarized.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  queue_level_sentiment_analysis_inclusion:
    description:
      - Whether the mood of callers is analyzed.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  queue_level_predicted_wait_time_inclusion:
    description:
      - Whether callers learn how long they will wait.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  queue_level_auto_csat_inclusion:
    description:
      - Whether the satisfaction of callers is estimated.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  queue_level_real_time_transcriptions_inclusion:
    description:
      - Whether calls are transcribed while they last.
    type: str
    choices:
      - INCLUDED
      - EXCLUDED
  state:
    description:
      - Whether the contact service queue must exist.
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
  - 'While C(channel_type) is TELEPHONY: C(monitoring_permitted), C(parking_permitted),
    C(recording_permitted), C(recording_all_calls_permitted), C(pause_recording_permitted),
    C(default_music_in_queue_media_file) or C(default_music_in_queue_media_file_id)
    must be given.'
  - 'While C(routing_type) is SKILLS_BASED: C(skill_based_routing_type)
    must be given.'
  - 'While C(queue_type) is INBOUND and C(queue_routing_type) is TEAM_BASED
    or SKILL_BASED: C(call_distribution_groups) must be given.'
  - 'While C(personalized_ai_routing.ai_routing_mode) is EVALUATION
    or ACTIVE: C(personalized_ai_routing.ai_routing_kpi_id) must be
    given.'
"""

EXAMPLES = r"""
- name: Create a queue of calls that ring first in one team, then in two
  webex.contact_center.wxcc_queue:
    name: Billing
    channel_type: TELEPHONY
    service_level_threshold: 60
    max_time_in_queue: 3600
    call_distribution_groups:
      - order: 1
        duration: 30
        agent_groups:
          - team: {name: Billing, site: Lyon}
      - order: 2
        agent_groups:
          - team: Sales
    default_music_in_queue_media_file: defaultmusic_on_hold.wav
    monitoring_permitted: true
    parking_permitted: true
    recording_permitted: true
    recording_all_calls_permitted: false
    pause_recording_permitted: true

- name: Make the queues match Git
  webex.contact_center.wxcc_queue:
    src: contact_service_queue.yml
    purge: true

- name: Take a queue out of use
  webex.contact_center.wxcc_queue:
    name: Billing
    active: false
"""

RETURN = r"""
queues:
  description:
    - The contact service queues of the source in its order, then the
      purged ones.
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
      description: What happened to the contact service queue.
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
queue:
  description: The single contact service queue with all its options
    after the run, in addition to its values in RV(queues).
  returned: when a single contact service queue was given
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
    """Apply contact service queues."""
    apply_family("contact-service-queue")


if __name__ == "__main__":
    main()
