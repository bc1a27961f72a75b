# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that read data of a period."""

from __future__ import annotations


class ModuleDocFragment:
    """The report, its period, and its rows."""

    DOCUMENTATION = r"""
options:
  report:
    description:
      - V(tasks) has a row per contact, V(agent_activities) a row per state of an agent.
      - V(queue_statistics) and V(agent_statistics) are figures by O(interval), queue or agent, and channel type.
      - V(search) is a query of your own, see O(search).
      - The service keeps tasks for 12 months. V(search) reaches back 36 months.
    type: str
    required: true
    choices: [tasks, queue_statistics, agent_statistics, agent_activities, search]
  interval:
    description:
      - The minutes that a row of statistics covers.
      - The module widens the period to whole intervals and omits an interval that has not ended yet.
    type: int
    choices: [15, 30, 60]
    default: 60
  source:
    description:
      - Where the rows come from. The REST endpoints of the statistics end on 31 March 2027.
      - V(auto) uses V(search) for queue statistics and V(rest) for the other reports. The queue statistics come from
        the records of queue legs, or from activity records if the organization has no legs.
      - Both sources give the same columns. A column that a source does not have is null and is listed as missing.
      - With V(search), agent statistics count a whole session in the interval in which it began.
    type: str
    choices: [auto, rest, search]
    default: auto
  search:
    description: What to read, for O(report=search).
    type: dict
    suboptions:
      document:
        description:
          - "A GraphQL document with one query. The query declares C($from: Long!), C($to: Long!) and
            C($cursor: String). It has the arguments C(from: $from), C(to: $to) and C(pagination: {cursor: $cursor}). It
            selects C(pageInfo { hasNextPage endCursor }) beside the list of records, and C(totalCount) beside
            C(nodes)."
          - Excludes O(search.type).
        type: str
      variables:
        description: More variables of O(search.document).
        type: dict
        default: {}
      type:
        description: "The records to read: tasks, agent sessions, or legs of tasks in queues."
        type: str
        choices: [taskDetails, agentSession, taskLegDetails]
      fields:
        description:
          - The fields to read, such as V(lastQueue.name), with the names of the API. Each element of a list is a row.
          - With O(search.aggregations) these are the fields to group by, at most 10.
        type: list
        elements: str
        default: []
      filter:
        description: "A filter of the API, such as C({channelType: {equals: chat}})."
        type: dict
      ext_filter:
        description: A filter of the API for activity records.
        type: dict
      aggregations:
        description: Figures to compute, instead of reading single records.
        type: list
        elements: dict
        default: []
        suboptions:
          field:
            description: The field to compute the figure from.
            type: str
            required: true
          type:
            description: The operation.
            type: str
            choices: [count, min, max, sum, average, cardinality]
            required: true
          name:
            description: The name of the column in the result.
            type: str
            required: true
          filter:
            description: Use only records that match this filter.
            type: dict
          ext_filter:
            description: Use only activity records that match this filter.
            type: dict
      interval:
        description: The interval of the figures. A shorter interval allows only a shorter period.
        type: str
        choices: [FIFTEEN_MINUTES, THIRTY_MINUTES, HOURLY, DAILY, WEEKLY, MONTHLY]
      time_comparator:
        description: Which time of a record must be within the period.
        type: str
        choices: [createdTime, endedTime]
"""

    PERIOD = r"""
options:
  from:
    description:
      - The beginning of the period, in RFC 3339, such as V(2026-11-24T08:00:00Z), in milliseconds since 1970, or
        relative, such as V(-24h), V(-7d), V(now), V(today), V(yesterday).
      - Dates, days and times without an offset are those of O(timezone), so some days have 23 or 25 hours.
    type: str
  to:
    description:
      - The end of the period, which the period does not include, in the forms of O(from). V(now) if the module has no
        other default.
      - V(+1d) and V(+6h) count from O(from).
      - If O(from) and O(to) are both days without a time, the period has whole days. V(-7d) to V(today) are the seven
        days up to the last midnight. V(-7d) to V(now) begins seven days ago at this time of day.
    type: str
  timezone:
    description:
      - The IANA name of the time zone of O(from), O(to) and the times in results, such as V(Europe/Berlin).
      - "V(UTC) works on every host. Other zones need a time zone database on the host that runs the module: the system
        package C(tzdata), or the Python package of the same name."
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
    description: Only rows of these queues, by name or id. For a task, its last queue counts.
    type: list
    elements: str
    default: []
  agents:
    description: Only rows of these agents, by e-mail address, first and last name, or id. For a task, its last agent
      counts.
    type: list
    elements: str
    default: []
  teams:
    description: Only rows of agents in these teams, by name or id.
    type: list
    elements: str
    default: []
"""
