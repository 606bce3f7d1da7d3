# SPDX-License-Identifier: GPL-3.0-or-later
"""The migration of the configuration of Helm 2's client."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.migration.migrate_client import migrate_client

REPOSITORIES = """
apiVersion: v1
generated: 2020-01-01T00:00:00Z
repositories:
- {caFile: "", cache: /home/ann/.helm/repository/cache/stable-index.yaml, certFile: "", keyFile: "", name: stable,
   password: "", url: "https://kubernetes-charts.storage.googleapis.com", username: ""}
- {caFile: "", cache: local-index.yaml, certFile: "", keyFile: "", name: local, password: "",
   url: "http://127.0.0.1:8879/charts", username: ""}
- {caFile: /etc/ca.pem, cache: own-index.yaml, certFile: "", keyFile: "", name: own, password: secret,
   url: "https://charts.example.com", username: ann}
"""


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / ".helm"
    (folder / "repository").mkdir(parents=True)
    (folder / "repository" / "repositories.yaml").write_text(REPOSITORIES)
    (folder / "starters" / "web").mkdir(parents=True)
    (folder / "starters" / "web" / "Chart.yaml").write_text("name: web\n")
    plugin = folder / "cache" / "plugins" / "https-github.com-diff"
    plugin.mkdir(parents=True)
    (plugin / "plugin.yaml").write_text("name: diff\n")
    (folder / "plugins").mkdir()
    (folder / "plugins" / "diff").symlink_to(plugin)
    return folder


@pytest.fixture
def places(tmp_path):
    return {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_DATA_HOME": str(tmp_path / "data")}


def rows(tmp_path):
    return yaml.safe_load((tmp_path / "config" / "helm" / "repositories.yaml").read_text())["repositories"]


def test_everything_is_migrated_once(home, places, tmp_path):
    planned = migrate_client(str(home), True, places)
    assert not (tmp_path / "config").exists() and not (tmp_path / "data").exists()
    result = migrate_client(str(home), False, places)
    assert (result.repositories, result.folders) == (planned.repositories, planned.folders)
    assert result.repositories == ["stable", "own"]
    assert result.warnings == ["repository stable has moved to https://charts.helm.sh/stable"]
    stable, own = rows(tmp_path)
    assert (stable["url"], own["password"], own["caFile"]) == ("https://charts.helm.sh/stable", "secret", "/etc/ca.pem")
    assert "cache" not in stable and "cache" not in own
    assert (tmp_path / "config" / "helm" / "repositories.yaml").stat().st_mode & 0o777 == 0o600
    data = tmp_path / "data" / "helm"
    assert (data / "starters" / "web" / "Chart.yaml").read_text() == "name: web\n"
    # A copy, so that Helm 2's home directory can be deleted.
    assert (data / "plugins" / "diff" / "plugin.yaml").is_file() and not (data / "plugins" / "diff").is_symlink()
    assert not migrate_client(str(home), False, places).changed
    assert (home / "repository" / "repositories.yaml").read_text() == REPOSITORIES


def test_existing_configuration_is_kept(home, places, tmp_path):
    file = tmp_path / "config" / "helm" / "repositories.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("repositories: [{name: own, url: https://other.example.com}]\n")
    result = migrate_client(str(home), False, places)
    assert result.repositories == ["stable"]
    assert "repository own already exists with another URL" in result.warnings[-1]
    assert [row["url"] for row in rows(tmp_path)] == ["https://other.example.com", "https://charts.helm.sh/stable"]


def test_a_missing_home_directory(tmp_path, places):
    with pytest.raises(RepositoryError, match="the directory does not exist"):
        migrate_client(str(tmp_path / "nothing"), True, places)
    (tmp_path / "empty").mkdir()
    assert not migrate_client(str(tmp_path / "empty"), False, places).changed
