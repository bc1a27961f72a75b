# SPDX-License-Identifier: GPL-3.0-or-later
"""Bulk files of Control Hub: the same objects as it exports them, as its template has them, and in our own form."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.recognize import Sheets
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.translate import translated
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import Document, parse
from support.samples import create
from support.simulator import Simulator


@dataclass(frozen=True)
class HubFile:
    """Objects of one family in the three forms; the template has its headings in Title Case, the export in capitals."""

    template: str
    own: str

    @property
    def export(self) -> str:
        header, _end, rows = self.template.partition("\n")
        return f"{header.upper()}\n{rows}"


FILES = {
    "multimedia-profile": HubFile(
        """\
Name,Description,Type,Voice,Chat,Email,Social
Blended,All at once,BLENDED_REALTIME,1,5,5,5
Voice only,,Exclusive,1,0,0,0
""",
        """\
name,description,blending_mode,telephony,chat,email,social
Blended,All at once,BLENDED_REALTIME,1,5,5,5
Voice only,,EXCLUSIVE,1,0,0,0
""",
    ),
    "site": HubFile(
        "Name,Multimedia Profile\nLyon,Default_Multimedia_Profile\nOslo,Default_Multimedia_Profile\n",
        "name,multimedia_profile\nLyon,Default_Multimedia_Profile\nOslo,Default_Multimedia_Profile\n",
    ),
    "team": HubFile(
        """\
Name,Site,Type,Multimedia Profile,Skill Profile,DN,Capacity,Desktop Layout
Billing,Site-1,AGENT,Default_Multimedia_Profile,,,,
Lines,Site-1,CAPACITY,,,+14155550123,12,
""",
        """\
name,site,team_type,multimedia_profile,dialed_number,capacity
Billing,Site-1,AGENT,Default_Multimedia_Profile,,
Lines,Site-1,CAPACITY,,+14155550123,12
""",
    ),
    "skill": HubFile(
        """\
Name,Description,Service Level Threshold,Type,List Values For Enum
Spanish,Of the language,30,Proficiency,
Licence,,0,BOOLEAN,
Product,,60,Enum,Phones|Tablets | Watches
""",
        """\
name,description,service_level_threshold,skill_type,enum_skill_values
Spanish,Of the language,30,PROFICIENCY,
Licence,,0,BOOLEAN,
Product,,60,ENUM,"[{""name"": ""Phones""}, {""name"": ""Tablets""}, {""name"": ""Watches""}]"
""",
    ),
    "skill-profile": HubFile(
        """\
Name,Description,Skill Name,Skill Values,Delete
First,Level one,,,
First,,Spanish,7,
First,,Licence,True,No
First,,Product,Phones|Tablets,
Second,,,,
Second,,Remark,7,
Second,,Spanish,,Yes
""",
        """\
name,description,active_skills,active_enum_skills
First,Level one,\
"[{""skill"": ""Spanish"", ""proficiency_value"": 7}, {""skill"": ""Licence"", ""boolean_value"": true}]",\
"[{""enum_skill_value"": ""Phones""}, {""enum_skill_value"": ""Tablets""}]"
Second,,"[{""skill"": ""Remark"", ""text_value"": ""7""}]",[]
""",
    ),
    "work-type": HubFile(
        "Name,Description,Type\nPauses,Short,IDLE_CODE\nOutcomes,,Wrap Up\n",
        "name,description,work_type_code\nPauses,Short,IDLE_CODE\nOutcomes,,WRAP_UP_CODE\n",
    ),
    "auxiliary-code": HubFile(
        """\
Name,Description,Default,Work Type
Lunch,Noon,ON,Default Idle Work Type
Lunch,,Yes,Default Wrapup Work Type
Break,,Off,Default Idle Work Type
""",
        """\
name,description,default_code,work_type
Lunch,Noon,true,Default Idle Work Type
Lunch,,true,Default Wrapup Work Type
Break,,false,Default Idle Work Type
""",
    ),
    "entry-point": HubFile(
        """\
Name,Description,Service Level Threshold,Timezone,Channel Type,Social Channel Type,Asset Name
Main,The first,30,Europe/Oslo,TELEPHONY,,
Chats,,60,Europe/Oslo,Social Channel,Facebook Messenger,
""",
        """\
name,description,service_level_threshold,timezone,channel_type,social_channel_type
Main,The first,30,Europe/Oslo,TELEPHONY,
Chats,,60,Europe/Oslo,SOCIAL_CHANNEL,MESSENGER
""",
    ),
    "dial-number": HubFile(
        "Dialed Number,Entry Point,Region\n+14155550100,Main,\n+14155550101,Main,\n",
        "dialled_number,entry_point\n+14155550100,Main\n+14155550101,Main\n",
    ),
    "contact-service-queue": HubFile(
        """\
Name,Description,Channel Type,Max Time In Queue,Service Level Threshold,Timezone,Permit Monitoring,Permit Recording,\
Record All Calls,Pause or Resume Enabled,Recording Pause Duration,Default Music in Queue,Routing Type,\
Skill-Based Agent Selection,Distribution Group,Distribution Group Seq,Group Fallback Time,Group Teams
Billing,Bills,TELEPHONY,300,30,Europe/Oslo,On,Off,OFF,No,10,defaultmusic_on_hold.wav,LONGEST_AVAILABLE_AGENT,,,,,
Billing,,,,,,,,,,,,,,,1,,Team-1
Billing,,,,,,,,,,,,,,,2,60,Team-1|Second: Site-1
Chats,,CHAT,300,60,,,,,,,,,,,,,
Chats,,,,,,,,,,,,,,,1,,Team-1: Site-1
""",
        """\
