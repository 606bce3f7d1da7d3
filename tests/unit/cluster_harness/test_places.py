# SPDX-License-Identifier: GPL-3.0-or-later
"""The folders of the harness, and valid names of clusters."""

from __future__ import annotations

import pathlib

import pytest
from harness import Cluster, HarnessError, places


def test_the_user_can_choose_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/jane")
    for name in ("COXSWAIN_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    assert places.cache_folder() == pathlib.Path("/home/jane/.cache/coxswain-helm")
    assert places.clusters_folder() == pathlib.Path("/home/jane/.local/state/coxswain-helm/clusters")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert places.cache_folder() == pathlib.Path("/home/jane/.cache/coxswain-helm")
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    assert places.cache_folder() == pathlib.Path("/cache/coxswain-helm")
    monkeypatch.setenv("COXSWAIN_CACHE", "/own")
    assert places.cache_folder() == pathlib.Path("/own")


@pytest.mark.parametrize("name", ["", "../x", "a/b", "-a", "A", "a" * 41])
def test_invalid_names(name: str) -> None:
    with pytest.raises(HarnessError, match="not a valid cluster name"):
        Cluster(name)


def test_a_cluster_that_was_never_started(tmp_path: pathlib.Path) -> None:
    cluster = Cluster("ghost", state=tmp_path / "ghost")
    status = cluster.status()
    assert (status["exists"], status["running"]) == (False, False)
    with pytest.raises(HarnessError, match="never started"):
        _ = cluster.server


def test_down_removes_its_own_files_and_no_others(tmp_path: pathlib.Path) -> None:
    state = tmp_path / "state"
    (state / "data" / "etcd").mkdir(parents=True)
    (state / ".kube" / "cache").mkdir(parents=True)
    (state / "kubeconfig").touch()
    (state / "mine.txt").touch()
    Cluster("some", state=state).down()
    assert [file.name for file in state.iterdir()] == ["mine.txt"]
    (state / "mine.txt").unlink()
    Cluster("some", state=state).down()
    assert not state.exists()
