# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as a file: applied exactly as it was reviewed, or refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.contents import WAV
from support.planning import play
from support.simulator import Row, Simulator

from ansible_collections.webex.contact_center.plugins.module_utils.config.review import planfile
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.templates import RENDERED
from ansible_collections.webex.contact_center.plugins.plugin_utils import plans

ROOT = Path(__file__).resolve().parents[4]
FAMILIES = ("site", "team", "skill")
SITE = "name,multimedia_profile,description\n"
FILES = {
    "orgs/acme/site.csv": f"{SITE}Alta,Voice and Chat,new words\nBonn,Voice and Chat,\n",
    "orgs/acme/team/north.yml": "- {name: Sales, site: Bonn}\n- {name: Support, site: Alta}\n",
    "orgs/acme/skill.yml": "- {name: Speed, service_level_threshold: 5, skill_type: PROFICIENCY}\n",
}
"""The organization of the tests has the sites Alta and Beta, so Alta is changed, Beta purged, all else made."""


def write(folder: Path, **changes: str) -> None:
    for name, text in {**FILES, **changes}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def planned(sim: Simulator, folder: Path, **more: Any) -> Row:
    write(folder)
    given = {"src": "orgs/acme", "purge": True, "max_deletes": 99, "plan_dest": "plan.json", "check": True}
    return play(sim, folder, **{**given, **more})


def state(sim: Simulator) -> list[Any]:
    """The objects as people see them, in any order: ids, times and versions apart."""
    names = {row["id"]: row["name"] for row in sim.objects("site")}
    return [
        sorted(
            (row["name"], row.get("description", ""), names.get(row.get("siteId", ""), "")) for row in sim.objects(one)
        )
        for one in FAMILIES
    ]


def test_a_plan_that_is_applied_does_what_the_run_without_it_does(sim: Simulator, tmp_path: Path) -> None:
    result = planned(sim, tmp_path)
    assert (result["changed"], sim.writes()) == (True, [])
    assert (result["plan_file"], result["plan_markdown"]) == (str(tmp_path / "plan.json"), str(tmp_path / "plan.md"))
    before = {one: sim.objects(one) for one in FAMILIES}
    sim.clear_requests()
    by_plan = play(sim, tmp_path, plan="plan.json", max_deletes=99)
    assert by_plan["changed"], by_plan
    writes, after = [(row["method"], row["items"]) for row in sim.writes()], state(sim)
    again = play(sim, tmp_path, src="orgs/acme", purge=True)
    assert (again["changed"], again["summary"]["unchanged"]) == (False, 5)
    for one in reversed(FAMILIES):
        sim.set_objects({one: before[one]})
    sim.clear_requests()
    direct = play(sim, tmp_path, src="orgs/acme", purge=True, max_deletes=99)
    assert [(row["method"], row["items"]) for row in sim.writes()] == writes
    assert state(sim) == after

    def words(result: Row) -> list[tuple[str, str, str]]:
        return [(row["type"], row["name"], row["action"]) for row in result["objects"]]

    assert words(by_plan) == words(direct)
    assert by_plan["diff"] == direct["diff"]


def edit(path: Path, **changes: Any) -> None:
    """Change the plan and give it the digest of what it is then, as an older version would have written it."""
    document = {**json.loads(path.read_text("utf-8")), **changes}
    document.pop("digest")
    path.write_text(json.dumps({**document, "digest": planfile._digest(document)}), encoding="utf-8")


def put(sim: Simulator, name: str, **changes: Any) -> None:
    """Let somebody change a site."""
    (row,) = [row for row in sim.objects("site") if row["name"] == name]
    body = {key: value for key, value in row.items() if key not in ("links", "createdTime", "lastUpdatedTime")}
    assert sim.call("PUT", f"site/{row['id']}", json={**body, **changes}).status_code == 200


def add(sim: Simulator, name: str) -> None:
    """Let somebody make a site."""
    (profile,) = [row for row in sim.objects("multimedia-profile") if row["name"] == "Voice and Chat"]
    body = {"name": name, "multimediaProfileId": profile["id"], "active": True}
    assert sim.call("POST", "site", json=body).status_code == 201


