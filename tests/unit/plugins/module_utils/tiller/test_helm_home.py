# SPDX-License-Identifier: GPL-3.0-or-later
"""The home directory of a Helm 2 client is the one that ``helm init --client-only`` of Helm 2.17 creates."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError, TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller import helm_home

#: the paths after ``helm init --client-only --skip-refresh``, with the targets of links
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
def spec(tmp_path: Path) -> helm_home.HelmHomeSpec:
    return helm_home.HelmHomeSpec(str(tmp_path / "helm"), refresh=False)


def test_a_new_folder(spec: helm_home.HelmHomeSpec) -> None:
    helm_home.ensure_present(spec)
    assert tree(Path(spec.folder)) == TREE
    document = yaml.safe_load((Path(spec.folder) / "repository/repositories.yaml").read_text())
    cache = os.path.join(spec.folder, "repository", "cache")
    assert document.pop("generated")
    assert document == {
        "apiVersion": "v1",
        "repositories": [
            {**ENTRY, "name": "stable", "url": helm_home.STABLE_URL, "cache": f"{cache}/stable-index.yaml"},
            {**ENTRY, "name": "local", "url": helm_home.LOCAL_URL, "cache": f"{cache}/local-index.yaml"},
        ],
    }
    index = yaml.safe_load((Path(spec.folder) / "repository/local/index.yaml").read_text())
    assert index.pop("generated") and index == {"apiVersion": "v1", "entries": {}}


def test_without_repositories(tmp_path: Path) -> None:
    spec = helm_home.HelmHomeSpec(str(tmp_path / "helm"), repositories=False)
    helm_home.ensure_present(spec)
    absent = {"repository/cache/local-index.yaml", "repository/local/index.yaml"}
    assert tree(Path(spec.folder)) == {name: target for name, target in TREE.items() if name not in absent}
    assert helm_home.ensure_present(spec) == []


def test_a_second_run_changes_nothing_and_neither_do_other_urls(spec: helm_home.HelmHomeSpec) -> None:
    assert helm_home.ensure_present(spec)
    assert helm_home.ensure_present(spec) == []
    assert (
        helm_home.ensure_present(
            helm_home.HelmHomeSpec(spec.folder, stable_url="http://127.0.0.1:9/other", refresh=False)
        )
        == []
    )


def test_check_mode_predicts_and_writes_nothing(spec: helm_home.HelmHomeSpec) -> None:
    predicted = helm_home.ensure_present(spec, check_mode=True)
    assert not os.path.exists(spec.folder)
    assert helm_home.ensure_present(spec) == predicted


def test_missing_parts_are_created(spec: helm_home.HelmHomeSpec) -> None:
    helm_home.ensure_present(spec)
    os.rmdir(f"{spec.folder}/starters")
    os.unlink(f"{spec.folder}/repository/cache/local-index.yaml")
    missing = [f"{spec.folder}/starters", f"{spec.folder}/repository/cache/local-index.yaml"]
    assert helm_home.ensure_present(spec, check_mode=True) == helm_home.ensure_present(spec) == missing


def test_an_index_that_cannot_be_downloaded(tmp_path: Path) -> None:
    spec = helm_home.HelmHomeSpec(str(tmp_path / "helm"), stable_url="http://127.0.0.1:9/charts")
    with pytest.raises(RepositoryError, match=r"127\.0\.0\.1:9"):
        helm_home.ensure_present(spec)


def test_tls_files_follow_their_sources(spec: helm_home.HelmHomeSpec, tmp_path: Path) -> None:
    sources = {kind: tmp_path / kind for kind in helm_home.TLS_FILES}
    for kind, path in sources.items():
        path.write_text(f"-----BEGIN {kind}-----\n")
    spec = helm_home.HelmHomeSpec(spec.folder, refresh=False, tls={kind: str(path) for kind, path in sources.items()})
    helm_home.ensure_present(spec)
    files = {name: Path(spec.folder) / name for name in ("ca.pem", "cert.pem", "key.pem")}
    modes = {name: stat.S_IMODE(path.stat().st_mode) for name, path in files.items()}
    assert modes == {"ca.pem": 0o644, "cert.pem": 0o644, "key.pem": 0o600}
    assert helm_home.ensure_present(spec) == []
    sources["cert"].write_text("-----BEGIN another-----\n")
    assert helm_home.ensure_present(spec, check_mode=True) == helm_home.ensure_present(spec) == [str(files["cert.pem"])]
    files["key.pem"].chmod(0o644)
    assert helm_home.ensure_present(spec) == [str(files["key.pem"])]
    assert stat.S_IMODE(files["key.pem"].stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("content", "message"), [(None, "no such file"), ("hello", "not a PEM file")], ids=["missing", "something else"]
)
def test_an_invalid_source(spec: helm_home.HelmHomeSpec, tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "ca").write_text(content)
    with pytest.raises(TillerError, match=message):
        helm_home.ensure_present(helm_home.HelmHomeSpec(spec.folder, refresh=False, tls={"ca": str(tmp_path / "ca")}))


def test_a_file_in_place_of_the_directory(spec: helm_home.HelmHomeSpec) -> None:
    Path(spec.folder).touch()
    with pytest.raises(TillerError, match="cannot be created"):
        helm_home.ensure_present(spec)


def test_removing(spec: helm_home.HelmHomeSpec) -> None:
    assert not helm_home.ensure_absent(spec.folder)
    helm_home.ensure_present(spec)
    assert helm_home.ensure_absent(spec.folder, check_mode=True) and os.path.isdir(spec.folder)
    assert helm_home.ensure_absent(spec.folder) and not os.path.exists(spec.folder)


def test_another_directory_is_not_removed(tmp_path: Path) -> None:
    (tmp_path / "letters").touch()
    with pytest.raises(TillerError, match="does not look like"):
        helm_home.ensure_absent(str(tmp_path))
    assert (tmp_path / "letters").exists()
