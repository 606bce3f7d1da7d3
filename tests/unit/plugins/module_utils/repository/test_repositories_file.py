# SPDX-License-Identifier: GPL-3.0-or-later
"""repositories.yaml, in the format of helm 4.3.1."""

from __future__ import annotations

import os

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import repositories_file
from ansible_collections.coxswain.helm.plugins.module_utils.repository.repositories_file import RepositoryEntry

#: The output of `helm repo add`.
WRITTEN_BY_HELM = """\
apiVersion: ""
generated: "0001-01-01T00:00:00Z"
repositories:
- caFile: ""
  certFile: ""
  insecure_skip_tls_verify: false
  keyFile: ""
  name: stable
  pass_credentials_all: false
  password: ""
  url: https://charts.example.com/stable
  username: ""
- caFile: /etc/ca.pem
  certFile: ""
  insecure_skip_tls_verify: true
  keyFile: ""
  name: "y"
  pass_credentials_all: true
  password: "012"
  url: https://charts.example.com/y
  username: deploy
"""
STABLE = RepositoryEntry("stable", "https://charts.example.com/stable")
SECOND = RepositoryEntry(
    "y",
    "https://charts.example.com/y",
    "deploy",
    "012",
    ca_file="/etc/ca.pem",
    insecure=True,
    pass_credentials=True,
)


def test_reads_helms_file(tmp_path):
    path = tmp_path / "repositories.yaml"
    path.write_text(WRITTEN_BY_HELM)
    assert repositories_file.load(str(path)).entries == (STABLE, SECOND)


def test_writes_helms_format(tmp_path):
    path = tmp_path / "new" / "repositories.yaml"
    content = repositories_file.RepositoriesFile().with_entry(STABLE).with_entry(SECOND)
    repositories_file.save(str(path), content)
    assert path.read_text() == WRITTEN_BY_HELM
    assert path.stat().st_mode & 0o777 == 0o600


def test_unknown_keys_are_preserved(tmp_path):
    path = tmp_path / "repositories.yaml"
    path.write_text("apiVersion: v1\ngenerated: x\nannotations: {team: a}\nrepositories: []\n")
    repositories_file.save(str(path), repositories_file.load(str(path)).with_entry(STABLE))
    assert "annotations:\n  team: a\n" in path.read_text()


@pytest.mark.parametrize("content", [None, "", "\n"], ids=["missing", "empty", "blank"])
def test_no_file(tmp_path, content):
    path = tmp_path / "repositories.yaml"
    if content is not None:
        path.write_text(content)
    assert repositories_file.load(str(path)).entries == ()


BROKEN = {
    "not YAML": ("repositories: [\n", "is not YAML"),
    "a list": ("- a\n", "is not a repositories file"),
    "repositories that are a map": ("repositories: {a: b}\n", "is not a repositories file"),
    "no name": ("repositories: [{url: https://h}]\n", "without a name"),
    "a name that climbs": ("repositories: [{name: ../../x, url: https://h}]\n", "is not a valid repository name"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_broken(tmp_path, content, message):
    path = tmp_path / "repositories.yaml"
    path.write_text(content)
    with pytest.raises(RepositoryError, match=message):
        repositories_file.load(str(path))


def test_order_is_preserved():
    other = RepositoryEntry("stable", "https://elsewhere")
    content = repositories_file.RepositoriesFile((STABLE, SECOND))
    assert content.with_entry(other).entries == (other, SECOND)
    assert content.without("stable").entries == (SECOND,)
    assert content.get("none") is None


@pytest.mark.parametrize("name", ["a/b", "a b", "", ".", "..", "a\nb", "a\\b"])
def test_refused_names(name):
    with pytest.raises(RepositoryError, match="is not a valid repository name"):
        repositories_file.check_name(name)


def test_passwords_are_not_shown():
    assert "012" not in repr(SECOND)
    assert "012" not in repr(SECOND.http_options())


def test_the_file_is_replaced_not_written_into(tmp_path):
    path = tmp_path / "repositories.yaml"
    repositories_file.save(str(path), repositories_file.RepositoriesFile((STABLE,)))
    before = os.stat(path).st_ino
    with open(path, "rb") as reader:
        repositories_file.save(str(path), repositories_file.RepositoriesFile((SECOND,)))
        assert b"stable" in reader.read()
    assert os.stat(path).st_ino != before
