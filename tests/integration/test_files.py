# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as people save them, and what is said of those that cannot be used."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ansible.parsing.vault import VaultLib, VaultSecret
from support.project import Project, task
from support.simulator import Row, Simulator

VAC = "Voice and Chat"
HEADER = "name,active,multimedia_profile\n"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@dataclass(frozen=True)
class Bad:
    """A file that is refused, and what the message has to say, each part in a line of its own."""

    name: str
    content: str | bytes
    said: tuple[str, ...]


COLUMNS = "name, id, active, description, multimedia_profile, multimedia_profile_id, state"
UNREADABLE = (
    Bad("latin.csv", f"{HEADER}Köln,true,{VAC}\n".encode("latin-1"), ("latin.csv:2: byte 0xF6 is not UTF-8",)),
    Bad("wide.json", '[{"name": "Bonn"}]'.encode("utf-16"), ("wide.json:1: the file is UTF-16; save it as UTF-8",)),
    Bad("wide.yml", f"- name: Bonn\n  multimedia_profile: {VAC}\n".encode("utf-16-le"), ("wide.yml:1: a NUL byte",)),
    Bad("quotes.csv", f'{HEADER}Bonn,true,{VAC}\n"Kiel,true,{VAC}\n', ("quotes.csv:3: the quotes of a cell",)),
    Bad("quotes.yml", '- name: "Bonn\n  active: true\n', ("quotes.yml:1:9: the quote opened here is not closed",)),
    Bad("quotes.json", '[{"name": "Bonn}]\n', ("quotes.json:1:18: a line break or tab is inside quotes",)),
    Bad("comma.json", '[{"name": "Bonn"},\n]\n', ('comma.json:2:1: remove the comma before this "]"',)),
    Bad("indent.yml", "- name: Bonn\n   active: true\n", ("indent.yml:2:10: no colon is expected here",)),
    Bad("bomb.yml", BOMB, ("bomb.yml:", "the aliases (*) of this file stand for more than")),
    Bad("text.yml", "just a text\n", ("text.yml:1: a list of objects is expected, or a mapping from families to",)),
    Bad("two.yml", "- name: Bonn\n---\n- name: Kiel\n", ("two.yml:2:1: a second YAML document starts here",)),
    Bad("sites.txt", f"{HEADER}Bonn,true,{VAC}\n", ("sites.txt: the name does not say what the file is", ".csv")),
)
UNUSABLE = (
    Bad(
        "nameless.csv",
        "active,description\ntrue,x\n",
        (f"nameless.csv:1: column name and column id are missing; give one of them. Known are {COLUMNS}",),
    ),
    Bad(
        "columns.csv",
        f"name,multmedia_profile,color\nBonn,{VAC},red\n",
        (
            'columns.csv:1: column "multmedia_profile": unknown; did you mean multimedia_profile?',
            '"color": unknown',
            COLUMNS,
        ),
    ),
    Bad(
        "twice.csv",
        f"name,Multimedia Profile,multimediaProfile\nBonn,{VAC},{VAC}\n",
        ("twice.csv:1: ", "multimedia_profile twice"),
    ),
    Bad(
        "cells.csv",
        f"{HEADER}Bonn,true,{VAC},more\n\nKiel,true\n",
        ("cells.csv:2: the row has 4 cells, the header 3", "cells.csv:4: the row has 2 cells, the header 3"),
    ),
    Bad(
        "rows.csv",
        f"{HEADER}Bonn,maybe,{VAC}\nBonn,true,{VAC}\n,true,{VAC}\n{'x' * 81},true,{VAC}\nCafé,true,{VAC}\n"
        f"O'Hare,true,{VAC}\nA & B,true,{VAC}\n",
        (
            'rows.csv:2: active: "maybe" is not true or false',
            "rows.csv:4: name: missing",
            "rows.csv:5: name: ",
            "has 81 characters; at most 80 are allowed",
            'rows.csv:6: name: "Café" holds é; allowed are letters A-Z and a-z, digits, space, _ and -',
            """rows.csv:7: name: "O'Hare" holds '; allowed are""",
            'rows.csv:8: name: "A & B" holds &; allowed are',
        ),
    ),
    Bad(
        "again.csv",
        f"{HEADER}Bonn,true,{VAC}\nKiel,true,{VAC}\nBonn,true,{VAC}\n",
        ('again.csv:4: name: "Bonn" is also defined at again.csv:2',),
    ),
    Bad(
        "values.yml",
        "- name: 007\n- name: 2024-01-31\n- name: yes\n- name: ''\n- name: [Bonn]\n"
        "- name: Kiel\n  colour: red\n  state: gone\n",
        (
            'values.yml:1: name: 007 is read as a number; write it in quotes: "007"',
            'values.yml:2: name: 2024-01-31 is read as a date; write it in quotes: "2024-01-31"',
            'values.yml:3: name: yes is read as true or false; write it in quotes: "yes"',
            "values.yml:4: name: missing; give it, or the id of the object",
            'values.yml:5: name: ["Bonn"] is not text',
            "values.yml:7: colour: unknown",
            'values.yml:8: state: "gone" is not allowed; use present or absent',
        ),
    ),
    Bad(
        "keys.yml",
        "- name: Bonn\n  active: true\n  name: Kiel\n",
        ("keys.yml:3: name: is written twice in one object",),
    ),
    Bad(
        "keys.json",
        '[\n {"name": "Bonn",\n  "name": "Kiel"}\n]\n',
        ("keys.json:3: name: is written twice in one object",),
    ),
    Bad(
        "family.yml",
        "site:\n- name: Bonn\nsquad:\n- name: Sales\n",
        ("family.yml:3: squad: unknown family", "Known are multimedia-profile, site, team"),
    ),
)
ON_THE_LIVE_SIDE = (
    Bad(
        "profiles.csv",
        f"{HEADER}Bonn,true,Voice and Chart\nKiel,true,{VAC}\nUlm,true,\n",
        (
            'profiles.csv:2: multimedia_profile: "Voice and Chart": no multimedia profile has this name. Did '
            'you mean "Voice and Chat"?',
            'profiles.csv:4: multimedia_profile or multimedia_profile_id: missing; a new site ("Ulm") needs it',
        ),
    ),
    Bad(
        "ids.yml",
        "- id: 93912f11-6017-404b-bf14-5331890b1797\n  name: Bonn\n",
        ("ids.yml:1: id: no site of this organization has the id 93912f11-6017-404b-bf14-5331890b1797",),
    ),
)


