# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate directory is brought to its desired state: what changes, why, and what keeps working meanwhile."""

from __future__ import annotations

import dataclasses
import datetime
import os
import re
import shutil
import ssl
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates import issue, pem
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.directory import CertificateDirectory
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.ensure import ensure, remove
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.rotation import FINISH, INTRODUCE, KEEP, SWITCH
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.run import CertificateChange, CertificateResult
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.specs import (
    CertificateSpec,
    DirectorySpec,
    KeySpec,
)
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CertificateError


def days(count: float) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def changes_of(result: CertificateResult) -> list[tuple[str, str]]:
    return [(change.what, change.name) for change in result.changes]


def content(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


NEW = [("make", "ca"), ("issue", "tiller"), ("issue", "helm")]


class TestMaking:
    def test_an_empty_folder_gets_everything_under_the_documents_names(self, spec: DirectorySpec, now: Any) -> None:
        assert changes_of(ensure(spec, now=now)) == NEW
        names = [f"{name}.{kind}.pem" for name in ("ca", "helm", "tiller") for kind in ("cert", "key")]
        assert sorted(os.listdir(spec.path)) == names

    def test_a_second_run_changes_nothing(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        before = content(spec.path)
        assert changes_of(ensure(spec, now=now + days(300))) == []
        assert content(spec.path) == before

    def test_keys_are_for_their_owner_only_and_so_is_the_folder(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        modes = {name: stat.S_IMODE(os.stat(Path(spec.path) / name).st_mode) for name in os.listdir(spec.path)}
        assert {mode for name, mode in modes.items() if ".key." in name} == {0o600}
        assert {mode for name, mode in modes.items() if ".cert." in name} == {0o644}
        assert stat.S_IMODE(os.stat(spec.path).st_mode) == 0o700

    def test_check_mode_predicts_and_writes_nothing(self, spec: DirectorySpec, now: Any) -> None:
        predicted = ensure(spec, check=True, now=now)
        assert not os.path.exists(spec.path)
        done = ensure(spec, now=now)
        assert changes_of(predicted) == changes_of(done)
        assert predicted.after == done.after
        assert predicted.before == done.before == {}

    def test_check_mode_predicts_the_kind_of_key_without_making_one(self, spec: DirectorySpec, now: Any) -> None:
        spec = dataclasses.replace(spec, key=KeySpec("rsa", 4096))
        after = ensure(spec, check=True, now=now).after
        assert after["tiller"]["key"] == after["ca"]["active"]["key"] == "rsa-4096"

    def test_the_facts_hold_no_key(self, spec: DirectorySpec, now: Any) -> None:
        result = ensure(spec, now=now)
        text = repr(result)
        for name in ("ca", "tiller", "helm"):
            body = (Path(spec.path) / f"{name}.key.pem").read_text().splitlines()[1]
            assert body not in text

    def test_rsa(self, spec: DirectorySpec, now: Any) -> None:
        spec = dataclasses.replace(spec, key=KeySpec("rsa", 2048))
        assert ensure(spec, now=now).certificates["tiller"].key == "rsa-2048"
        assert changes_of(ensure(spec, now=now)) == []

    def test_what_the_certificates_say(self, spec: DirectorySpec, now: Any) -> None:
        result = ensure(spec, now=now)
        (authority,) = result.authorities
        assert authority.usages == ("authority",)
        assert authority.subject == authority.issuer == "CN=tiller-ca"
        server, client = result.certificates["tiller"], result.certificates["helm"]
        assert server.usages == ("client", "server") and client.usages == ("client",)
        assert client.subject == "O=ops, CN=helm" and client.hosts == ()
        assert set(server.hosts) == {
            "127.0.0.1",
            "localhost",
            "tiller-deploy",
            "tiller-deploy.kube-system",
            "tiller-deploy.kube-system.svc",
            "tiller-deploy.kube-system.svc.cluster.local",
        }
        assert (server.days, server.not_after) == (365, "2031-01-01T12:00:00Z")

    def test_a_certificate_ends_with_its_authority(self, spec: DirectorySpec, now: Any) -> None:
        spec = dataclasses.replace(spec, authority_days=100, authority_renew_days=10)
        result = ensure(spec, now=now)
        assert result.certificates["helm"].not_after == result.authorities[0].not_after
        # Nothing would be gained by issuing it anew every day of its last month.
        assert changes_of(ensure(spec, now=now + days(80))) == []


class TestRequests:
    """The files that ``openssl req`` creates in Helm's documentation, if requested."""

    @pytest.fixture
    def spec(self, spec: DirectorySpec) -> DirectorySpec:
        return dataclasses.replace(spec, requests=True)

    def test_all_files_of_the_documents_but_the_counter_of_serial_numbers(self, spec: DirectorySpec, now: Any) -> None:
        predicted = ensure(spec, check=True, now=now)
        done = ensure(spec, now=now)
        assert done.changes == predicted.changes
        assert changes_of(done)[1:3] == [("issue", "tiller"), ("request", "tiller")]
        names = [f"{name}.{kind}.pem" for name in ("helm", "tiller") for kind in ("cert", "csr", "key")]
        assert sorted(os.listdir(spec.path)) == ["ca.cert.pem", "ca.key.pem", *names]
        assert changes_of(ensure(spec, now=now)) == []
        assert len(remove(spec)) == 8 and os.listdir(spec.path) == []

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
    def test_openssl_reads_them(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        command = ["openssl", "req", "-verify", "-noout", "-text", "-in", f"{spec.path}/tiller.csr.pem"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "verify OK" in done.stdout + done.stderr
        assert re.search("CN ?= ?tiller-server", done.stdout) and "IP Address:127.0.0.1" in done.stdout

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda folder: (folder / "helm.csr.pem").unlink(), "missing"),
            (lambda folder: (folder / "helm.csr.pem").write_text("x"), "not valid"),
            (
                lambda folder: (folder / "helm.csr.pem").write_bytes((folder / "tiller.csr.pem").read_bytes()),
                "does not match the private key",
            ),
        ],
        ids=["gone", "broken", "of another key"],
    )
    def test_what_makes_one_due(self, spec: DirectorySpec, now: Any, spoil: Any, reason: str) -> None:
        ensure(spec, now=now)
        spoil(Path(spec.path))
        assert ensure(spec, now=now).changes == [CertificateChange("request", "helm", reason)]
        assert changes_of(ensure(spec, now=now)) == []

    def test_it_follows_its_key_and_its_certificate(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        assert changes_of(ensure(spec, force=["helm"], now=now)) == [("issue", "helm"), ("request", "helm")]
        server = dataclasses.replace(spec.certificates[0], hosts=(*spec.certificates[0].hosts, "tiller.example"))
        other = dataclasses.replace(spec, certificates=(server, spec.certificates[1]))
        assert changes_of(ensure(other, now=now)) == [("issue", "tiller"), ("request", "tiller")]


#: What is wrong: a change of the directory or of the spec, the certificate to issue, and the reason.
DUE = {
    "no key": (lambda w: os.unlink(f"{w.path}/helm.key.pem"), {}, "helm", "the private key is missing"),
    "no certificate": (lambda w: os.unlink(f"{w.path}/helm.cert.pem"), {}, "helm", "missing"),
    "a broken key": (
        lambda w: Path(f"{w.path}/helm.key.pem").write_text("x"),
        {},
        "helm",
        "the private key is not valid",
    ),
    "a broken certificate": (lambda w: Path(f"{w.path}/helm.cert.pem").write_text("x"), {}, "helm", "missing"),
    "somebody else's key": (
        lambda w: Path(f"{w.path}/helm.key.pem").write_bytes(Path(f"{w.path}/tiller.key.pem").read_bytes()),
        {},
        "helm",
        "the private key does not match the certificate",
    ),
    "another subject": (
        lambda w: None,
        {"certificates": lambda w: (w.certificates[0], CertificateSpec("helm", {"CN": "jane"}))},
        "helm",
        "the subject differs",
    ),
    "a further name": (
        lambda w: None,
        {
            "certificates": lambda w: (
                dataclasses.replace(w.certificates[0], hosts=(*w.certificates[0].hosts, "::1")),
                w.certificates[1],
            )
        },
        "tiller",
        "the subject alternative names differ",
    ),
    "other purposes": (
        lambda w: None,
        {"certificates": lambda w: (dataclasses.replace(w.certificates[0], client=False), w.certificates[1])},
        "tiller",
        "the extended key usage differs",
    ),
}


@pytest.mark.parametrize("case", DUE.values(), ids=DUE)
def test_what_makes_a_certificate_due(spec: DirectorySpec, now: Any, case: Any) -> None:
    spoil, differently, name, reason = case
    ensure(spec, now=now)
    spoil(spec)
    spec = dataclasses.replace(spec, **{field: make(spec) for field, make in differently.items()})
    predicted = ensure(spec, check=True, now=now)
    done = ensure(spec, now=now)
    assert done.changes == predicted.changes == [CertificateChange("issue", name, reason)]
    assert predicted.after == done.after
    assert changes_of(ensure(spec, now=now)) == []


def test_the_order_of_names_is_no_difference(spec: DirectorySpec, now: Any) -> None:
    ensure(spec, now=now)
    server = dataclasses.replace(spec.certificates[0], hosts=tuple(reversed(spec.certificates[0].hosts)))
    assert changes_of(ensure(dataclasses.replace(spec, certificates=(server, spec.certificates[1])), now=now)) == []


@pytest.mark.parametrize(
    ("after", "changes"),
    [(334, []), (336, [("issue", "tiller"), ("issue", "helm")]), (400, [("issue", "tiller"), ("issue", "helm")])],
    ids=["a month is left", "less than a month is left", "expired"],
)
def test_renewal_by_the_days_left(spec: DirectorySpec, now: Any, after: int, changes: Any) -> None:
    ensure(spec, now=now)
    result = ensure(spec, now=now + days(after))
    assert changes_of(result) == changes
    assert result.certificates["helm"].days == (365 if changes else 31)


def test_one_certificate_is_issued_anew_on_request(spec: DirectorySpec, now: Any) -> None:
    ensure(spec, now=now)
    before = content(spec.path)
    assert changes_of(ensure(spec, force=["helm"], now=now)) == [("issue", "helm")]
    after = content(spec.path)
    assert {name for name in after if after[name] != before[name]} == {"helm.key.pem", "helm.cert.pem"}


def test_an_open_key_is_closed(spec: DirectorySpec, now: Any) -> None:
    ensure(spec, now=now)
    path = Path(spec.path) / "helm.key.pem"
    path.chmod(0o644)
    assert changes_of(ensure(spec, check=True, now=now)) == [("mode", str(path))]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert changes_of(ensure(spec, now=now)) == [("mode", str(path))]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def handshake(trusted_by_server: bytes, server: tuple[Path, Path], trusted_by_client: bytes, client: Any) -> str:
    """Return the error of a mutual TLS handshake as between Tiller and a client, or an empty text."""
    here = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    here.verify_mode = ssl.CERT_REQUIRED
    here.load_verify_locations(cadata=trusted_by_server.decode())
    here.load_cert_chain(*server)
    there = ssl.create_default_context(cadata=trusted_by_client.decode())
    there.verify_flags |= ssl.VERIFY_X509_STRICT
    there.load_cert_chain(*client)
    one, other = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [here.wrap_bio(one, other, server_side=True), there.wrap_bio(other, one, server_hostname="127.0.0.1")]
    done: set[int] = set()
    for _ in range(12):
        for number, end in enumerate(ends):
            if number in done:
                continue
            try:
                end.do_handshake()
                done.add(number)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError as error:
                return str(error)
    return "" if len(done) == 2 else "it does not end"


class TestRotation:
    """Hosts with the files of one step can talk to hosts with those of the next."""

    @pytest.fixture
    def now(self) -> datetime.datetime:
        # a handshake uses the current time
        return datetime.datetime.now(datetime.UTC)

    def files(self, spec: DirectorySpec, step: int) -> dict[str, Any]:
        folder = Path(spec.path).parent / f"step-{step}"
        folder.mkdir()
        for name, text in content(spec.path).items():
            (folder / name).write_bytes(text)
        pair = {name: (folder / f"{name}.cert.pem", folder / f"{name}.key.pem") for name in ("tiller", "helm")}
        return {"ca": (folder / "ca.cert.pem").read_bytes(), **pair}

    def test_no_step_leaves_anybody_behind(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        handed = [self.files(spec, 0)]
        expected = {
            INTRODUCE: [("introduce", "ca")],
            SWITCH: [("switch", "ca"), ("issue", "tiller"), ("issue", "helm")],
            FINISH: [("finish", "ca")],
        }
        for number, (step, changes) in enumerate(expected.items()):
            predicted = ensure(spec, step=step, check=True, now=now)
            result = ensure(spec, step=step, now=now)
            assert changes_of(result) == changes_of(predicted) == changes
            assert predicted.after == result.after
            # Taking the same step again is no change, except that the first begins a rotation.
            if step != INTRODUCE:
                assert changes_of(ensure(spec, step=step, now=now)) == []
            assert changes_of(ensure(spec, step=KEEP, now=now)) == []
            handed.append(self.files(spec, number + 1))
        for old, new in zip(handed, handed[1:], strict=False):
            for server, client in ((old, new), (new, old), (new, new)):
                assert handshake(server["ca"], server["tiller"], client["ca"], client["helm"]) == ""
        # What the steps are for: from before to after the rotation nothing fits.
        assert handshake(handed[0]["ca"], handed[0]["tiller"], handed[3]["ca"], handed[3]["helm"])
        assert sorted(os.listdir(spec.path)) == [
            f"{name}.{kind}.pem" for name in ("ca", "helm", "tiller") for kind in ("cert", "key")
        ]

    def test_an_authority_near_its_end_is_replaced_step_by_step_without_being_asked(
        self, spec: DirectorySpec, now: Any
    ) -> None:
        spec = dataclasses.replace(spec, authority_days=500, certificate_days=90)
        ensure(spec, now=now)
        late = now + days(80)
        assert changes_of(ensure(spec, now=late))[0] == ("introduce", "ca")
        assert changes_of(ensure(spec, now=late + days(0.5))) == []
        switched = ensure(spec, now=late + days(1.5))
        assert changes_of(switched) == [("switch", "ca"), ("issue", "tiller"), ("issue", "helm")]
        assert [item.subject for item in switched.authorities] == ["CN=tiller-ca-2", "CN=tiller-ca"]
        assert changes_of(ensure(spec, now=late + days(2))) == []
        assert changes_of(ensure(spec, now=late + days(3))) == [("finish", "ca")]
        assert changes_of(ensure(spec, now=late + days(4))) == []

    def test_a_run_that_ended_in_the_middle_of_the_switch_is_finished(
        self, spec: DirectorySpec, now: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ensure(spec, now=now)
        ensure(spec, step=INTRODUCE, now=now)
        with monkeypatch.context() as patch:
            patch.setattr(CertificateDirectory, "write", lambda *_arguments: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                ensure(spec, step=SWITCH, now=now)
        assert changes_of(ensure(spec, now=now)) == [("issue", "tiller"), ("issue", "helm")]
        assert changes_of(ensure(spec, now=now)) == []

    def test_an_expired_authority_is_made_anew_with_a_warning(self, spec: DirectorySpec, now: Any) -> None:
        spec = dataclasses.replace(spec, authority_days=50, authority_renew_days=10)
        ensure(spec, now=now)
        result = ensure(spec, now=now + days(60))
        assert changes_of(result) == NEW and "expired" in result.warnings[0]


class TestWhatIsThere:
    def test_the_folder_of_the_documents_is_taken_over(self, spec: DirectorySpec, now: Any) -> None:
        """Its authority has no keyUsage extension, and its certificates have no extensions at all."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes

        key = issue.generate_key(KeySpec("rsa", 2048))
        name = issue.build_subject({"C": "US", "O": "tiller", "CN": "tiller"})
        builder = x509.CertificateBuilder(
            name,
            name,
            key.public_key(),
            1,
            *(moment.replace(tzinfo=None) for moment in (now - days(1), now + days(7300))),
        )
        authority = builder.add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
        os.mkdir(spec.path)
        (Path(spec.path) / "ca.cert.pem").write_bytes(b"a comment\n" + pem.certificates_pem(authority))
        (Path(spec.path) / "ca.key.pem").write_bytes(pem.key_pem(key))
        result = ensure(spec, now=now)
        assert changes_of(result) == [("mode", f"{spec.path}/ca.key.pem"), ("issue", "tiller"), ("issue", "helm")]
        assert "3.13" in result.warnings[0]
        assert result.certificates["tiller"].issuer == "C=US, O=tiller, CN=tiller"

    def test_an_authority_whose_key_is_kept_elsewhere(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        os.unlink(f"{spec.path}/ca.key.pem")
        assert changes_of(ensure(spec, now=now)) == []
        with pytest.raises(CertificateError, match="ca.key.pem: is needed to issue the certificate helm"):
            ensure(spec, force=["helm"], now=now)

    def test_a_key_without_its_certificate_is_kept(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        key = Path(f"{spec.path}/ca.key.pem").read_bytes()
        os.unlink(f"{spec.path}/ca.cert.pem")
        assert changes_of(ensure(spec, now=now))[0] == ("make", "ca")
        assert Path(f"{spec.path}/ca.key.pem").read_bytes() == key

    def test_removing(self, spec: DirectorySpec, now: Any) -> None:
        ensure(spec, now=now)
        Path(f"{spec.path}/notes").touch()
        assert len(remove(spec, check=True)) == 6
        assert len(remove(spec)) == 6
        assert os.listdir(spec.path) == ["notes"]
        assert remove(spec) == []


def client(name: str, **subject: str) -> CertificateSpec:
    return CertificateSpec(name, subject or {"CN": "x"})


def server(host: str) -> CertificateSpec:
    return CertificateSpec("x", {"CN": "x"}, (host,), server=True)


#: Files in the directory or a change of the spec, and the error.
BAD: dict[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "a key of another authority": ({"ca.key.pem": "other"}, {}, "does not match any certificate of the authority"),
    "no authority at all": ({"ca.cert.pem": "hello\n"}, {}, "contains no PEM certificate"),
    "a leaf as the authority": (
        {"ca.cert.pem": "leaf", "ca.key.pem": "leaf"},
        {},
        "is not a CA certificate",
    ),
    "a key with a passphrase": ({"ca.key.pem": "locked"}, {}, "encrypted with a passphrase"),
    "a name that is a path": ({}, {"certificates": (client("../x"),)}, "is not a valid certificate name"),
    "the authority's name": ({}, {"certificates": (client("ca"),)}, "is not a valid certificate name"),
    "two of one name": ({}, {"certificates": (client("x"), client("x", CN="y"))}, "more than once"),
    "an unknown attribute": ({}, {"certificates": (client("x", XY="x"),)}, "unknown attribute 'XY'"),
    "a country of three letters": ({}, {"certificates": (client("x", C="USA"),)}, "subject"),
    "no host": ({}, {"certificates": (server("a b"),)}, "neither a DNS name"),
    "a port": ({}, {"certificates": (server("a:1"),)}, "neither a DNS name"),
}


@pytest.mark.filterwarnings("ignore:.*Country names:UserWarning")
@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_input_is_one_error(spec: DirectorySpec, now: Any, case: Any) -> None:
    from cryptography.hazmat.primitives import serialization

    files, differently, message = case
    ensure(spec, now=now)
    other = issue.generate_key(KeySpec())
    encryption = serialization.BestAvailableEncryption(b"x")
    texts = {
        "other": pem.key_pem(other),
        "locked": other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption),
    }
    for name, text in files.items():
        leaf = Path(spec.path) / name.replace("ca.", "helm.")
        (Path(spec.path) / name).write_bytes(leaf.read_bytes() if text == "leaf" else texts.get(text, text.encode()))
    with pytest.raises(CertificateError, match=message):
        ensure(dataclasses.replace(spec, **differently), now=now)


def test_a_folder_that_cannot_be_made(spec: DirectorySpec, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CertificateError, match="file/ssl: cannot be"):
        ensure(dataclasses.replace(spec, path=str(tmp_path / "file" / "ssl")))
