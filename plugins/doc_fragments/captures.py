# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that say whose recordings are wanted, and which of them."""

from __future__ import annotations


class ModuleDocFragment:
    """Tasks, or a period, and what is asked of each."""

    DOCUMENTATION = r"""
options:
  task_ids:
    description:
      - The ids of the tasks. Give these, or O(from), which finds the tasks that were created in a period.
      - The service keeps tasks for 12 months. Those of which it says that they were not to be recorded are left out.
    type: list
    elements: str
  channel_types:
    description: The channels of the tasks of a period. V(telephony) where it is not given.
    type: list
    elements: str
    choices: [telephony, chat, email, social]
  queues:
    description: Only tasks of a period whose last queue is one of these, by name or id.
    type: list
    elements: str
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
