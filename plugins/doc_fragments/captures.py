# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select tasks and their recordings."""

from __future__ import annotations


class ModuleDocFragment:
    """Tasks or a period, and the recordings to include."""

    DOCUMENTATION = r"""
options:
  task_ids:
    description:
      - The ids of the tasks. Give these, or give O(from), which finds the tasks that were created in a period.
      - The service keeps tasks for 12 months. The module skips tasks of a period that the service marks as not to be
        recorded.
    type: list
    elements: str
  channel_types:
    description: The channels of the tasks of a period. The default is V(telephony).
    type: list
    elements: str
    choices: [telephony, chat, email, social]
  queues:
    description: Only tasks of a period whose last queue is one of these, by name or id.
    type: list
    elements: str
  url_expiration:
    description: For how many minutes the service's signed URLs are valid, 1 to 60.
    type: int
    default: 30
  include_segments:
    description: Include each segment of the main call as a recording of its own, instead of one recording of the whole
      call.
    type: bool
    default: false
  include_virtual_agent:
    description: Include the recordings of virtual agents. Only these may be marked as sensitive.
    type: bool
    default: false
"""
