# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures: helm, GnuPG and this collection verify each other's."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, provenance
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ProvenanceError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.chart_reference import ChartReference
from ansible_collections.coxswain.helm.plugins.module_utils.repository.pull import PullRequest, pull

pytestmark = pytest.mark.libraries

#: GnuPG's names for the types of keys that both Helm and PGPym support.
KINDS = ("rsa2048", "dsa2048", "nistp256", "ed25519")
WORD = "pass-word-of-the-key"


@pytest.fixture(scope="module")
def gpg(tmp_path_factory):
    """Return a function that runs GnuPG with a separate home."""
    program = shutil.which("gpg")
    if program is None:
        pytest.skip("gpg is not installed: NOTHING about its keyrings was tested")
    home = tmp_path_factory.mktemp("gnupg")
    home.chmod(0o700)

    def call(*arguments: str, fails: bool = False) -> bytes:
        command = [program, "--homedir", str(home), "--batch", "--yes", "--pinentry-mode", "loopback", *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode != 0) == fails, done.stderr.decode()
        return done.stdout + (done.stderr if fails else b"")

    yield call
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False, capture_output=True)


@pytest.fixture(scope="module")
def rings(gpg, tmp_path_factory):
    """Create keyrings with one key of each type, with passphrases: public, secret, armored, and a keybox."""
    for kind in KINDS:
        gpg("--passphrase", WORD, "--quick-gen-key", f"Signer {kind} <{kind}@example.com>", kind, "sign", "never")
    folder = tmp_path_factory.mktemp("rings")
    (folder / "pubring.gpg").write_bytes(gpg("--export"))
    (folder / "pubring.asc").write_bytes(gpg("--armor", "--export"))
    (folder / "secring.gpg").write_bytes(gpg("--passphrase", WORD, "--export-secret-keys"))
    (folder / "word").write_text(WORD)
    home = Path(gpg("--list-keys").decode().splitlines()[0])
    assert home.name == "pubring.kbx"
    shutil.copy(home, folder / "pubring.kbx")
    return folder


def unpack(archive: Path) -> Path:
    shutil.unpack_archive(archive, archive.parent / "folder", "gztar", filter="data")
    return archive.parent / "folder" / "web"


@pytest.mark.parametrize("kind", KINDS)
def test_helm_verifies_signature(user, archive, rings, gpg, version, kind):
    path = archive(metadata="description: '- a line that begins with a dash'\n")
    chart = loader.load(path)
    ring = str(rings / "secring.gpg")
    signed = provenance.sign(path.read_bytes(), path.name, chart.record(), f"{kind}@example.com", ring, WORD)
    Path(f"{path}.prov").write_bytes(signed)
    said = user.helm(version, "verify", str(path), "--keyring", str(rings / "pubring.gpg"))
    assert f"Signer {kind}" in said
    gpg("--verify", f"{path}.prov")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ring", ["pubring.gpg", "pubring.asc", "pubring.kbx"])
def test_verify_signature_of_helm(user, archive, rings, kind, ring):
    path = archive()
    folder = unpack(path)
    flags = ("--key", f"{kind}@example.com", "--keyring", str(rings / "secring.gpg"))
    user.helm(4, "package", str(folder), "--sign", *flags, "--passphrase-file", str(rings / "word"))
    made = user.home / "web-1.0.0.tgz"
    signature = Path(f"{made}.prov").read_bytes()
    found = provenance.verify(made.read_bytes(), signature, made.name, str(rings / ring))
    assert found.signed_by == (f"Signer {kind} <{kind}@example.com>",)
    said = user.helm(4, "verify", str(made), "--keyring", str(rings / "pubring.gpg"))
    assert found.fingerprint in said
    assert found.file_hash in said


def test_verify_signature_of_helm_3(user, archive, rings):
    folder = unpack(archive())
    flags = ("--key", "rsa2048@example.com", "--keyring", str(rings / "secring.gpg"))
    user.helm(3, "package", str(folder), "--sign", *flags, "--passphrase-file", str(rings / "word"))
    made = user.home / "web-1.0.0.tgz"
    provenance.verify(made.read_bytes(), Path(f"{made}.prov").read_bytes(), made.name, str(rings / "pubring.gpg"))


def test_expired_and_revoked_keys(user, archive, rings, gpg, tmp_path):
    """Helm refuses them too."""
    path = archive()
    chart = loader.load(path)
    ring = str(rings / "secring.gpg")
    name = "rsa2048@example.com"
    signed = provenance.sign(path.read_bytes(), path.name, chart.record(), name, ring, WORD)
    Path(f"{path}.prov").write_bytes(signed)
    fingerprint = next(line for line in _listing(gpg, name) if line.startswith("fpr:")).split(":")[9]
    # GnuPG does not accept a time in the past, so wait for the key to expire in a second.
    gpg("--passphrase", WORD, "--quick-set-expire", fingerprint, "seconds=1")
    (tmp_path / "expired.gpg").write_bytes(gpg("--export", name))
    ends = next(line for line in _listing(gpg, name) if line.startswith("pub:")).split(":")[6]
    gpg("--passphrase", WORD, "--quick-set-expire", fingerprint, "never")
    (tmp_path / "valid.gpg").write_bytes(gpg("--export", name))
    gpg("--import", str(_revocation(gpg, fingerprint, tmp_path)))
    (tmp_path / "revoked.gpg").write_bytes(gpg("--export", name))
    (tmp_path / "stranger.gpg").write_bytes(gpg("--export", "ed25519@example.com"))

    def check(file):
        return provenance.verify(path.read_bytes(), signed, path.name, str(tmp_path / file))

    time.sleep(max(0.0, float(ends) + 1 - time.time()))
    assert check("valid.gpg").fingerprint == fingerprint
    for file, message in (
        ("expired.gpg", "expired on"),
        ("revoked.gpg", "was revoked"),
        ("stranger.gpg", "unknown entity"),
    ):
        user.helm(4, "verify", str(path), "--keyring", str(tmp_path / file), fails=True)
        with pytest.raises(ProvenanceError, match=message):
            check(file)