def differences(project: Project, files: tuple[Bad, ...]) -> tuple[list[str], int]:
    """What messages do not say, and how many requests were sent, all of them reads."""
    for bad in files:
        project.write(bad.name, bad.content)
    steps = project.play(*(task("wxcc_site", {"src": bad.name}) for bad in files))
    missing = []
    for bad, step in zip(files, steps, strict=True):
        message = step.refusal()
        missing += [f"{bad.name}: {part!r} is not in {message!r}" for part in bad.said if part not in message]
    return missing, sum(len(step.requests) for step in steps)


def test_files_that_cannot_be_read(project: Project) -> None:
    assert differences(project, UNREADABLE) == ([], 0)


def test_files_that_cannot_be_used(project: Project) -> None:
    assert differences(project, UNUSABLE) == ([], 0)


def test_files_that_do_not_fit_the_organization(project: Project) -> None:
    missing, _unused = differences(project, ON_THE_LIVE_SIDE)
    assert missing == []


def test_things_that_are_no_file(project: Project) -> None:
    (project.folder / "folder.csv").mkdir()
    project.write("large.csv", HEADER)
    os.truncate(project.folder / "large.csv", 20 * 1024 * 1024 + 1)
    inline = [{"name": "Bonn", "multimedia_profile": VAC}, {"name": 7}, {"name": "Kiel", "colour": "red"}]
    cases: list[tuple[Row, str]] = [
        ({"src": "missing.csv"}, "missing.csv: there is no such file; looked for "),
        ({"src": "folder.csv"}, "folder.csv: is a directory; src takes one file"),
        ({"src": "large.csv"}, "large.csv: the file has 20,971,521 bytes, 20,971,520 are allowed"),
        ({"sites": inline}, 'sites[1]: name: 7 is read as a number; write it in quotes: "7"'),
        ({"sites": inline}, "sites[2]: colour: unknown"),
        ({"name": "Köln", "multimedia_profile": VAC}, 'name: "Köln" holds ö; allowed are letters'),
        ({"name": "Bonn", "src": "large.csv"}, "src|sites|name"),
        ({"active": True}, "src, sites, name, id"),
        ({"sites": inline, "src": "large.csv"}, "src|sites"),
    ]
    steps = project.play(*(task("wxcc_site", options) for options, _unused in cases))
    assert [
        (said, step.refusal()) for (_unused, said), step in zip(cases, steps, strict=True) if said not in step.refusal()
    ] == []
    assert [row for step in steps for row in step.requests] == []


