# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of registry credentials: reading, writing, credential helpers and errors."""

from __future__ import annotations

import base64
import json
import os
import stat
import threading
from dataclasses import replace

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import credential_helpers
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from ansible_collections.coxswain.helm.plugins.module_utils.repository.registry_credentials import (
    Credential,
    CredentialsFile,
    docker_config,
    find_credential,
    resolve_credential,
)
from ansible_collections.coxswain.helm.plugins.module_utils.repository.registry_login import registry_host


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.fixture(autouse=True)
def no_helper(monkeypatch):
    """Hide the installed credential helpers from the tests."""
    monkeypatch.setattr(credential_helpers, "default_helper", lambda: "")


@pytest.fixture
def path(tmp_path) -> str:
    return str(tmp_path / "registry" / "config.json")


@pytest.fixture
def write(path):
    def put(content: object) -> CredentialsFile:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as stream:
            stream.write(content if isinstance(content, str) else json.dumps(content))
        return CredentialsFile(path)

    return put


@pytest.fixture
def helper(tmp_path, monkeypatch):
    """Return a function that installs a program ``docker-credential-mine``."""

    def make(text: str) -> None:
        program = tmp_path / "docker-credential-mine"
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    return make


ENTRIES = {
    "encoded": ({"h": {"auth": coded("ann:a:b")}}, Credential("ann", "a:b")),
    "plain": ({"h": {"username": "ann", "password": "p"}}, Credential("ann", "p")),
    "an identity token": ({"h": {"identitytoken": "t"}}, Credential(identity_token="t")),
    "a registry token": ({"h": {"registrytoken": "t"}}, Credential(registry_token="t")),
    "a whole address as the key": ({"https://h/v1/": {"auth": coded("ann:p")}}, Credential("ann", "p")),
    "another host": ({"h2": {"auth": coded("ann:p")}}, Credential()),
    "an empty entry": ({"h": {}}, Credential()),
    "none": ({}, Credential()),
}


@pytest.mark.parametrize(("auths", "expected"), ENTRIES.values(), ids=ENTRIES)
def test_entries(write, auths, expected):
    assert write({"auths": auths}).get("h") == expected


def test_docker_hub_key(write, path):
    found = write({"auths": {"https://index.docker.io/v1/": {"auth": coded("ann:p")}}})
    assert found.get("docker.io") == found.get("registry-1.docker.io") == Credential("ann", "p")
    CredentialsFile(path).remove("docker.io")
    assert not CredentialsFile(path).get("docker.io")


