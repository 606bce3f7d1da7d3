# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``client``: install helm 2.17 and its home directory, change the version, and remove both."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import subprocess
import tarfile
from pathlib import Path

import harness.programs
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.ensure import ensure
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.specs import CertificateSpec, DirectorySpec
from tooling.by_hand import run_playbook
from tooling.chart_repository import serve_folder

PLAY = """
- name: Install a client
  hosts: all
  gather_facts: false
  tasks:
    - name: Import the role
      ansible.builtin.import_role:
        name: coxswain.helm.client
"""
NEXT = "#!/bin/sh\necho v2.99.0\n"


@pytest.fixture(scope="module")
def mirror(tmp_path_factory):
    """Serve the archives of two versions like get.helm.sh; return the URL and the digests."""
    folder = tmp_path_factory.mktemp("mirror")
    machine = {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]
    digests = {}
    for version, program in (
        ("v2.17.0", harness.programs.ensure(["helm2"])["helm2"].read_bytes()),
        ("v2.99.0", NEXT.encode()),
    ):
        path = folder / f"helm-{version}-linux-{machine}.tar.gz"
        with tarfile.open(path, "w:gz", compresslevel=1) as archive:
            entry = tarfile.TarInfo(f"linux-{machine}/helm")
            entry.size, entry.mode = len(program), 0o755
            archive.addfile(entry, io.BytesIO(program))
        digests[version] = hashlib.sha256(path.read_bytes()).hexdigest()
    with serve_folder(folder) as url:
        yield url, digests


def test_install_change_and_remove(mirror, tmp_path):
    url, digests = mirror
    ssl = str(tmp_path / "ssl")
    ensure(DirectorySpec(ssl, (CertificateSpec("helm", {"CN": "helm"}),)))
    play, programs, home = tmp_path / "play.yml", tmp_path / "bin", tmp_path / "home"
    play.write_text(PLAY)
    programs.mkdir()

    def run(*options, fails=False, version="v2.17.0", **variables):
        chosen = {
            "client_version": version,
            "client_url": url,
            "client_sha256": digests[version],
            "client_folder": str(tmp_path / "lib"),
            "client_bin": str(programs),
            "client_home": True,
            "client_home_path": str(home),
            "client_tls_folder": ssl,
            **variables,
        }
        played = run_playbook(play, {"clients": {"here": {}}}, tmp_path, *options, fails=fails, **chosen)
        return played.output if fails else played.changed["here"]

    assert run("--check") > 0
    assert os.listdir(programs) == [] and not home.exists()
    assert "did not match" in run(fails=True, client_sha256="0" * 64)
    assert os.listdir(programs) == []

    assert run() > 0
    done = subprocess.run([programs / "helm", "version", "--client"], capture_output=True, text=True)
    assert 'SemVer:"v2.17.0"' in done.stdout, done
    assert (home / "cert.pem").read_bytes() == Path(f"{ssl}/helm.cert.pem").read_bytes()
    assert stat.S_IMODE((home / "key.pem").stat().st_mode) == 0o600
    assert (home / "repository" / "repositories.yaml").is_file()
    assert run() == 0 and run("--check") == 0

    # The link follows the new version; removing the old version later does not remove the link.
    assert run(version="v2.99.0") > 0
    assert subprocess.run([programs / "helm"], capture_output=True, text=True, check=True).stdout == "v2.99.0\n"
    assert run(client_state="absent", client_home=False) == 1
    assert os.listdir(tmp_path / "lib") == ["v2.99.0"] and (programs / "helm").exists()

    gone = {"version": "v2.99.0", "client_state": "absent"}
    assert run("--check", **gone) > 0 and home.exists()
    assert run(**gone) > 0
    assert os.listdir(programs) == os.listdir(tmp_path / "lib") == [] and not home.exists()
    assert run(**gone) == 0