def drop(sim: Simulator, name: str) -> None:
    """Let somebody delete a site."""
    (row,) = [row for row in sim.objects("site") if row["name"] == name]
    assert sim.call("DELETE", f"site/{row['id']}").status_code == 204


def by_hand(folder: Path) -> None:
    path = folder / "plan.json"
    path.write_text(path.read_text("utf-8").replace("new words", "my words"), encoding="utf-8")


SOURCE = {"name": "orgs/acme", "path": "orgs/acme", "form": "folder"}
Move = Callable[[Simulator, Path], object]
MOVED: dict[str, tuple[Move, str]] = {
    "an older format": (
        lambda _sim, folder: edit(folder / "plan.json", format=0),
        "plan.json: the plan has format 0; ",
    ),
    "an older collection": (
        lambda _sim, folder: edit(folder / "plan.json", collection="0.1.0"),
        f"version 0.1.0 of the collection made this plan, and this is version {plans.version()}. Make a new plan",
    ),
    "changed by hand": (lambda _sim, folder: by_hand(folder), "plan.json: the plan was changed after it was made"),
    "no plan": (
        lambda _sim, folder: (folder / "plan.json").write_text(json.dumps({"source": SOURCE})),
        "plan.json: not a plan. Give the JSON file that plan_dest wrote",
    ),
    "a changed file": (
        lambda _sim, folder: write(folder, **{"orgs/acme/skill.yml": "- {name: Speed, service_level_threshold: 6}\n"}),
        "plan.json: the source changed since the plan was made: skill.yml has other content. Make a new plan",
    ),
    "another file": (lambda _sim, folder: write(folder, **{"orgs/acme/team/x.yml": "[]"}), "team/x.yml is new"),
    "a file less": (lambda _sim, folder: (folder / "orgs/acme/skill.yml").unlink(), "skill.yml is gone"),
    "a changed object": (
        lambda sim, _folder: put(sim, "Alta", description="theirs"),
        'site Alta: changed since the plan was made: version 0 is now 1, description null is now "theirs"',
    ),
    "an object that is deleted has changed": (
        lambda sim, _folder: put(sim, "Beta", description="theirs"),
        "site Beta: changed since the plan was made",
    ),
    "an object that is gone": (lambda sim, _folder: drop(sim, "Alta"), "site Alta: is gone since the plan was made"),
    "a delete that is done": (lambda sim, _folder: drop(sim, "Beta"), "site Beta: is gone since the plan was made"),
    "an object that appeared": (
        lambda sim, _folder: add(sim, "Bonn"),
        'site Bonn: an object called "Bonn" appeared since the plan was made: id ',
    ),
}


@pytest.mark.parametrize("what", MOVED)
def test_a_plan_is_refused_where_something_moved(sim: Simulator, tmp_path: Path, what: str) -> None:
    planned(sim, tmp_path)
    move, told = MOVED[what]
    move(sim, tmp_path)
    sim.clear_requests()
    result = play(sim, tmp_path, plan="plan.json", max_deletes=99)
    assert result["failed"]
    assert told in result["msg"]
    assert sim.writes() == []


def test_the_plan_of_another_organization_is_refused(sim: Simulator, tmp_path: Path) -> None:
    planned(sim, tmp_path)
    result = play(sim, tmp_path, plan="plan.json", org=1)
    here, there = (sim.orgs[number].org_id for number in (0, 1))
    assert f"the plan was made for the organization {here}, and this task speaks for {there}" in result["msg"]


def test_what_the_plan_does_not_touch_may_change(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path, **{"one.yml": "site: [{name: Bonn, multimedia_profile: Voice and Chat}, {name: Alta}]"})
    play(sim, tmp_path, src="one.yml", plan_dest="plan.json", check=True)
    put(sim, "Alta", description="theirs")
    put(sim, "Beta", description="theirs")
    add(sim, "Kiel")
    result = play(sim, tmp_path, plan="plan.json")
    assert {row["name"]: row["action"] for row in result["objects"]} == {"Bonn": "created", "Alta": "unchanged"}


