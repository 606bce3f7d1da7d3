# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules for registries, from options to result."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError, RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.module import chart_pull, chart_push, registry_auth
from ansible_collections.coxswain.helm.plugins.module_utils.repository import credential_helpers

from ..repository.conftest import archive
from ..repository.fake_registry import FakeRegistry


@pytest.fixture
def fake():
    started = FakeRegistry()
    yield started
    started.close()


@pytest.fixture(autouse=True)
def user(monkeypatch, tmp_path):
    for kind in ("CONFIG", "CACHE", "DATA"):
        monkeypatch.setenv(f"HELM_{kind}_HOME", str(tmp_path / kind.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("DOCKER_CONFIG", raising=False)
    monkeypatch.setattr(credential_helpers, "default_helper", lambda: "")


@pytest.fixture
def pull(task, fake, tmp_path):
    def run(version="", **options):
        params = {"chart_ref": f"oci://{fake.host}/web", "plain_http": True, "destination": str(tmp_path / "charts")}
        return chart_pull.run(task(chart_pull.SPEC, diff=True, **params | options))

    return run


def test_pull_is_idempotent(pull, fake, tmp_path):
    fake.chart(archive("web", "1.0.0"), "1.0.0")
    first = pull()
    assert first["changed"] is True
    assert first["path"] == str(tmp_path / "charts" / "web-1.0.0.tgz")
    assert first["chart"] == {"name": "web", "version": "1.0.0", "app_version": ""}
    assert first["source"] == f"oci://{fake.host}/web:1.0.0"
    assert first["stdout"].startswith(f"Pulled: oci://{fake.host}/web:1.0.0\nDigest: sha256:")
    assert (first["rc"], first["stderr"], first["command"]) == (0, "", "")
    assert first["diff"]["before"] == {}
    assert list(first["diff"]["after"]) == [first["path"]]
    json.dumps(first)
    second = pull()
    assert (second["changed"], second["stdout"]) == (False, "")
    assert second["diff"]["after"] == {}


def test_development_versions(pull, fake):
    fake.chart(archive("web", "2.0.0-rc.1"), "2.0.0-rc.1")
    with pytest.raises(RepositoryError, match="all versions are prereleases"):
        pull()
    assert pull(chart_devel=True)["chart"]["version"] == "2.0.0-rc.1"


def test_options_of_kubernetes_core(task):
    """Those of helm_pull and helm_registry_auth, with their aliases."""
    params = {
        "chart_ref": "a",
        "chart_version": "1",
        "verify_chart": False,
        "verify_chart_keyring": "/k",
        "provenance": False,
        "url": "http://h",
        "username": "u",
        "password": "p",
        "pass_credentials": True,
        "skip_tls_certs_check": True,
        "untar_chart": True,
        "force": True,
        "destination": "/d",
        "chart_ca_cert": "/c",
        "chart_ssl_cert_file": "/c",
        "chart_ssl_key_file": "/c",
        "plain_http": True,
    }
    found = task(chart_pull.SPEC, **params).params
    assert (found["repo_url"], found["repo_username"], found["repo_password"]) == ("http://h", "u", "p")
    assert found["insecure_skip_tls_verify"] is True
    login = {
        "registry_url": "h",
        "repo_username": "u",
        "repo_password": "p",
        "insecure": True,
        "key_file": "/k",
        "cert_file": "/c",
        "ca_file": "/a",
        "state": "present",
    }
    found = task(registry_auth.SPEC, **login).params
    assert (found["registry_url"], found["repo_username"], found["repo_password"]) == ("h", "u", "p")
    assert (found["repo_ca_cert"], found["repo_client_cert"], found["repo_client_key"]) == ("/a", "/c", "/k")
    assert found["insecure_skip_tls_verify"] is True


def test_push_is_idempotent(task, fake, tmp_path):
    path = tmp_path / "web-1.0.0.tgz"
    path.write_bytes(archive("web", "1.0.0"))

    def push(**options):
        params = {"chart": str(path), "remote": f"oci://{fake.host}/charts", "plain_http": True}
        return chart_push.run(task(chart_push.SPEC, diff=True, **params | options))

    predicted = push(check_mode=True)
    assert predicted["changed"] is True
    assert "manifest_digest" not in predicted
    assert fake.manifests == {}
    first = push()
    assert first["changed"] is True
    assert first["target"] == f"oci://{fake.host}/charts/web:1.0.0"
    assert first["manifest_digest"] in fake.manifests
    assert first["diff"]["before"] == {}
    second = push()
    assert second["changed"] is False
    assert second["diff"]["before"] == second["diff"]["after"]
    path.write_bytes(archive("web", "1.0.0", README="other"))
    with pytest.raises(RepositoryError, match="a different chart with this version exists"):
        push()
    assert push(force=True)["diff"]["before"] == second["diff"]["after"]


def test_login_and_logout(task, fake, tmp_path):
    def login(**options):
        made = task(registry_auth.SPEC, diff=True, **{"host": fake.host, "plain_http": True} | options)
        result = registry_auth.run(made)
        assert "s3cret" not in json.dumps(result)
        return result

    ann = {"username": "ann", "password": "s3cret"}
    first = login(**ann)
    assert (first["changed"], first["stdout"]) == (True, "Login Succeeded\n")
    assert first["registry_config"] == str(tmp_path / "config" / "registry" / "config.json")
    assert first["diff"]["before"] == {}
    assert first["diff"]["after"] == {fake.host: {"username": "ann", "password": "<masked>"}}
    assert login(**ann)["changed"] is False
    other = login(username="ann", password="s3cret-too")
    assert other["diff"]["after"][fake.host]["password"] == "<masked, another one>"
    before = Path(first["registry_config"]).read_bytes()
    assert login(state="absent", check_mode=True)["changed"] is True
    assert Path(first["registry_config"]).read_bytes() == before
    assert login(state="absent")["diff"]["after"] == {}
    assert login(state="absent")["changed"] is False


def test_without_a_password_there_must_be_a_login(task, fake):
    with pytest.raises(RepositoryError, match="not logged in, and no user name and password are set"):
        registry_auth.run(task(registry_auth.SPEC, host=fake.host, plain_http=True))


def test_a_path_after_the_host_is_ignored_with_a_warning(task, fake):
    made = task(registry_auth.SPEC, host=f"oci://{fake.host}/charts", plain_http=True, username="a", password="b")
    assert registry_auth.run(made)["host"] == fake.host
    assert "the path after" in made.warnings[0]


def test_an_invalid_timeout(task):
    with pytest.raises(CoxswainError, match="repo_timeout: is not a positive number"):
        registry_auth.run(task(registry_auth.SPEC, host="h", registry_timeout=0))


def test_the_registry_in_the_task_takes_precedence_over_an_api_server_in_module_defaults(task, fake):
    made = task(
        registry_auth.SPEC, registry_url=fake.host, host="https://api.example.com", plain_http=True, state="absent"
    )
    assert registry_auth.run(made)["host"] == fake.host
