#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_report_facts
short_description: Read reporting data of an organization as facts
version_added: 0.1.0
description:
  - Reads tasks, statistics or activities of a period, or the answer to a query of your own. If rows are missing, the
    module warns, and C(complete) is false.
  - A row has the field names of the API. Each time is given in milliseconds since 1970, and as text under the same name
    with C(Rfc3339).
options:
  from:
    required: true
  to:
    default: now
  max_rows:
    description:
      - The maximum number of rows. More rows are an error, because facts are kept in memory and in every result. Write
        larger reports with M(webex.contact_center.wxcc_report_export).
    type: int
    default: 10000
  as_facts:
    description:
      - Whether the report becomes a fact of the host. V(false) returns it as RV(wxcc_report), for C(register).
      - With fact caching, facts stay on the disk of the controller, phone numbers included, and a later run that skips
        the task uses them. In this case use V(false), or compare C(wxcc_report.period) with the period that you expect.
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
    details: Only with O(as_facts=true).
seealso:
  - module: webex.contact_center.wxcc_report_export
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Read yesterday's queue statistics in half hours
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

- name: Read agent sessions with a GraphQL query
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
  description: The report, with the same content as RV(ansible_facts.wxcc_report).
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
          description: The name of the report.
          type: str
          sample: queue_statistics
        period:
          description: The period of the report, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
          type: dict
          sample:
            from: "2026-11-23T00:00:00Z"
            to: "2026-11-24T00:00:00Z"
            from_ms: 1795392000000
            to_ms: 1795478400000
            timezone: UTC
        columns:
          description: The field names of every row, in order.
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
            - Whether the period is still going on. The rows do not contain an interval that has not ended yet.
              C(period) says where the rows end.
          type: bool
          sample: false
        row_count:
          description: The number of rows.
          type: int
          sample: 1
        totals:
          description: Sums of the figures that can be added. For tasks and activities, how many have each status.
          type: dict
          sample:
            totalOfferedTasks: 12
        complete:
          description: Whether the report has all rows of the period.
          type: bool
          sample: true
        incomplete_because:
          description: The reasons why rows are missing.
          type: list
          elements: str
          sample: []
        missing_fields:
          description: Columns that the source does not have.
          type: list
          elements: str
          sample: []
        source:
          description: Where the rows came from.
          type: str
          sample: search (legs)
        requests:
          description: The number of requests sent.
          type: int
          sample: 4
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.reporting import gather_facts


def main() -> None:
    """Read a report."""
    gather_facts()


if __name__ == "__main__":
    main()
