# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/families.py from the catalog: change the catalog, and run the script again.
"""The configuration families, for the modules that take any of them."""

from __future__ import annotations


class ModuleDocFragment:
    """The option `type`, and the options of the objects of each family."""

    DOCUMENTATION = r"""
options:
  type:
    description:
      - The family of O(items), or of a O(src) that is a plain list. If O(src) contains several, only this one is
        applied.
    type: str
    choices: [multimedia-profile, site, team, skill, work-type, auxiliary-code, holiday-list, overrides,
      business-hours, entry-point, cad-variable, dial-plan, contact-number]
notes:
  - Options of C(multimedia-profile) are C(name), C(active), C(description), C(blending_mode),
    C(blending_mode_enabled), C(telephony), C(chat), C(email), C(social), C(work_item), C(manually_assignable). It
    is found by its C(id) if you give it, else by its C(name).
  - Options of C(site) are C(name), C(active), C(description), C(multimedia_profile). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(team) are C(name), C(site), C(active), C(description), C(team_type), C(team_status), C(capacity),
    C(dialed_number), C(desktop_layout_id), C(skill_profile_id), C(multimedia_profile), C(rank_queues_for_team),
    C(queue_rankings). It is found by its C(id) if you give it, else by its C(name) and C(site).
  - Options of C(skill) are C(name), C(active), C(description), C(skill_type), C(service_level_threshold),
    C(dynamic_skill), C(enum_skill_values). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(work-type) are C(name), C(work_type_code), C(active), C(description). It is found by its C(id) if
    you give it, else by its C(name) and C(work_type_code).
  - Options of C(auxiliary-code) are C(name), C(work_type_code), C(active), C(description), C(default_code),
    C(work_type), C(burnout_inclusion). It is found by its C(id) if you give it, else by its C(name) and
    C(work_type_code).
  - Options of C(holiday-list) are C(name), C(description), C(holidays). It is found by its C(id) if you give it,
    else by its C(name).
  - Options of C(overrides) are C(name), C(description), C(timezone), C(overrides). It is found by its C(id) if you
    give it, else by its C(name).
  - Options of C(business-hours) are C(name), C(description), C(timezone), C(working_hours), C(holiday_list),
    C(overrides). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(entry-point) are C(name), C(active), C(description), C(entry_point_type), C(channel_type),
    C(social_channel_type), C(service_level_threshold), C(maximum_active_contacts), C(control_flow_script_url),
    C(overflow_number), C(timezone), C(imi_org_type), C(asset_id), C(xsp_version), C(subscription_id),
    C(route_point_id), C(flow_id), C(flow_tag_id), C(music_on_hold_id), C(outdial_queue_id), C(callback_enabled),
    C(outdial_transfer_to_queue_enabled), C(flow_override_settings). It is found by its C(id) if you give it, else
    by its C(name).
  - Options of C(cad-variable) are C(name), C(active), C(description), C(variable_type), C(default_value),
    C(agent_editable), C(agent_viewable), C(desktop_label), C(reportable), C(sensitive). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(dial-plan) are C(name), C(active), C(description), C(regular_expression), C(prefix),
    C(stripped_chars). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(contact-number) are C(number). It is found by its C(id) if you give it, else by its C(number).
"""

    LISTED = r"""
options:
  type:
    description:
      - The family to list.
    type: str
    required: true
    choices: [multimedia-profile, site, team, skill, work-type, auxiliary-code, holiday-list, overrides,
      business-hours, entry-point, cad-variable, dial-plan, contact-number]
"""
