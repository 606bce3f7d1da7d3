# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints from connection options, kubeconfigs and a pod's service account."""

from __future__ import annotations

import base64
import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import connection
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import (
    ConnectionOptions,
    connect,
    endpoint,
)
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.credentials import from_plugin
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.kubeconfig import resolve
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ConnectionOptionsError

from .test_kubeconfig import SECRET, document


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch, tmp_path):
    for name in ("KUBECONFIG", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


USERS = [
    ("token", {"token": "t"}, "Bearer t"),
    ("basic", {"username": "jane", "password": "p"}, basic("jane:p")),
    ("nothing", {"client-certificate-data": "", "x": 1}, None),
]


@pytest.mark.parametrize(("user", "authorization"), [row[1:] for row in USERS], ids=[row[0] for row in USERS])
def test_credentials_of_kubeconfig_users(user, authorization):
    assert endpoint(ConnectionOptions(kubeconfig=document(**user))).authorization == authorization


def test_all_fields_of_cluster_and_user():
    content = document(
        **{
            "token": "t",
            "as": "boss",
            "as-groups": ["g"],
            "as-uid": "1",
            "as-user-extra": {"k": ["v"]},
        }
    )
    content["clusters"][0]["cluster"].update(
        {"insecure-skip-tls-verify": True, "proxy-url": "http://p:1", "tls-server-name": "inner"}
    )
    found = endpoint(ConnectionOptions(kubeconfig=content))
    assert (found.server, found.namespace, found.verify) == ("https://one.example:6443", "web", False)
    assert (found.proxy, found.tls_server_name) == ("http://p:1", "inner")
    assert (found.impersonate_user, found.impersonate_groups, found.impersonate_uid) == ("boss", ("g",), "1")
    assert found.impersonate_extra == {"k": ("v",)}


def test_options_take_precedence_over_the_kubeconfig(tmp_path):
    ca = tmp_path / "ca.crt"
    ca.write_text("PEM")
    options = ConnectionOptions(
        kubeconfig=document(),
        host="https://other.example",
        api_key="mine",
        ca_cert=str(ca),
        validate_certs=False,
        proxy="http://q:2",
        tls_server_name="n",
        impersonate_user="u",
        impersonate_groups=("a",),
    )
    found = endpoint(options)
    assert (found.server, found.authorization, found.ca) == ("https://other.example", "Bearer mine", b"PEM")
    assert (found.verify, found.proxy, found.tls_server_name) == (False, "http://q:2", "n")
    assert (found.impersonate_user, found.impersonate_groups) == ("u", ("a",))


def test_host_alone_ignores_the_kubeconfig(monkeypatch, tmp_path):
    broken = tmp_path / "config"
    broken.write_text("]")
    monkeypatch.setenv("KUBECONFIG", str(broken))
    found = endpoint(ConnectionOptions(host="https://h", username="jane", password="p"))
    assert (found.server, found.authorization) == ("https://h", basic("jane:p"))


def test_a_kubeconfig_as_json_text():
    assert endpoint(ConnectionOptions(kubeconfig=json.dumps(document()))).authorization == f"Bearer {SECRET}"


def test_environment_variable_and_default_file(monkeypatch, tmp_path):
    home = tmp_path / "home" / ".kube"
    home.mkdir(parents=True)
    (home / "config").write_text(json.dumps(document("home")))
    assert endpoint(ConnectionOptions()).server == "https://home.example:6443"
    other = tmp_path / "other"
    other.write_text(json.dumps(document("other")))
    monkeypatch.setenv("KUBECONFIG", str(other))
    assert endpoint(ConnectionOptions()).server == "https://other.example:6443"


@pytest.fixture
def pod(monkeypatch, tmp_path):
    folder = tmp_path / "account"
    folder.mkdir()
    for name, content in (("token", "t"), ("ca.crt", "PEM"), ("namespace", "team\n")):
        (folder / name).write_text(content)
    monkeypatch.setattr(connection, "_SERVICE_ACCOUNT", str(folder))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "fd00::1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    return folder


def test_in_a_pod(pod):
    for options in (ConnectionOptions(), ConnectionOptions(in_cluster=True)):
        found = endpoint(options)
        assert (found.server, found.namespace, found.ca) == ("https://[fd00::1]:443", "team", b"PEM")
        assert found.token_file == str(pod / "token")


def test_kubeconfig_takes_precedence_over_the_pod(pod):
    assert endpoint(ConnectionOptions(kubeconfig=document())).token_file is None


WRONG = [
    ("nothing set", {}, "there is no kubeconfig at .*, and no host is set"),
    ("a context without a kubeconfig", {"context": "prod"}, "the context 'prod' is set"),
    ("a missing path", {"kubeconfig": "/nowhere"}, "/nowhere does not exist"),
    ("invalid JSON", {"kubeconfig": "{oops " + SECRET}, "invalid JSON"),
    ("not in a pod", {"in_cluster": True}, "does not run in a pod"),
    ("a key without a certificate", {"host": "https://h", "client_key": "/k"}, "client_key requires client_cert"),
    (
        "a missing CA file",
        {"host": "https://h", "ca_cert": "/nowhere"},
        "cannot read the certificate authority /nowhere",
    ),
]


@pytest.mark.parametrize(("options", "text"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_invalid_options(options, text):
    with pytest.raises(ConnectionOptionsError, match=text) as caught:
        endpoint(ConnectionOptions(**options))
    assert SECRET not in str(caught.value)


PEMS = [
    (
        "a CA that is not PEM",
        {"certificate-authority-data": base64.b64encode(b"x").decode()},
        {},
        "not valid PEM",
    ),
    (
        "an invalid client certificate",
        {},
        {
            "client-certificate-data": base64.b64encode(b"x").decode(),
            "client-key-data": base64.b64encode(b"y").decode(),
        },
        "cannot load the client certificate and key",
    ),
]


@pytest.mark.parametrize(("cluster", "user", "text"), [row[1:] for row in PEMS], ids=[row[0] for row in PEMS])
def test_invalid_certificates(cluster, user, text):
    content = document(**user)
    content["clusters"][0]["cluster"].update(cluster)
    with pytest.raises(ConnectionOptionsError, match=text):
        connect(ConnectionOptions(kubeconfig=content))


def test_exec_plugin(tmp_path):
    pytest.importorskip("kubernetes")
    plugin = tmp_path / "plugin"
    credential = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {"token": "from-plugin"},
    }
    plugin.write_text(f"#!/bin/sh\necho '{json.dumps(credential)}'\n")
    plugin.chmod(0o755)
    content = document(
        exec={"apiVersion": "client.authentication.k8s.io/v1", "command": str(plugin), "interactiveMode": "Never"}
    )
    assert endpoint(ConnectionOptions(kubeconfig=content)).authorization == "Bearer from-plugin"
    plugin.write_text(f"#!/bin/sh\necho {SECRET} >&2; exit 1\n")
    with pytest.raises(ConnectionOptionsError, match="the exec credentials of context 'one'") as caught:
        endpoint(ConnectionOptions(kubeconfig=content))
    assert SECRET not in str(caught.value)


EXPIRIES = [("at a time", "2030-01-02T03:04:05Z", (2030, 1, 2, 3, 4, 5)), ("never", None, None)]


@pytest.mark.parametrize(("timestamp", "expected"), [row[1:] for row in EXPIRIES], ids=[row[0] for row in EXPIRIES])
def test_when_credentials_of_an_exec_plugin_expire(tmp_path, timestamp, expected):
    pytest.importorskip("kubernetes")
    plugin = tmp_path / "plugin"
    status = {"token": "t", **({"expirationTimestamp": timestamp} if timestamp else {})}
    version = "client.authentication.k8s.io/v1"
    plugin.write_text(
        f"#!/bin/sh\necho '{json.dumps({'apiVersion': version, 'kind': 'ExecCredential', 'status': status})}'\n"
    )
    plugin.chmod(0o755)
    content = document(exec={"apiVersion": version, "command": str(plugin), "interactiveMode": "Never"})
    expires = from_plugin(resolve(content, None, "test")).expires
    assert (expires.utctimetuple()[:6] if expires else None) == expected


def test_repr_contains_no_secrets():
    options = ConnectionOptions(
        kubeconfig=document(), api_key="k3y", password="p4ss", username="jane", host="https://h"
    )
    text = repr(options) + repr(endpoint(options)) + repr(endpoint(ConnectionOptions(kubeconfig=document())))
    for secret in ("k3y", "p4ss", SECRET):
        assert secret not in text
