# SPDX-License-Identifier: GPL-3.0-or-later
"""Kubeconfigs: locating, merging, resolving contexts, and errors."""

from __future__ import annotations

import base64
import os

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import kubeconfig
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ConnectionOptionsError

SECRET = "s3cr3t-token"


def document(name="one", **user):
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [{"name": name, "cluster": {"server": f"https://{name}.example:6443"}}],
        "users": [{"name": name, "user": user or {"token": SECRET}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, "namespace": "web"}}],
    }


def write(folder, name, content):
    path = folder / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return str(path)


def test_current_context_is_the_default(tmp_path):
    found = kubeconfig.resolve(kubeconfig.read([write(tmp_path, "config", document())]), None, "config")
    assert (found.name, found.namespace, found.cluster["server"], found.user["token"]) == (
        "one",
        "web",
        "https://one.example:6443",
        SECRET,
    )


def test_first_definition_of_a_name_wins(tmp_path):
    other = document("two")
    other["clusters"].append({"name": "one", "cluster": {"server": "https://other.example"}})
    merged = kubeconfig.read([write(tmp_path, "a", document()), write(tmp_path, "b", other)])
    assert merged["current-context"] == "one"
    assert kubeconfig.resolve(merged, "one", "x").cluster["server"] == "https://one.example:6443"
    assert kubeconfig.resolve(merged, "two", "x").cluster["server"] == "https://two.example:6443"


def test_paths_are_relative_to_the_file(tmp_path):
    folder = tmp_path / "deep"
    folder.mkdir()
    content = document(**{"client-certificate": "jane.crt", "client-key": "/etc/jane.key"})
    content["clusters"][0]["cluster"]["certificate-authority"] = "pki/ca.crt"
    found = kubeconfig.resolve(kubeconfig.read([write(folder, "config", content)]), None, "x")
    assert found.cluster["certificate-authority"] == str(folder / "pki/ca.crt")
    assert found.user == {"client-certificate": str(folder / "jane.crt"), "client-key": "/etc/jane.key"}


def test_one_of_several_files_may_be_missing(tmp_path):
    present = write(tmp_path, "a", document())
    assert kubeconfig.read([str(tmp_path / "none"), present])["current-context"] == "one"


def test_default_paths(monkeypatch):
    monkeypatch.setenv("KUBECONFIG", os.pathsep.join(["/a", "", "/b"]))
    assert kubeconfig.default_paths() == ["/a", "/b"]
    monkeypatch.delenv("KUBECONFIG")
    monkeypatch.setenv("HOME", "/home/jane")
    assert kubeconfig.default_paths() == ["/home/jane/.kube/config"]


def without(*keys):
    content = document()
    for key in keys:
        content.pop(key)
    return content


def changed(path, value):
    content = document()
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    return content


BROKEN = [
    ("not a mapping", "- a\n- b\n", None, "is not a mapping"),
    ("not YAML", "a: b: c\n\tfoo\n" + SECRET, None, "is not valid YAML"),
    ("no current context", without("current-context"), None, "has no current-context"),
    ("empty", "", None, "has no current-context"),
    ("an unknown context", document(), "prod", "has no context 'prod'"),
    ("an unknown cluster", changed(("clusters",), []), None, "refers to cluster 'one'"),
    ("an unknown user", changed(("users",), []), None, "refers to user 'one'"),
    ("no server", changed(("clusters", 0, "cluster"), {}), None, "no server address"),
    ("contexts is not a list", changed(("contexts",), {"a": 1}), None, "contexts of the kubeconfig is not a list"),
    ("an entry without a name", changed(("users",), [{"user": {}}]), None, "an entry of users"),
    ("a cluster that is a string", changed(("clusters", 0, "cluster"), "x"), None, "is not a mapping"),
]


@pytest.mark.parametrize(("content", "context", "text"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_errors(tmp_path, content, context, text):
    path = write(tmp_path, "config", content)
    with pytest.raises(ConnectionOptionsError, match=text) as caught:
        kubeconfig.resolve(kubeconfig.read([path]), context, path)
    assert path in str(caught.value)
    assert SECRET not in str(caught.value)


def test_available_contexts_are_listed(tmp_path):
    with pytest.raises(ConnectionOptionsError, match=r"Available contexts: one\."):
        kubeconfig.resolve(document(), "prod", "x")


def test_missing_file(tmp_path):
    with pytest.raises(ConnectionOptionsError, match=r"/nowhere does not exist\. Check the option kubeconfig"):
        kubeconfig.read(["/nowhere"])
    assert kubeconfig.read(["/nowhere"], missing_ok=True) is None


def test_pem_data_inline_and_from_a_file(tmp_path):
    path = tmp_path / "ca"
    path.write_bytes(b"PEM")
    inline = {"ca-data": base64.b64encode(b"INLINE").decode(), "ca": str(path)}
    assert kubeconfig.pem_data(inline, "ca", "the authority", "x") == b"INLINE"
    assert kubeconfig.pem_data({"ca": str(path)}, "ca", "the authority", "x") == b"PEM"
    assert kubeconfig.pem_data({}, "ca", "the authority", "x") is None
    with pytest.raises(ConnectionOptionsError, match="ca-data of the kubeconfig is not base64"):
        kubeconfig.pem_data({"ca-data": "%%"}, "ca", "the authority", "x")
    with pytest.raises(ConnectionOptionsError, match="cannot read the authority /nowhere"):
        kubeconfig.pem_data({"ca": "/nowhere"}, "ca", "the authority", "x")