def _listing(gpg, name: str) -> list[str]:
    return gpg("--list-keys", "--with-colons", name).decode().splitlines()


def _revocation(gpg, fingerprint: str, folder: Path) -> Path:
    """Return the revocation certificate of a key, with the colon removed that protects it from accidental use."""
    home = Path(gpg("--list-keys").decode().splitlines()[0]).parent
    text = (home / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text().replace("\n:---", "\n---")
    (folder / "revocation").write_text(text)
    return folder / "revocation"


def test_package_sign_and_inspect(user, archive, rings, module, tmp_path):
    """Run the modules like a playbook."""
    folder = unpack(archive())
    wanted = {"path": str(folder), "destination": str(tmp_path / "made"), "sign": True, "key": "ed25519@example.com"}
    wanted |= {"keyring": str(rings / "secring.gpg"), "passphrase_file": str(rings / "word")}
    look = {"chart_ref": str(tmp_path / "made" / "web-1.0.0.tgz"), "gather": [], "verify_chart": True}
    look["verify_chart_keyring"] = str(rings / "pubring.kbx")

    assert module("chart_package", "--check", **wanted)["changed"]
    assert not (tmp_path / "made").exists()
    made = module("chart_package", **wanted)
    assert made["changed"]
    assert made["provenance"] == f"{look['chart_ref']}.prov"
    assert not module("chart_package", **wanted)["changed"]
    assert "Signer ed25519" in user.helm(4, "verify", look["chart_ref"], "--keyring", str(rings / "pubring.gpg"))
    found = module("chart_info", **look)["verification"]
    assert found["signed_by"] == ["Signer ed25519 <ed25519@example.com>"]
    assert found["file_hash"] == made["digest"]

    assert module("chart_package", **(wanted | {"key": "nistp256@example.com"}))["changed"]
    assert module("chart_info", **look)["verification"]["signed_by"] == ["Signer nistp256 <nistp256@example.com>"]
    refused = module("chart_package", fails=True, **(wanted | {"key": "nobody@example.com"}))
    assert "nobody@example.com" in refused["msg"]
    wrong = {name: value for name, value in wanted.items() if name != "passphrase_file"} | {"passphrase": "wr0ng"}
    Path(made["provenance"]).unlink()
    refused = module("chart_package", fails=True, **wrong)
    assert "passphrase" in refused["msg"]
    assert "wr0ng" not in str(refused)
    assert not Path(made["provenance"]).exists()

    module("chart_package", **wanted)
    (folder / "values.yaml").write_text("a: 2\n")
    assert module("chart_package", **(wanted | {"sign": False}))["changed"]
    assert "sha256" in module("chart_info", fails=True, **look)["msg"]
    assert module("chart_package", **wanted)["changed"]
    module("chart_info", **look)


def test_verify_during_pull(user, registry, archive, rings):
    served, remote = registry
    path = archive()
    chart = loader.load(path)
    signed = provenance.sign(
        path.read_bytes(), path.name, chart.record(), "ed25519@example.com", str(rings / "secring.gpg"), WORD
    )
    Path(f"{path}.prov").write_bytes(signed)
    user.helm(4, "push", str(path), remote, *served.flags)
    user.helm(4, "push", str(archive(version="2.0.0")), remote, *served.flags)

    def fetch(version, ring="pubring.gpg", **options):
        request = PullRequest(
            ChartReference(f"{remote}/web", version, http_options=served.http_options),
            str(user.home / "charts"),
            verify=True,
            keyring=str(rings / ring),
            **options,
        )
        return pull(request, user.paths, lambda text: None)

    found = fetch("1.0.0")
    assert found.changed
    assert found.verification.signed_by == ("Signer ed25519 <ed25519@example.com>",)
    assert Path(found.provenance_path).read_bytes() == signed
    assert not fetch("1.0.0").changed
    from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError

    with pytest.raises(RepositoryError, match="has no provenance file"):
        fetch("2.0.0")
    with pytest.raises(ProvenanceError, match=r"none\.gpg: the keyring cannot be read"):
        fetch("1.0.0", "none.gpg")
    assert sorted(path.name for path in (user.home / "charts").iterdir()) == ["web-1.0.0.tgz", "web-1.0.0.tgz.prov"]
