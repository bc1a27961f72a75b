#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_report_facts
short_description: Read reporting data of an organization as facts
version_added: 0.1.0
description:
  - Reads tasks, statistics or activities of a period, or the answer to a query of your own, completely or not at all.
  - A row has the names of the API, times in milliseconds since 1970 and, under the same name with C(Rfc3339), as text.
options:
  from:
    required: true
  to:
    default: now
  max_rows:
    description:
      - More rows are an error, since facts are kept in memory and in every result.
        Write them with M(webex.contact_center.wxcc_report_export).
    type: int
    default: 10000
  as_facts:
    description:
      - Whether the report becomes a fact of the host. With V(false) it is returned as RV(wxcc_report), for C(register).
      - With fact caching, facts stay on the disk of the controller, phone numbers included, and a later run that skips
        the task finds them. Use V(false) there, or compare C(wxcc_report.period) with the period that you mean.
    type: bool
    default: true
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.reporting
  - webex.contact_center.reporting.choice
  - webex.contact_center.reporting.period
attributes:
  facts:
    description: Action returns an C(ansible_facts) dictionary that will update existing host facts.
    support: partial
    details: With O(as_facts=true) only.
seealso:
  - module: webex.contact_center.wxcc_report_export
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Read yesterday's queue statistics by half hours
  webex.contact_center.wxcc_report_facts:
    report: queue_statistics
    from: yesterday
    to: today
    timezone: Europe/Berlin
    interval: 30
    queues: [Sales, Service]

- name: Warn when many callers gave up
  ansible.builtin.debug:
    msg: "{{ wxcc_report.totals.totalAbandonedTasks }} of {{ wxcc_report.totals.totalEnqueuedTasks }} gave up"
  when: wxcc_report.totals.totalAbandonedTasks > 100

- name: Count this week's contacts by day and the team that had them last
  webex.contact_center.wxcc_report_facts:
    report: search
    from: -7d
    search:
      type: taskDetails
      fields: [lastTeam.name]
      filter: {channelType: {equals: telephony}}
      interval: DAILY
      aggregations:
        - {field: id, type: count, name: contacts}
        - {field: totalDuration, type: average, name: averageDuration}

- name: Ask in GraphQL
  webex.contact_center.wxcc_report_facts:
    report: search
    from: -2h
    search:
      document: |
        query ($from: Long!, $to: Long!, $cursor: String) {
          agentSession(from: $from, to: $to, pagination: {cursor: $cursor}) {
            agentSessions { agentName channelInfo { channelType currentState } }
            pageInfo { hasNextPage endCursor }
          }
        }
"""

RETURN = r"""
wxcc_report:
  description: With O(as_facts=false), what RV(ansible_facts.wxcc_report) describes.
  returned: with O(as_facts=false)
  type: dict
ansible_facts:
  description: The report.
  returned: success
  type: dict
  contains:
    wxcc_report:
      description: The report.
      type: dict
      contains:
        report:
          description: Which it is.
          type: str
          sample: queue_statistics
        period:
          description: The period that it is about, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
          type: dict
          sample:
            from: "2026-11-23T00:00:00Z"
            to: "2026-11-24T00:00:00Z"
            from_ms: 1795392000000
            to_ms: 1795478400000
            timezone: UTC
        columns:
          description: The names in every row, in order.
          type: list
          elements: str
        rows:
          description: The rows.
          type: list
          elements: dict
          sample:
            - intervalStartTime: 1795392000000
              intervalStartTimeRfc3339: "2026-11-23T00:00:00.000Z"
              queueId: 0d5c6a4e-5f0b-4c0e-9d3b-3f6f0b9f2a11
              queueName: Sales
              channelType: telephony
              totalOfferedTasks: 12
        so_far:
          description:
            - Whether the period goes on. An interval that has not ended yet is not in the rows; C(period) says until
              when they are.
          type: bool
          sample: false
        row_count:
          description: How many rows there are.
          type: int
          sample: 1
        totals:
          description: Sums of the figures that can be added; of tasks and activities, how many have each status.
          type: dict
          sample:
            totalOfferedTasks: 12
        complete:
          description: Whether all rows of the period are there.
          type: bool
          sample: true
        incomplete_because:
          description: Why not.
          type: list
          elements: str
          sample: []
        missing_fields:
          description: Columns that the source cannot fill.
          type: list
          elements: str
          sample: []
        source:
          description: Where the rows came from.
          type: str
          sample: search (legs)
        requests:
          description: How many requests were sent.
          type: int
          sample: 4
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.reporting import gather_facts


def main() -> None:
    """Read a report."""
    gather_facts()


if __name__ == "__main__":
    main()