name,description,channel_type,max_time_in_queue,service_level_threshold,timezone,monitoring_permitted,\
recording_permitted,recording_all_calls_permitted,pause_recording_permitted,recording_pause_duration,\
default_music_in_queue_media_file,routing_type,call_distribution_groups
Billing,Bills,TELEPHONY,300,30,Europe/Oslo,true,false,false,false,10,defaultmusic_on_hold.wav,\
LONGEST_AVAILABLE_AGENT,"[{""order"": 1, ""agent_groups"": [{""team"": ""Team-1""}]}, {""order"": 2, ""duration"": 60,\
 ""agent_groups"": [{""team"": ""Team-1""}, {""team"": ""Second: Site-1""}]}]"
Chats,,CHAT,300,60,,,,,,,,,"[{""order"": 1, ""agent_groups"": [{""team"": ""Team-1: Site-1""}]}]"
""",
    ),
    "cad-variable": HubFile(
        """\
Name,Description,Agent Editable,Agent Viewable,Variable Type,Default Value,Reportable,Desktop Label
Is_VIP,,ON,On,BOOLEAN,TRUE,OFF,Important
Since,,Off,Off,DATE TIME,,On,
Points,,No,Yes,Integer,7,no,Points
""",
        """\
name,agent_editable,agent_viewable,variable_type,default_value,reportable,desktop_label
Is_VIP,true,true,Boolean,true,false,Important
Since,false,false,DateTime,,true,
Points,false,true,Integer,7,false,Points
""",
    ),
    "agent-profile": HubFile(
        """\
Name,Description,Parent Site,Screen Popups,Last Agent Routing,Wrap Up Type,Auto Wrap Up Time,\
Agent Available After Outdial,Allow Auto Wrap Up Extension,Wrap Up Options,Wrap Up Codes,Idle Options,Idle Codes,\
Transfer Options,Transfer Targets,Buddy Team Option,Buddy Teams,Consult To Queue,Outdial Enabled,Outdial EP,\
Address Book,Dial Plan Enabled,Dial Plan,Outdial ANI,DN Validation Option,Validation Criteria,Agent Statistics,\
Queue Statistics Option,Selected Queues,Logged In Team Statistics,Team Statistics Option,Selected Teams,\
Agent Threshold Alerts Enabled,Agent Threshold Alerts
Desk,Everyone,,ON,OFF,AUTO,30,ON,OFF,SPECIFIC,Sale,SPECIFIC,Meeting,ALL,,SPECIFIC,Team-1: Site-1,ON,OFF,,,OFF,,,\
UNRESTRICTED,,ON,ALL,,ON,SPECIFIC,Team-1: Site-1,,
Local,,Site-1,OFF,OFF,MANUAL,,OFF,OFF,ALL,,ALL,,NONE,,NONE,,OFF,ON,Main,,OFF,,,PROVISIONED VALUE,,OFF,NONE,,OFF,NONE,,,
""",
        """\
name,description,parent_type,site,screen_popup,last_agent_routing,auto_wrap_up,auto_wrap_after_seconds,\
agent_available_after_outdial,allow_auto_wrap_up_extension,access_wrap_up_code,wrap_up_codes,access_idle_code,\
idle_codes,access_queue,access_buddy_team,buddy_teams,consult_to_queue,outdial_enabled,outdial_entry_point,\
dial_plan_enabled,agent_dn_validation,viewable_statistics.agent_stats,viewable_statistics.access_queue_stats,\
viewable_statistics.logged_in_team_stats,viewable_statistics.access_team_stats,viewable_statistics.teams
Desk,Everyone,,,true,false,true,30,true,false,SPECIFIC,\
"[{""name"": ""Sale"", ""work_type_code"": ""WRAP_UP_CODE""}]",SPECIFIC,\
"[{""name"": ""Meeting"", ""work_type_code"": ""IDLE_CODE""}]",ALL,SPECIFIC,\
Team-1: Site-1,true,false,,false,ALL,true,ALL,true,SPECIFIC,Team-1: Site-1
Local,,SITE,Site-1,false,false,false,,false,false,ALL,,ALL,,NONE,NONE,,false,true,Main,false,PROVISIONED_VALUE,false,\
NONE,false,NONE,
""",
    ),
    "user": HubFile(
        """\
Email,User Profile,Contact Center Enabled,Site,Teams,Skill Profile,Desktop Profile,Multimedia Profile,External Id,\
Default DN
{0},,On,Site-1,Team-1|Second: Site-1,,Agent-Profile,Default_Multimedia_Profile,0042,+14155550188
{1},,Off,Site-1,,,,,,
""",
        """\
email,contact_center_enabled,site,teams,desktop_profile,multimedia_profile,external_id,dialed_number
{0},true,Site-1,Team-1;Second: Site-1,Agent-Profile,Default_Multimedia_Profile,0042,+14155550188
{1},false,Site-1,,,,,
""",
    ),
}


def hub(
    text: str, family: str | None = None, form: str = "auto", *, ignored: tuple[str, ...] = (), name: str = "hub.csv"
) -> list[Document]:
    """Read a file as the modules do."""
    return translated([parse(text, name, "csv")], family, Sheets.of(form, ignored))


def own(text: str, family: str) -> list[Document]:
    """Read a file in our own form."""
    documents = hub(text, family, "native", name="own.csv")
    for document in documents:
        document.part = family
    return documents


def make_skills(sim: Simulator) -> None:
    """Make a skill of each type."""
    for number, (name, kind) in enumerate((("Spanish", "PROFICIENCY"), ("Licence", "BOOLEAN"), ("Remark", "TEXT"))):
        create(sim, "skill", number, name=name, skillType=kind)
    values = [{"name": name} for name in ("Phones", "Tablets", "Watches")]
    create(sim, "skill", 9, name="Product", skillType="ENUM", enumSkillValues=values)
