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
    choices: [multimedia-profile, site, team, skill, skill-profile, work-type, auxiliary-code, holiday-list,
      overrides, business-hours, audio-file, subflow, flow, contact-service-queue, entry-point, cad-variable,
      dial-plan, contact-number, address-book, outdial-ani, dial-number, agent-profile, desktop-layout,
      resource-collection, user-profile, user, channel, asset, subscription, ai-feature]
notes:
  - Options of C(multimedia-profile) are C(name), C(active), C(description), C(blending_mode),
    C(blending_mode_enabled), C(telephony), C(chat), C(email), C(social), C(work_item), C(manually_assignable). It
    is found by its C(id) if you give it, else by its C(name).
  - Options of C(site) are C(name), C(active), C(description), C(multimedia_profile). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(team) are C(name), C(site), C(active), C(description), C(team_type), C(team_status), C(capacity),
    C(dialed_number), C(desktop_layout), C(skill_profile), C(multimedia_profile), C(rank_queues_for_team),
    C(queue_rankings). It is found by its C(id) if you give it, else by its C(name) and C(site).
  - Options of C(skill) are C(name), C(active), C(description), C(skill_type), C(service_level_threshold),
    C(dynamic_skill), C(enum_skill_values). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(skill-profile) are C(name), C(description), C(active_skills), C(active_enum_skills). It is found by
    its C(id) if you give it, else by its C(name).
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
  - Options of C(audio-file) are C(name), C(content_type), C(description), C(file). It is found by its C(id) if you
    give it, else by its C(name).
  - Options of C(subflow) are C(name), C(file), C(publish), C(comment), C(skip_validation). It is found by its C(id)
    if you give it, else by its C(name).
  - Options of C(flow) are C(name), C(file), C(publish), C(comment), C(skip_validation). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(contact-service-queue) are C(name), C(active), C(description), C(queue_type), C(channel_type),
    C(social_channel_type), C(service_level_threshold), C(max_active_contacts), C(max_time_in_queue),
    C(routing_type), C(skill_based_routing_type), C(queue_routing_type), C(check_agent_availability),
    C(call_distribution_groups), C(queue_skill_requirements), C(agents), C(default_music_in_queue_media_file),
    C(monitoring_permitted), C(parking_permitted), C(recording_permitted), C(recording_all_calls_permitted),
    C(pause_recording_permitted), C(recording_pause_duration), C(timezone), C(control_flow_script_url),
    C(ivr_requeue_url), C(overflow_number), C(vendor_id), C(outdial_campaign_enabled), C(manually_assignable),
    C(xsp_version), C(subscription_id), C(assistant_skill), C(personalized_ai_routing),
    C(queue_level_summaries_inclusion), C(queue_level_sentiment_analysis_inclusion),
    C(queue_level_predicted_wait_time_inclusion), C(queue_level_auto_csat_inclusion),
    C(queue_level_real_time_transcriptions_inclusion). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(entry-point) are C(name), C(active), C(description), C(entry_point_type), C(channel_type),
    C(social_channel_type), C(service_level_threshold), C(maximum_active_contacts), C(control_flow_script_url),
    C(overflow_number), C(timezone), C(imi_org_type), C(asset), C(xsp_version), C(subscription_id),
    C(route_point_id), C(flow), C(flow_tag), C(music_on_hold), C(outdial_queue), C(callback_enabled),
    C(outdial_transfer_to_queue_enabled), C(flow_override_settings). It is found by its C(id) if you give it, else
    by its C(name).
  - Options of C(cad-variable) are C(name), C(active), C(description), C(variable_type), C(default_value),
    C(agent_editable), C(agent_viewable), C(desktop_label), C(reportable), C(sensitive). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(dial-plan) are C(name), C(active), C(description), C(regular_expression), C(prefix),
    C(stripped_chars). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(contact-number) are C(number). It is found by its C(id) if you give it, else by its C(number).
  - Options of C(address-book) are C(name), C(description), C(parent_type), C(site), C(entries). It is found by its
    C(id) if you give it, else by its C(name).
  - Options of C(outdial-ani) are C(name), C(description), C(entries). It is found by its C(id) if you give it, else
    by its C(name).
  - Options of C(dial-number) are C(dialled_number), C(entry_point), C(location), C(region_id), C(extension),
    C(routing_prefix), C(esn), C(route_point_id), C(default_ani). It is found by its C(id) if you give it, else by
    its C(dialled_number).
  - Options of C(agent-profile) are C(name), C(active), C(description), C(parent_type), C(site), C(screen_popup),
    C(last_agent_routing), C(auto_answer), C(auto_wrap_up), C(auto_wrap_after_seconds),
    C(allow_auto_wrap_up_extension), C(agent_available_after_outdial), C(access_wrap_up_code), C(wrap_up_codes),
    C(access_idle_code), C(idle_codes), C(access_queue), C(queues), C(access_entry_point), C(entry_points),
    C(access_buddy_team), C(buddy_teams), C(consult_to_queue), C(outdial_enabled), C(outdial_entry_point),
    C(outdial_ani), C(address_book), C(dial_plan_enabled), C(dial_plans), C(agent_dn_validation),
    C(agent_dn_validation_criteria), C(agent_dn_validation_criterions), C(login_voice_options), C(threshold_rules),
    C(viewable_statistics), C(timeout_desktop_inactivity_custom_enabled), C(timeout_desktop_inactivity_mins),
    C(show_user_details_ms), C(state_synchronization_ms), C(show_user_details_webex),
    C(state_synchronization_webex). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(desktop-layout) are C(name), C(status), C(description), C(edited_by), C(json_file_name),
    C(json_file_content), C(global), C(default_json_modified), C(validated), C(teams). It is found by its C(id) if
    you give it, else by its C(name).
  - Options of C(resource-collection) are C(name), C(description), C(resources). It is found by its C(id) if you
    give it, else by its C(name).
  - Options of C(user-profile) are C(name), C(active), C(description), C(profile_type), C(permission_access_level),
    C(permissions), C(resource_access_level), C(default_resource_collection), C(resource_collections),
    C(editable_folder_ids), C(viewable_folder_ids), C(non_viewable_folder_ids). It is found by its C(id) if you give
    it, else by its C(name).
  - Options of C(user) are C(email), C(contact_center_enabled), C(user_profile), C(site), C(teams),
    C(skill_profile), C(dynamic_skills), C(desktop_profile), C(multimedia_profile), C(dialed_number),
    C(external_id), C(work_phone), C(mobile), C(timezone), C(preferred_supervisor_team),
    C(user_level_burnout_inclusion), C(user_level_wellness_break_reminders). It is found by its C(id) if you give
    it, else by its C(email).
  - Options of C(channel) are C(name), C(description), C(channel_type), C(logo_type), C(logo_icon_name),
    C(messaging_policy). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(asset) are C(name), C(channel_type), C(channel), C(business_address), C(data_schema),
    C(webhook_config). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(subscription) are C(name), C(description), C(event_types), C(destination_url), C(secret),
    C(resource_version), C(status). It is found by its C(id) if you give it, else by its C(name).
  - Options of C(ai-feature) are C(realtime_transcripts), C(suggested_responses), C(generated_summaries),
    C(agent_wellbeing), C(auto_csat), C(coaching_insights), C(evaluations_and_analytics), C(sentiment_analysis),
    C(predicted_wait_time), C(personalized_ai_routing). An organization has exactly one.
"""

    LISTED = r"""
options:
  type:
    description:
      - The family to list.
    type: str
    required: true
    choices: [multimedia-profile, site, team, skill, skill-profile, work-type, auxiliary-code, holiday-list,
      overrides, business-hours, audio-file, subflow, flow, contact-service-queue, entry-point, cad-variable,
      dial-plan, contact-number, address-book, outdial-ani, dial-number, agent-profile, desktop-layout,
      resource-collection, user-profile, user, channel, asset, subscription, ai-feature]
"""
