# SPDX-License-Identifier: GPL-3.0-or-later
"""The content of kubeconfigs, and how they are written."""

from __future__ import annotations

import base64
import pathlib

import yaml
from harness import kubeconfig
from harness.authority import Pair


def test_a_kubeconfig_is_self_contained(tmp_path: pathlib.Path) -> None:
    pair = Pair(tmp_path / "crt", tmp_path / "key")
    pair.certificate.write_text("certificate")
    pair.key.write_text("key")
    text = kubeconfig.render("c", "https://127.0.0.1:1", b"authority", "jane", kubeconfig.certificate(pair))
    content = yaml.safe_load(text)
    assert content["current-context"] == "c"
    assert content["contexts"] == [{"name": "c", "context": {"cluster": "c", "user": "jane"}}]
    (cluster,) = content["clusters"]
    assert cluster["cluster"]["server"] == "https://127.0.0.1:1"
    assert base64.b64decode(cluster["cluster"]["certificate-authority-data"]) == b"authority"
    (user,) = content["users"]
    assert {name: base64.b64decode(value) for name, value in user["user"].items()} == {
        "client-certificate-data": b"certificate",
        "client-key-data": b"key",
    }


def test_names_that_yaml_would_misinterpret() -> None:
    content = yaml.safe_load(kubeconfig.render("on", "https://h", b"", "system:x: y", {"token": "1e3"}))
    assert (content["current-context"], content["users"][0]) == (
        "on",
        {"name": "system:x: y", "user": {"token": "1e3"}},
    )


def test_writing_returns_whether_the_content_changed(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "config" / "kubeconfig"
    assert kubeconfig.write(path, "a")
    assert not kubeconfig.write(path, "a")
    assert kubeconfig.write(path, "b")
    assert path.read_text() == "b"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["kubeconfig"]
