# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that say whose recordings are wanted, and which of them."""

from __future__ import annotations


class ModuleDocFragment:
    """Tasks, or a period, and what is asked of each."""

    DOCUMENTATION = r"""
options:
  task_ids:
    description:
      - The ids of the tasks. Give these or O(from), which finds the tasks of a period.
    type: list
    elements: str
  from:
    description:
      - The tasks that were created from this time on. At most 12 months ago.
      - A time is RFC 3339 (C(2026-11-24T08:00:00Z)), a date or a local time in O(timezone), milliseconds since 1970, or
        relative (C(-24h), C(-7d), C(now), C(today), C(yesterday)).
      - Tasks of which the service says that they were not to be recorded are left out.
    type: str
  to:
    description:
      - The end of the period, which is no longer part of it. V(now) where it is not given.
      - V(+1d), V(+6h) count from O(from).
    type: str
  channel_types:
    description: The channels of the tasks of a period. V(telephony) where it is not given.
    type: list
    elements: str
    choices: [telephony, chat, email, social]
  queues:
    description: Only tasks of a period whose last queue is one of these, by name or id.
    type: list
    elements: str
  timezone:
    description: The time zone of days and local times, by its IANA name, as C(Europe/Berlin).
    type: str
    default: UTC
  url_expiration:
    description: For how many minutes the service's signed URLs are good, 1 to 60.
    type: int
    default: 30
  include_segments:
    description: Take the segments of the main call one by one, instead of one recording of all of it.
    type: bool
    default: false
  include_virtual_agent:
    description: Take the recordings of virtual agents too. Only these may be marked as sensitive.
    type: bool
    default: false
"""