def test_a_list_without_rows_changes_nothing_and_a_file_without_any_is_told(project: Project) -> None:
    files = {"header.csv": HEADER, "nothing.csv": "", "nothing.yml": "", "null.yml": "sites:\n", "nothing.json": "[]"}
    for name, content in files.items():
        project.write(name, content)
    *from_files, from_list = project.play(
        *(task("wxcc_site", {"src": name}) for name in files), task("wxcc_site", {"sites": []})
    )
    for name, step in zip(files, from_files, strict=True):
        assert step.unchanged()["sites"] == []
        (warning,) = step.result["warnings"]
        assert f"{name}: it lists nothing" in warning
    assert from_list.unchanged().get("warnings", []) == []


def test_files_of_a_role_and_of_the_vault(project: Project, sim: Simulator) -> None:
    vaulted = VaultLib([("default", VaultSecret(b"password"))]).encrypt(f"{HEADER}Secret Office,true,{VAC}\n")
    project.write("vault_password", "password")
    project.write("files/vaulted.csv", vaulted)
    project.write("roles/offices/files/offices.yml", f"site:\n- name: Role Office\n  multimedia_profile: {VAC}\n")
    project.write(
        "roles/offices/tasks/main.yml",
        "- name: Offices\n  webex.contact_center.wxcc_config:\n    src: offices.yml\n",
    )
    keywords = {"roles": ["offices"]}
    options = ("--vault-password-file", str(project.folder / "vault_password"), "-vvv")
    project.write("files/acme/site.csv", vaulted)
    project.write("files/acme/team/north.yml", "- {name: North, site: Secret Office}\n")
    folder = task("wxcc_config", {"src": "acme"})
    run = project.run(task("wxcc_site", {"src": "vaulted.csv"}), folder, folder, options=options, keywords=keywords)
    assert [entry["result"]["changed"] for entry in run.tasks] == [True, True, True, False], run.output
    assert project.names() == {"Site-1", "Role Office", "Secret Office"}
    assert project.names("team") == {"Team-1", "North"}
    assert f"true,{VAC}" not in run.output


def test_spellings_that_people_use(project: Project, sim: Simulator) -> None:
    """Tabs, old line ends, odd headers, quoted cells over several lines, rows of empty cells."""
    project.write(
        "tabs.csv",
        f'Name\tMULTIMEDIA-PROFILE\tDescription\tstate\r\rBonn\t{VAC}\t"first\rsecond ""line"""\tPRESENT\r\t\t\t\r'
        f"Kiel\t{VAC}\t\t\rAachen\t{VAC}\t\tabsent\r".replace("PRESENT", "present"),
    )
    project.write(
        "export.json", f'{{"Sites": [{{"name": "Bonn", "multimediaProfile": "{VAC}", "systemDefault": false}}]}}'
    )
    step, again = project.play(task("wxcc_site", {"src": "tabs.csv"}), task("wxcc_site", {"src": "export.json"}))
    assert step.ok()["summary"]["created"] == 2
    assert [row["action"] for row in step.result["sites"]] == ["created", "created", "unchanged"]
    again.unchanged()
    bonn = next(row for row in sim.objects("site") if row["name"] == "Bonn")
    assert bonn["description"] == 'first\nsecond "line"'


def test_names_that_differ_only_in_case_are_two_sites(project: Project, sim: Simulator) -> None:
    project.write("sites.csv", f"{HEADER}Bonn,true,{VAC}\nBONN,true,{VAC}\n")
    run = project.run(*[task("wxcc_site", {"src": "sites.csv"})] * 2)
    assert project.names() == {"Site-1", "Bonn", "BONN"}
    assert run.stderr.count('sites.csv:3: "BONN" and "Bonn" differ only in case') == 1, run.output
    assert [row["items"] for row in sim.writes()] == [2]
