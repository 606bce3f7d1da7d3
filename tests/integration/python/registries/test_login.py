# SPDX-License-Identifier: GPL-3.0-or-later
"""Logging in and out: helm and this collection share credentials, in a file or with a credential helper."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.registry_credentials import (
    Credential,
    CredentialsFile,
    find_credential,
)
from ansible_collections.coxswain.helm.plugins.module_utils.repository.registry_login import log_in, log_out

from .conftest import USERS

pytestmark = pytest.mark.libraries

ANN = Credential("ann", USERS["ann"])

#: A credential helper that stores secrets in files beside it.
HELPER = r"""#!/bin/sh
store="$(dirname "$0")/kept"; mkdir -p "$store"
case "$1" in
  store) cat >"$store/all" ;;
  get) read -r server; [ -f "$store/all" ] && grep -qF "$server" "$store/all" && cat "$store/all" && exit 0
       echo "credentials not found in native keychain"; exit 1 ;;
  erase) rm -f "$store/all" ;;
esac
"""


@pytest.fixture
def helper(tmp_path, user, monkeypatch) -> Path:
    """Install a credential helper ``test`` on the PATH and return its folder."""
    folder = tmp_path / "helpers"
    folder.mkdir()
    (folder / "docker-credential-test").write_text(HELPER)
    (folder / "docker-credential-test").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    user.path(str(folder))
    return folder


def pulls(user, served, version, fails=False):
    """Check whether the registry accepts helm's credentials; the chart does not exist in any case."""
    said = user.helm(version, "pull", f"oci://{served.host}/none/none", "--version=1.0.0", *served.flags, fails=True)
    assert ("unauthorized" in said.lower() or "401" in said or "credential" in said) == fails, said


@pytest.mark.parametrize("name", ["password_registry", "token_registry", "tls_registry"])
def test_helm_finds_this_login(user, request, version, name):
    served = request.getfixturevalue(name)
    path = user.paths.registry_config
    pulls(user, served, version, fails=True)
    first = log_in(served.host, ANN, path, served.http_options)
    assert (first.changed, first.before, first.after) == (True, None, "ann")
    assert not log_in(served.host, ANN, path, served.http_options).changed
    assert not log_in(served.host, Credential(), path, served.http_options).changed
    pulls(user, served, version)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert log_out(served.host, path).changed
    assert not log_out(served.host, path).changed
    pulls(user, served, version, fails=True)


def test_login_by_helm_is_found(user, password_registry, version):
    served = password_registry
    flags = ["--username=ann", f"--password={USERS['ann']}", "--plain-http"]
    user.helm(version, "registry", "login", served.host, *flags)
    assert find_credential(served.host, user.paths) == ANN
    assert not log_in(served.host, ANN, user.paths.registry_config, served.http_options).changed
    assert log_out(served.host, user.paths.registry_config).changed
    user.helm(version, "registry", "login", served.host, *flags)
    user.helm(version, "registry", "logout", served.host)
    assert not find_credential(served.host, user.paths)


@pytest.mark.parametrize("name", ["password_registry", "token_registry"])
def test_refused_login_changes_nothing(user, request, name):
    served = request.getfixturevalue(name)
    path = user.paths.registry_config
    with pytest.raises(RepositoryError, match="401 Unauthorized") as caught:
        log_in(served.host, Credential("ann", "not-her-word"), path, served.http_options)
    assert "not-her-word" not in str(caught.value)
    assert not os.path.exists(path)
    log_in(served.host, ANN, path, served.http_options)
    before = Path(path).read_bytes()
    with pytest.raises(RepositoryError, match="401 Unauthorized"):
        log_in(served.host, Credential("ann", "not-her-word"), path, served.http_options)
    assert Path(path).read_bytes() == before


def test_check_mode_stores_nothing(user, password_registry):
    served, path = password_registry, user.paths.registry_config
    assert log_in(served.host, ANN, path, served.http_options, check_mode=True).changed
    assert not os.path.exists(path)
    log_in(served.host, ANN, path, served.http_options)
    assert log_out(served.host, path, check_mode=True).changed
    assert find_credential(served.host, user.paths) == ANN


def test_other_content_of_the_file_is_preserved(user, password_registry):
    served, path = password_registry, Path(user.paths.registry_config)
    path.parent.mkdir(parents=True)
    others = {"auths": {"other.example.com": {"auth": "YTpi"}}, "HttpHeaders": {"A": "b"}, "psFormat": "x"}
    path.write_text(json.dumps(others))
    log_in(served.host, ANN, str(path), served.http_options)
    content = json.loads(path.read_text())
    assert content.pop("auths").keys() == {"other.example.com", served.host}
    assert content == {"HttpHeaders": {"A": "b"}, "psFormat": "x"}
    log_out(served.host, str(path))
    assert json.loads(path.read_text()) == others


def test_docker_config_path(user, password_registry, version):
    served, path = password_registry, user.home / ".docker" / "config.json"
    log_in(served.host, ANN, str(path), served.http_options)
    assert find_credential(served.host, user.paths) == ANN
    pulls(user, served, version)


@pytest.mark.parametrize("key", ["credsStore", "credHelpers"])
def test_a_credential_helper(user, password_registry, helper, version, key):
    served, path = password_registry, Path(user.paths.registry_config)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({key: "test" if key == "credsStore" else {served.host: "test"}}))
    assert log_in(served.host, ANN, str(path), served.http_options).changed
    assert not log_in(served.host, ANN, str(path), served.http_options).changed
    assert 'auth"' not in path.read_text()
    assert json.loads((helper / "kept" / "all").read_text())["Secret"] == USERS["ann"]
    pulls(user, served, version)
    assert log_out(served.host, str(path)).changed
    assert not (helper / "kept" / "all").exists()
    assert not log_out(served.host, str(path)).changed
    pulls(user, served, version, fails=True)
    user.helm(version, "registry", "login", served.host, "-u", "ann", "-p", USERS["ann"], "--plain-http")
    assert CredentialsFile(str(path)).get(served.host) == ANN


def test_missing_helper(user, password_registry):
    served, path = password_registry, Path(user.paths.registry_config)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"credsStore": "none-such"}))
    with pytest.raises(RepositoryError, match="there is no program docker-credential-none-such"):
        log_in(served.host, ANN, str(path), served.http_options)
