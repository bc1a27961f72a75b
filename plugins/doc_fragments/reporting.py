# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that read data of a period."""

from __future__ import annotations


class ModuleDocFragment:
    """Which report, of which period, and which of its rows."""

    DOCUMENTATION = r"""
options:
  report:
    description:
      - V(tasks) are contacts, one a row, V(agent_activities) the states of agents.
      - V(queue_statistics) and V(agent_statistics) are figures by O(interval), queue or agent, and channel type.
      - V(search) is a query of your own, see O(search).
      - The service keeps tasks for 12 months, and what V(search) reads for 36 months.
    type: str
    required: true
    choices: [tasks, queue_statistics, agent_statistics, agent_activities, search]
  interval:
    description:
      - Minutes of one row of statistics.
      - The period is widened to whole intervals; one that has not ended yet is left out.
    type: int
    choices: [15, 30, 60]
    default: 60
  source:
    description:
      - Where the rows come from. The REST endpoints of the statistics end on 31 March 2027.
      - V(auto) takes V(search) for queue statistics, from the records of queue legs, or from activity records where an
        organization has no legs, and V(rest) for the others.
      - Both give the same columns; what a source does not know is null and listed as missing.
      - With V(search), agent statistics count a whole session where it began.
    type: str
    choices: [auto, rest, search]
    default: auto
  search:
    description: What to read, for O(report=search).
    type: dict
    suboptions:
      document:
        description:
          - >-
            A GraphQL document with one query. It declares C($from: Long!), C($to: Long!) and C($cursor: String), has
            the arguments C(from: $from), C(to: $to) and C(pagination: {cursor: $cursor}), and selects
            C(pageInfo { hasNextPage endCursor }) beside the list of records, and C(totalCount) beside C(nodes).
          - Excludes O(search.type).
        type: str
      variables:
        description: More variables of O(search.document).
        type: dict
        default: {}
      type:
        description: The records to read, tasks, sessions of agents, or legs of tasks in queues.
        type: str
        choices: [taskDetails, agentSession, taskLegDetails]
      fields:
        description:
          - The fields to read, as V(lastQueue.name), under the names of the API. Each element of a list is a row.
          - With O(search.aggregations) they are what is grouped by, 10 at most.
        type: list
        elements: str
        default: []
      filter:
        description: "A filter of the API, as C({channelType: {equals: chat}})."
        type: dict
      ext_filter:
        description: A filter of the API for activity records.
        type: dict
      aggregations:
        description: Figures to compute in the place of single records.
        type: list
        elements: dict
        default: []
        suboptions:
          field:
            description: The field that is computed with.
            type: str
            required: true
          type:
            description: How.
            type: str
            choices: [count, min, max, sum, average, cardinality]
            required: true
          name:
            description: The column of the result.
            type: str
            required: true
          filter:
            description: Only records for which this holds.
            type: dict
          ext_filter:
            description: Only activity records for which this holds.
            type: dict
      interval:
        description: Figures by interval. The shorter, the shorter the period may be.
        type: str
        choices: [FIFTEEN_MINUTES, THIRTY_MINUTES, HOURLY, DAILY, WEEKLY, MONTHLY]
      time_comparator:
        description: Which time of a record the period is about.
        type: str
        choices: [createdTime, endedTime]
"""

    PERIOD = r"""
options:
  from:
    description:
      - The beginning of the period, in RFC 3339 as V(2026-11-24T08:00:00Z), in milliseconds since 1970, or relative as
        V(-24h), V(-7d), V(now), V(today), V(yesterday).
      - A date, a time without an offset, and days are those of O(timezone), so that some days have 23 or 25 hours.
    type: str
  to:
    description:
      - The end of the period, which does not belong to it, in the forms of O(from). V(now) where it has no default.
      - V(+1d), V(+6h) count from O(from).
      - Where O(from) and O(to) both name days and no times, the period is of whole days. V(-7d) to V(today) are seven
        days up to the last midnight. V(-7d) to V(now) begin at this time of day.
    type: str
  timezone:
    description:
      - The IANA name of the time zone, as V(Europe/Berlin), of O(from), O(to), and times in results.
      - V(UTC) works on every host. Other zones need a time zone database on the host that runs the module, which is the
        system package C(tzdata) or the Python package of this name.
    type: str
    default: UTC
"""

    CHOICE = r"""
options:
  channel_types:
    description: Only rows of these channels.
    type: list
    elements: str
    choices: [telephony, chat, email, social]
    default: []
  queues:
    description: Only rows of these queues, by name or id. Of a task it is the last one.
    type: list
    elements: str
    default: []
  agents:
    description: Only rows of these agents, by e-mail address, first and last name, or id. Of a task it is the last one.
    type: list
    elements: str
    default: []
  teams:
    description: Only rows of agents in these teams, by name or id.
    type: list
    elements: str
    default: []
"""