BROKEN = {
    "no JSON": "{",
    "a list": "[]",
    "auths that are a list": {"auths": [1]},
    "an entry that is text": {"auths": {"h": "x"}},
    "a password that is a number": {"auths": {"h": {"username": "ann", "password": 7}}},
    "not base64": {"auths": {"h": {"auth": "%%%"}}},
    "no colon": {"auths": {"h": {"auth": coded("s3cret")}}},
    "very deep": "[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_refused_files(write, path, content):
    with pytest.raises(RepositoryError, match="config.json") as caught:
        write(content).get("h")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("content", ["", " \n", "{}"], ids=["empty", "blank", "an object"])
def test_empty_files(write, content):
    assert not write(content).get("h")


def test_writing(path):
    CredentialsFile(path).put("h:5000", Credential("ann", "p"))
    CredentialsFile(path).put("h2", Credential("bob", "ö:q"))
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert CredentialsFile(path).get("h:5000") == Credential("ann", "p")
    assert CredentialsFile(path).get("h2") == Credential("bob", "ö:q")
    CredentialsFile(path).remove("h:5000")
    assert not CredentialsFile(path).holds("h:5000")
    assert CredentialsFile(path).holds("h2")


def test_concurrent_logins(path):
    names = [f"h{number}" for number in range(12)]
    threads = [threading.Thread(target=CredentialsFile(path).put, args=(name, Credential("a", name))) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [CredentialsFile(path).get(name).password for name in names] == names


def test_symbolic_link_is_preserved(path, tmp_path):
    os.makedirs(os.path.dirname(path))
    (tmp_path / "real.json").write_text("{}")
    os.symlink(tmp_path / "real.json", path)
    CredentialsFile(path).put("h", Credential("ann", "p"))
    assert os.path.islink(path)
    assert CredentialsFile(str(tmp_path / "real.json")).get("h")


def test_helms_file_takes_precedence_over_dockers(paths, path, tmp_path):
    environ = {"DOCKER_CONFIG": str(tmp_path / "docker")}
    paths = replace(paths, registry_config=path)
    CredentialsFile(docker_config(environ)).put("h", Credential("docker", "p"))
    assert find_credential("h", paths, environ).username == "docker"
    CredentialsFile(path).put("h", Credential("helm", "p"))
    assert find_credential("h", paths, environ).username == "helm"


def test_task_credentials_take_precedence(paths, path, monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    paths = replace(paths, registry_config=path)
    CredentialsFile(path).put("h", Credential("file", "p"))
    assert resolve_credential(HttpOptions(), "h", paths).username == "file"
    assert resolve_credential(HttpOptions(username="task", password="p"), "h", paths).username == "task"
    assert resolve_credential(HttpOptions(token="t"), "h", paths) == Credential(registry_token="t")


def test_helper_with_a_password(write, helper):
    helper("""read -r server; echo "{\\"ServerURL\\":\\"$server\\",\\"Username\\":\\"ann\\",\\"Secret\\":\\"p\\"}" """)
    assert write({"credsStore": "mine"}).get("h") == Credential("ann", "p")
    assert write({"credHelpers": {"h": "mine"}}).get("h") == Credential("ann", "p")
    assert not write({"credHelpers": {"h2": "mine"}}).get("h")


def test_helper_with_a_token(write, helper):
    helper("""echo '{"Username":"<token>","Secret":"t"}'""")
    assert write({"credsStore": "mine"}).get("h") == Credential(identity_token="t")


def test_helper_without_credentials(write, helper):
    helper("echo 'credentials not found in native keychain'; exit 1")
    assert not write({"credsStore": "mine"}).get("h")


HELPERS = {
    "a failure": ("echo s3cret; echo s3cret >&2; exit 3", "its action 'get' failed with exit code 3"),
    "no JSON": ("echo s3cret", "its output is invalid"),
    "a list": ("echo '[]'", "its output is invalid"),
    "a number": ("""echo '{"Username": 7, "Secret": "s3cret"}'""", "its output is invalid"),
    "too slow": ("exec sleep 30", "timed out after"),
}


@pytest.mark.parametrize(("text", "message"), HELPERS.values(), ids=HELPERS)
def test_failing_helpers(write, helper, monkeypatch, text, message):
    monkeypatch.setattr(credential_helpers, "_SECONDS", 1)
    helper(text)
    with pytest.raises(RepositoryError, match=f"'mine' cannot be used: .*{message}") as caught:
        write({"credsStore": "mine"}).get("h")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("name", ["../../bin/sh", "a b", "a;b", "-x", "", "a\nb"])
def test_invalid_helper_names(name):
    with pytest.raises(RepositoryError, match="the name is invalid"):
        credential_helpers.get(name, "h")


HOSTS = {
    "a host": ("registry.example.com", "registry.example.com"),
    "a port": ("localhost:5000", "localhost:5000"),
    "an address": ("https://registry.example.com/v2/", "registry.example.com"),
    "a reference": ("oci://registry.example.com/charts", "registry.example.com"),
    "blanks around": (" h ", "h"),
}


@pytest.mark.parametrize(("text", "expected"), HOSTS.values(), ids=HOSTS)
def test_hosts(text, expected):
    assert registry_host(text) == expected


@pytest.mark.parametrize("text", ["", "a b", "a\r\nb", "ann:s3cret@h", "https://", "h:port"])
def test_invalid_hosts(text):
    with pytest.raises(RepositoryError) as caught:
        registry_host(text)
    assert "s3cret" not in str(caught.value)