def test_a_source_elsewhere_is_given_beside_the_plan(sim: Simulator, tmp_path: Path) -> None:
    planned(sim, tmp_path)
    (tmp_path / "orgs").rename(tmp_path / "moved")
    with pytest.raises(
        Exception, match=r"plan.json: its source is missing: there is no .*orgs/acme. Give its new place"
    ):
        play(sim, tmp_path, plan="plan.json", max_deletes=99)
    assert play(sim, tmp_path, plan="plan.json", src="moved/acme", max_deletes=99)["changed"]


def test_the_markdown_names_files_from_the_folder_of_the_playbook(sim: Simulator, tmp_path: Path) -> None:
    """So that the comment on a merge request is the same from every runner."""
    planned(sim, tmp_path, src=str(tmp_path / "orgs/acme"))
    text = (tmp_path / "plan.md").read_text("utf-8")
    assert "`orgs/acme/site.csv:3`" in text
    assert str(tmp_path) not in text


def test_a_plan_that_is_not_there_is_named(sim: Simulator, tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(Exception, match=r"there is no such file$"):
        play(sim, tmp_path, plan=str(tmp_path / "nowhere.json"), src="orgs/acme")


def test_guards_hold_for_a_plan_too(sim: Simulator, tmp_path: Path) -> None:
    planned(sim, tmp_path)
    assert "max_deletes: " in play(sim, tmp_path, plan="plan.json", max_deletes=0)["msg"]
    assert (
        'and "site:B*" protects it' in play(sim, tmp_path, plan="plan.json", max_deletes=99, protect=["site:B*"])["msg"]
    )


def test_a_real_run_writes_its_plan_before_anything_else(sim: Simulator, tmp_path: Path) -> None:
    sim.fault(method="POST", path="/organization/*/site*", times=99, status=400)
    planned(sim, tmp_path, check=False)
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert plan["counts"]["site"] == {"create": 1, "update": 1, "delete": 1, "keep": 0}
    assert (tmp_path / "plan.md").stat().st_mode & 0o777 == 0o600


def test_a_second_run_of_the_task_goes_on_where_its_token_ended(sim: Simulator, tmp_path: Path) -> None:
    planned(sim, tmp_path)
    sim.fault(method="POST", path="/organization/*/team*", times=99, status=401)
    first = play(sim, tmp_path, plan="plan.json", max_deletes=99)
    assert first["unauthorized"]
    assert "Make a new plan to send what is missing" in first["msg"]
    sim.clear_faults()
    second = play(sim, tmp_path, plan="plan.json", max_deletes=99, first=first)
    assert second["changed"], second
    assert play(sim, tmp_path, src="orgs/acme", purge=True)["changed"] is False


def test_the_values_of_templates_are_part_of_the_source() -> None:
    packed = {"name": "a.yml", "form": "yaml", "text": "- name: '{{ town }}'", RENDERED: {"{{ town }}": "Lyon"}}
    moved = {**packed, RENDERED: {"{{ town }}": "Oslo"}}
    one, other = (planfile.source_of(source, {}, "a.yml", None).files for source in (packed, moved))
    assert planfile._moved(one, one) == ""
    assert planfile._moved(one, other) == "the text of the rendered templates has other content"
    renamed = planfile.source_of({**packed, "name": "new/b.yml"}, {}, "new/b.yml", None)
    planned = {"name": "a.yml", "form": "yaml", "files": one}
    assert planfile._moved(planfile._under_name(planned, renamed), renamed.files) == ""
    spoiled = {**planned, "files": {**one, "a.yml": "0" * 64}}
    assert planfile._moved(planfile._under_name(spoiled, renamed), renamed.files) == "b.yml has other content"


AUDIO = "orgs/sound/files/audio_file/hello.wav"


def with_sound(folder: Path, sound: bytes) -> None:
    write(folder, **{"orgs/sound/audio_file.yml": "- {name: hello.wav, file: files/audio_file/hello.wav}\n"})
    (folder / AUDIO).parent.mkdir(parents=True, exist_ok=True)
    (folder / AUDIO).write_bytes(sound)


def test_files_beside_the_records_come_from_the_source(sim: Simulator, tmp_path: Path) -> None:
    with_sound(tmp_path, WAV + b"one")
    assert play(sim, tmp_path, src="orgs/sound", plan_dest="plan.json", check=True)["changed"]
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    assert plan["source"]["files"].keys() == {"audio_file.yml", "files/audio_file/hello.wav"}
    with_sound(tmp_path, WAV + b"two")
    told = "the source changed since the plan was made: files/audio_file/hello.wav has other content"
    assert told in play(sim, tmp_path, plan="plan.json")["msg"]
    with_sound(tmp_path, WAV + b"one")
    (tmp_path / "orgs").rename(tmp_path / "elsewhere")
    assert play(sim, tmp_path, plan="plan.json", src="elsewhere/sound")["changed"]
    again = play(sim, tmp_path, src="elsewhere/sound", plan_dest="plan.json", check=True)
    assert again["changed"] is False


@pytest.mark.parametrize("what", ["one file", "a folder"])
def test_a_source_under_another_name_gives_files_and_templates(sim: Simulator, tmp_path: Path, what: str) -> None:
    with_sound(tmp_path, WAV + b"one")
    src = "orgs/sound"
    if what == "one file":
        src = "orgs/sound/all.yml"
        write(tmp_path, **{src: "audio-file: [{name: hello.wav, file: files/audio_file/hello.wav}]\n"})
    assert play(sim, tmp_path, src=src, plan_dest="plan.json", check=True)["changed"]
    (tmp_path / "orgs/sound").rename(tmp_path / "other")
    if what == "one file":
        (tmp_path / "other/all.yml").rename(tmp_path / "other/sounds.yml")
    name = "other/sounds.yml" if what == "one file" else "other"
    with pytest.raises(Exception, match=r"plan.json: its source is missing: there is no .*orgs/sound"):
        play(sim, tmp_path, plan="plan.json")
    (tmp_path / "other/files/audio_file/hello.wav").write_bytes(WAV + b"two")
    told = "the source changed since the plan was made: files/audio_file/hello.wav has other content. Make a new plan"
    assert told in play(sim, tmp_path, plan="plan.json", src=name)["msg"]
    (tmp_path / "other/files/audio_file/hello.wav").write_bytes(WAV + b"one")
    result = play(sim, tmp_path, plan="plan.json", src=name)
    assert result["changed"], result
    assert not play(sim, tmp_path, src=name)["changed"]


def test_a_file_of_a_live_object_that_somebody_replaced_is_seen(sim: Simulator, tmp_path: Path) -> None:
    with_sound(tmp_path, WAV + b"one")
    assert play(sim, tmp_path, src="orgs/sound")["changed"]
    with_sound(tmp_path, WAV + b"two")
    play(sim, tmp_path, src="orgs/sound", plan_dest="plan.json", check=True)
    with_sound(tmp_path, WAV + b"three")
    assert play(sim, tmp_path, src="orgs/sound")["changed"]
    with_sound(tmp_path, WAV + b"two")
    assert "audio file hello.wav: changed since the plan was made" in play(sim, tmp_path, plan="plan.json")["msg"]


@pytest.mark.parametrize("dest", ["plan.txt", "missing/plan.json", "folder.json", "beside.json"])
def test_a_plan_that_cannot_be_written_is_refused_before_any_request(sim: Simulator, tmp_path: Path, dest: str) -> None:
    for name in ("folder.json", "beside.md"):
        (tmp_path / name).mkdir()
    sim.clear_requests()
    assert "plan_dest: " in planned(sim, tmp_path, plan_dest=dest)["msg"]
    assert sim.requests() == []


def test_the_schema_of_a_plan(sim: Simulator, tmp_path: Path) -> None:
    planned(sim, tmp_path)
    plan = json.loads((tmp_path / "plan.json").read_text("utf-8"))
    schema = json.loads((ROOT / "docs/schemas/plan.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(plan, schema)
    assert plan["source"]["path"] == "orgs/acme"
    assert plan["source"]["files"].keys() == {"site.csv", "team/north.yml", "skill.yml"}
    for name in plan:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key: value for key, value in plan.items() if key != name}, schema)
