# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of docs/security.md that need a service which means harm, or a playbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.engine import apply, sites
from support.project import Project, task
from support.simulator import Row, Simulator
from support.token_store import change, filled
from unit.module_utils.api.scripted_server import ScriptedServer, reply

WARNING = "validate_certs is false"


@pytest.mark.parametrize("pages", [1, 3])
def test_links_of_a_list_are_not_followed(project: Project, sim: Simulator, pages: int) -> None:
    names = [f"Site {number:03}" for number in range(100 * pages - 50)]
    project.seed_sites(names)
    with ScriptedServer(reply(200, {})) as stranger:
        rows = sorted(sim.objects("site"), key=lambda row: str(row["name"]))
        links = dict.fromkeys(("next", "first", "last", "self"), f"{stranger.url}/organization/x/v2/site?page=1")
        meta: Row = {"page": 0, "pageSize": 100, "totalPages": pages, "totalRecords": len(rows), "links": links}
        listed = sim.call("GET", "v2/site", params={"page": 0, "pageSize": 100}).json()
        body = {"meta": meta, "data": listed["data"]}
        sim.fault(method="GET", path="*/v2/site", status=200, body=body)
        result = apply(sim, {"site": sites(*names)}).ok()
        assert stranger.received == []
    assert not result.changed


def test_a_task_warns_where_certificates_are_not_verified(project: Project) -> None:
    sites_of_one = {"sites": sites("Alta")}
    careless = project.run(task("wxcc_site", {**sites_of_one, "validate_certs": False}))
    careful = project.run(task("wxcc_site", sites_of_one))
    assert WARNING in " ".join(careless.output.split())
    assert WARNING not in " ".join(careful.output.split())


def test_a_proxy_of_the_environment_never_sees_loopback(project: Project) -> None:
    with ScriptedServer(reply(200, {})) as proxy:
        names = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY")
        (step,) = project.play(
            task("wxcc_config_info", {"type": "site"}),
            environment={**project.environment, **dict.fromkeys(names, proxy.url)},
        )
        assert step.ok()["objects"]
        assert proxy.received == []


def test_the_environment_keyword_gives_a_proxy_to_both_halves_of_a_task(
    project: Project, sim: Simulator, store: Path
) -> None:
    def asked(module: str, **options: str) -> Row:
        return task(module, {"org": "acme", "retry_timeout": 0, **options}, environment=settings, ignore_errors=True)

    with ScriptedServer(reply(407, body=b"")) as proxy:
        settings = {"HTTPS_PROXY": proxy.url, "WXCC_AUTH_URL": "https://idp.invalid"}
        project.play(filled(sim))
        (module,) = project.play(asked("wxcc_config_info", type="site", api_url="https://wxcc.invalid"))
        change(store, expires_at=0)
        refreshed, token = project.play(asked("wxcc_config_info", type="site"), asked("wxcc_token", state="refreshed"))
    for step, host in ((module, "wxcc"), (refreshed, "idp"), (token, "idp")):
        assert f"cannot reach {host}.invalid" in step.refusal()
        assert "through HTTPS_PROXY: Tunnel connection failed: 407" in step.refusal()
    hosts = [request.target for request in proxy.received]
    assert hosts == ["wxcc.invalid:443", "idp.invalid:443", "idp.invalid:443"]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..", "a/b", "%2e%2e%2f"])
def test_an_id_of_a_file_names_no_other_path(sim: Simulator, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="has the id"):
        apply(sim, {"site": [{"id": name, "name": "Alta"}]})
    assert {row["path"].rpartition("/")[2] for row in sim.requests()} <= {"site", "multimedia-profile"}
    assert sim.writes() == []
