# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of tokens and what is wrong, what is encrypted, and what must not be seen."""

from __future__ import annotations

import json
from pathlib import Path

from support.engine import sites
from support.project import Project, task
from support.simulator import CALLBACK, Row, Simulator
from support.token_store import entry, filled, logged_in

SHOWN = {"name": "Show", "ansible.builtin.debug": {"var": "result"}}


def bad_inputs(sim: Simulator, folder: Path) -> list[tuple[Row, Row, list[str]]]:
    """Options, variables, and what the message must say."""
    due = {"org": "acme", "state": "refreshed"}
    open_store = folder / "open"
    open_store.mkdir(mode=0o755)
    return [
        ({}, {}, ["org: missing", "wxcc_org", "WXCC_ORG"]),
        ({"org": "nobody"}, {}, ["nobody: not in the token store", "acme", "onboard"]),
        ({"org": "../../x"}, {}, ["'../../x' is not a name for an organization", "letters, digits"]),
        (due, {"wxcc_client_secret": "x"}, ["acme: ", "401", "check client_id and client_secret"]),
        ({**due, "token_store": "/nowhere"}, {}, ["/nowhere: there is no token store here; check token_store"]),
        ({**due, "token_store": str(open_store)}, {}, [f"{open_store}: other users may use", "chmod 700"]),
        ({"org": "broken"}, {}, ["broken.json: is not a file of the token store", "keeps this file aside"]),
        ({"org": "acme", "code": "c"}, {}, ["redirect_uri", "code"]),
        (
            {"org": "acme", "code": "c", "refresh_token": "r", "redirect_uri": "u"},
            {},
            ["code and refresh_token exclude one another"],
        ),
        ({"org": "acme", "min_validity": -1}, {}, ["min_validity: -1 is not between"]),
        ({"org": "acme", "min_validity": "soon"}, {}, ["min_validity", "int"]),
        ({"org": "acme", "state": "there"}, {}, ["state", "present, refreshed, absent"]),
        ({"org": "acme", "tokenstore": "x"}, {}, ["tokenstore"]),
        ({**due, "timeout": "long"}, {}, ["timeout", "float"]),
        ({**due, "auth_url": "http://example.com"}, {}, ["auth_url", "unencrypted"]),
        ({"org": "acme", "org_id": sim.orgs[1].org_id}, {}, [sim.orgs[0].org_id, sim.orgs[1].org_id]),
        (
            {"org": "twin", "refresh_token": sim.orgs[0].refresh_token},
            {},
            ["twin: organization", "already in the token store as acme"],
        ),
    ]


def test_bad_input_is_a_sentence_that_says_what_to_do(project: Project, sim: Simulator, store: Path) -> None:
    sim.advance(1)
    project.play(logged_in(sim))
    (store / "broken.json").write_text('{"half": ', encoding="utf-8")
    (store / "broken.json").chmod(0o600)
    cases = bad_inputs(sim, project.folder)
    tasks = [task("wxcc_token", options, vars=variables) for options, variables, _said in cases]
    steps = project.play(*tasks)
    wrong = [
        (part, step.refusal())
        for step, (_options, _variables, said) in zip(steps, cases, strict=True)
        for part in said
        if part not in step.failure()
    ]
    assert wrong == []
    (no_secret,) = project.play(
        task("wxcc_token", {"org": "acme", "state": "refreshed"}),
        environment={**project.environment, "WXCC_CLIENT_SECRET": ""},
    )
    assert no_secret.refusal().startswith("client_secret: missing; ")
    (kept,) = project.play(logged_in(sim, "broken", 1))
    assert kept.ok()["changed"]
    (aside,) = store.glob("broken.broken-*")
    assert aside.read_text(encoding="utf-8") == '{"half": '


def test_module_defaults_of_the_group_fit_the_modules_of_tokens(project: Project, sim: Simulator, store: Path) -> None:
    defaults: Row = {"group/webex.contact_center.wxcc": {"org": "acme", "data_center": "eu1", "parallelism": 2}}
    token, info = project.play(
        task("wxcc_token", {"refresh_token": sim.orgs[0].refresh_token}),
        task("wxcc_token_info"),
        keywords={"module_defaults": defaults},
    )
    assert token.ok()["org"] == "acme"
    assert len(info.ok()["organizations"]) == 1


def test_an_encrypted_store(project: Project, sim: Simulator, store: Path) -> None:
    project.write("password", "a long password\n")
    vault = ("--vault-password-file", str(project.folder / "password"))
    first, second, used = project.play(
        filled(sim, encrypt=True),
        filled(sim, "borealis", 1),
        task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}),
        options=vault,
    )
    for step in (first, second, used):
        assert step.ok()["changed"]
    raw = [path.read_bytes() for path in store.glob("*.json")]
    assert len(raw) == 2
    assert all(content.startswith(b"$ANSIBLE_VAULT;1.1;AES256\n") for content in raw)
    closed, new = project.play(
        task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}),
        logged_in(sim, "cygnus", 1, encrypt=True),
    )
    for step in (closed, new):
        assert "--vault-password-file" in step.refusal()
        assert step.requests == []


def test_no_output_shows_a_secret(project: Project, sim: Simulator, store: Path) -> None:
    """Not even at -vvvv, of no module, whether it works or not; what is revealed is in the variable only."""
    code = sim.code()
    secrets = [sim.client_secret, code]
    given = {"client_secret": sim.client_secret, "client_id": sim.client_id}
    use = {"name": "Use", "ansible.builtin.assert": {"that": ["result.access_token | length > 20"]}}
    tasks = [
        task("wxcc_token", {"org": "acme", "code": code, "redirect_uri": CALLBACK, **given}, register="result"),
        SHOWN,
        task("wxcc_token", {"org": "acme", "state": "refreshed", **given}, register="result"),
        task("wxcc_token", {"org": "acme", "state": "refreshed"}, vars={"wxcc_client_secret": sim.client_secret}),
        task("wxcc_token", {"org": "acme", "reveal": True}, register="result"),
        use,
        task("wxcc_site", {"org": "acme", **sites("Bonn")[0]}, register="result", diff=True),
        SHOWN,
        task("wxcc_site", {"org": "acme", "client_secret": sim.client_secret, **sites("Bonn")[0]}, register="result"),
        SHOWN,
        task("wxcc_token", {"org": "cygnus", "refresh_token": "SpentTokenOfNobody"}, register="result"),
        SHOWN,
        task("wxcc_token_info", register="result"),
        SHOWN,
    ]
    loud = {"ANSIBLE_DEBUG": "1", "ANSIBLE_LOG_PATH": str(project.folder / "ansible.log")}
    run = project.run(*tasks, options=("-vvvv",), environment={**project.environment, **loud})
    assert [row["state"] for row in run.tasks] == ["ok"] * 8 + ["failed", "ok", "failed", "ok", "ok", "ok"], run.output
    held = entry(store)
    secrets += ["SpentTokenOfNobody", *(held[name].partition("_")[0] for name in ("access_token", "refresh_token"))]
    log = (project.folder / "ansible.log").read_text(encoding="utf-8")
    playbook = (project.folder / "playbook.yml").read_text(encoding="utf-8")
    assert sim.client_secret in playbook
    for place, text in {"output": run.output, "log": log, "results": json.dumps(run.tasks)}.items():
        assert [secret[:4] for secret in secrets if secret in text] == [], place
