# SPDX-License-Identifier: GPL-3.0-or-later
"""The folder of a Helm 2 client is what ``helm init --client-only`` of Helm 2.17 makes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller import helm_home

#: As listed after `helm init --client-only --skip-refresh`, with what a link leads to.
TREE = {
    "cache": None,
    "cache/archive": None,
    "plugins": None,
    "repository": None,
    "repository/cache": None,
    "repository/cache/local-index.yaml": "repository/local/index.yaml",
    "repository/local": None,
    "repository/local/index.yaml": None,
    "repository/repositories.yaml": None,
    "starters": None,
}
ENTRY = {"caFile": "", "certFile": "", "keyFile": "", "password": "", "username": ""}


def tree(folder: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for path in folder.rglob("*"):
        target = os.readlink(path) if path.is_symlink() else None
        found[str(path.relative_to(folder))] = os.path.relpath(target, folder) if target else None
    return {name: target for name, target in found.items() if not name.endswith(".lock")}


@pytest.fixture
def wanted(tmp_path: Path) -> helm_home.Wanted:
    return helm_home.Wanted(str(tmp_path / "helm"), refresh=False)


def test_a_new_folder(wanted: helm_home.Wanted) -> None:
    helm_home.bring(wanted)
    assert tree(Path(wanted.folder)) == TREE
    document = yaml.safe_load((Path(wanted.folder) / "repository/repositories.yaml").read_text())
    cache = os.path.join(wanted.folder, "repository", "cache")
    assert document.pop("generated")
    assert document == {
        "apiVersion": "v1",
        "repositories": [
            {**ENTRY, "name": "stable", "url": helm_home.STABLE, "cache": f"{cache}/stable-index.yaml"},
            {**ENTRY, "name": "local", "url": helm_home.LOCAL, "cache": f"{cache}/local-index.yaml"},
        ],
    }
    index = yaml.safe_load((Path(wanted.folder) / "repository/local/index.yaml").read_text())
    assert index.pop("generated") and index == {"apiVersion": "v1", "entries": {}}


def test_without_repositories(tmp_path: Path) -> None:
    wanted = helm_home.Wanted(str(tmp_path / "helm"), repositories=False)
    helm_home.bring(wanted)
    absent = {"repository/cache/local-index.yaml", "repository/local/index.yaml"}
    assert tree(Path(wanted.folder)) == {name: target for name, target in TREE.items() if name not in absent}
    assert helm_home.bring(wanted) == []


def test_a_second_run_changes_nothing_and_neither_do_other_urls(wanted: helm_home.Wanted) -> None:
    assert helm_home.bring(wanted)
    assert helm_home.bring(wanted) == []
    assert helm_home.bring(helm_home.Wanted(wanted.folder, stable_url="http://127.0.0.1:9/other", refresh=False)) == []


def test_check_mode_predicts_and_writes_nothing(wanted: helm_home.Wanted) -> None:
    predicted = helm_home.bring(wanted, check=True)
    assert not os.path.exists(wanted.folder)
    assert helm_home.bring(wanted) == predicted


def test_what_lacks_is_made_anew(wanted: helm_home.Wanted) -> None:
    helm_home.bring(wanted)
    os.rmdir(f"{wanted.folder}/starters")
    os.unlink(f"{wanted.folder}/repository/cache/local-index.yaml")
    lacking = [f"{wanted.folder}/starters", f"{wanted.folder}/repository/cache/local-index.yaml"]
    assert helm_home.bring(wanted, check=True) == helm_home.bring(wanted) == lacking


def test_an_index_that_cannot_be_had_is_an_error(tmp_path: Path) -> None:
    wanted = helm_home.Wanted(str(tmp_path / "helm"), stable_url="http://127.0.0.1:9/charts")
    with pytest.raises(RepositoryError, match=r"127\.0\.0\.1:9"):
        helm_home.bring(wanted)


def test_files_for_tls_follow_their_sources(wanted: helm_home.Wanted, tmp_path: Path) -> None:
    sources = {kind: tmp_path / kind for kind in helm_home.TLS_FILES}
    for kind, path in sources.items():
        path.write_text(f"-----BEGIN {kind}-----\n")
    wanted = helm_home.Wanted(wanted.folder, refresh=False, tls={kind: str(path) for kind, path in sources.items()})
    helm_home.bring(wanted)
    files = {name: Path(wanted.folder) / name for name in ("ca.pem", "cert.pem", "key.pem")}
    modes = {name: stat.S_IMODE(path.stat().st_mode) for name, path in files.items()}
    assert modes == {"ca.pem": 0o644, "cert.pem": 0o644, "key.pem": 0o600}
    assert helm_home.bring(wanted) == []
    sources["cert"].write_text("-----BEGIN another-----\n")
    assert helm_home.bring(wanted, check=True) == helm_home.bring(wanted) == [str(files["cert.pem"])]
    files["key.pem"].chmod(0o644)
    assert helm_home.bring(wanted) == [str(files["key.pem"])]
    assert stat.S_IMODE(files["key.pem"].stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "message"), [(None, "no such file"), ("hello", "not PEM")], ids=["missing", "something else"]
)
def test_a_source_that_cannot_be_used(
    wanted: helm_home.Wanted, tmp_path: Path, content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "ca").write_text(content)
    with pytest.raises(TillerError, match=message):
        helm_home.bring(helm_home.Wanted(wanted.folder, refresh=False, tls={"ca": str(tmp_path / "ca")}))


def test_a_file_in_the_way(wanted: helm_home.Wanted) -> None:
    Path(wanted.folder).touch()
    with pytest.raises(TillerError, match="cannot be made"):
        helm_home.bring(wanted)


def test_removing(wanted: helm_home.Wanted) -> None:
    assert not helm_home.remove(wanted.folder)
    helm_home.bring(wanted)
    assert helm_home.remove(wanted.folder, check=True) and os.path.isdir(wanted.folder)
    assert helm_home.remove(wanted.folder) and not os.path.exists(wanted.folder)


def test_something_else_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "letters").touch()
    with pytest.raises(TillerError, match="does not look like"):
        helm_home.remove(str(tmp_path))
    assert (tmp_path / "letters").exists()
