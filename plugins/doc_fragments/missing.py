# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules that apply the files of one organization to another."""

from __future__ import annotations


class ModuleDocFragment:
    """What may be missing in an organization."""

    DOCUMENTATION = r"""
options:
  skip_missing:
    description:
      - What may be missing in this organization, for files that come from another one. Without this option, the task
        fails before it writes anything, and names everything that is missing in one list.
      - A family, such as V(user). The task leaves out references to objects of this family that do not exist and that
        the source does not create. It skips records of objects that do not exist if this module cannot create them
        everywhere. These are users, and dial numbers, which must belong to the organization in Webex Calling.
      - The ids of things that this collection does not manage. These are V(analyzer_folder), V(assistant_skill) of AI
        Studio, V(flow), V(journey_template) and V(journey_workspace) of the Customer Journey Data Service,
        V(location) and V(route_point) of Webex Calling, V(resource) (the C(ids) in a resource collection),
        V(routing_kpi), V(threshold_rule), and V(webex_connect) (the assets of entry points). The task leaves out an
        id if no object of the same family in this organization has it. Without this option, the task sends these ids
        unchanged.
      - An option that is left out keeps its live value. A list loses only the entries that are missing. If a new object
        requires what is missing, the task fails before it writes anything.
      - A warning and the rows of the result name everything that the task left out.
    type: list
    elements: str
    default: []
"""
