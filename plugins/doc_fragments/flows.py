# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules that import flows."""

from __future__ import annotations


class ModuleDocFragment:
    """What the service itself says of flows."""

    DOCUMENTATION = r"""
options:
  validate_flows:
    description:
      - Ask the service after the run what it finds wrong in each flow and subflow of the source.
      - Errors and warnings of the service become warnings of the task, and RV(ignore:flow_validation) has everything,
        also advice. The task does not fail because of them, since the service is known for false alarms. It takes
        hand-offs to other flows for mistakes, so an error in a flow with a hand-off is marked as possibly false.
      - The service validates imported flows only. Check mode validates the flows whose file is imported already, and
        names the others.
      - This costs one request per flow.
    type: bool
    default: false
"""
