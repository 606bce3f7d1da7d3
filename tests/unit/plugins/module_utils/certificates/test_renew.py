# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with certificates is brought to what is wanted: what changes, why, and what never breaks meanwhile."""

from __future__ import annotations

import dataclasses
import datetime
import os
import shutil
import ssl
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates import issue, pem, renew
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.model import KeyKind, Leaf, Wanted
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CertificateError


def days(count: float) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def said(outcome: renew.Outcome) -> list[tuple[str, str]]:
    return [(change.what, change.name) for change in outcome.changes]


def content(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


NEW = [("make", "ca"), ("issue", "tiller"), ("issue", "helm")]


class TestMaking:
    def test_an_empty_folder_gets_everything_under_the_documents_names(self, wanted: Wanted, now: Any) -> None:
        assert said(renew.bring(wanted, now=now)) == NEW
        names = [f"{name}.{kind}.pem" for name in ("ca", "helm", "tiller") for kind in ("cert", "key")]
        assert sorted(os.listdir(wanted.folder)) == names

    def test_a_second_run_changes_nothing(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        before = content(wanted.folder)
        assert said(renew.bring(wanted, now=now + days(300))) == []
        assert content(wanted.folder) == before

    def test_keys_are_for_their_owner_only_and_so_is_the_folder(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        modes = {name: stat.S_IMODE(os.stat(Path(wanted.folder) / name).st_mode) for name in os.listdir(wanted.folder)}
        assert {mode for name, mode in modes.items() if ".key." in name} == {0o600}
        assert {mode for name, mode in modes.items() if ".cert." in name} == {0o644}
        assert stat.S_IMODE(os.stat(wanted.folder).st_mode) == 0o700

    def test_check_mode_predicts_and_writes_nothing(self, wanted: Wanted, now: Any) -> None:
        predicted = renew.bring(wanted, check=True, now=now)
        assert not os.path.exists(wanted.folder)
        done = renew.bring(wanted, now=now)
        assert said(predicted) == said(done)
        assert predicted.after == done.after
        assert predicted.before == done.before == {}

    def test_check_mode_predicts_the_kind_of_key_without_making_one(self, wanted: Wanted, now: Any) -> None:
        wanted = dataclasses.replace(wanted, key=KeyKind("rsa", 4096))
        after = renew.bring(wanted, check=True, now=now).after
        assert after["tiller"]["key"] == after["ca"]["active"]["key"] == "rsa-4096"

    def test_the_facts_hold_no_key(self, wanted: Wanted, now: Any) -> None:
        outcome = renew.bring(wanted, now=now)
        text = repr(outcome)
        for name in ("ca", "tiller", "helm"):
            body = (Path(wanted.folder) / f"{name}.key.pem").read_text().splitlines()[1]
            assert body not in text

    def test_rsa(self, wanted: Wanted, now: Any) -> None:
        wanted = dataclasses.replace(wanted, key=KeyKind("rsa", 2048))
        assert renew.bring(wanted, now=now).leaves["tiller"].key == "rsa-2048"
        assert said(renew.bring(wanted, now=now)) == []

    def test_what_the_certificates_say(self, wanted: Wanted, now: Any) -> None:
        outcome = renew.bring(wanted, now=now)
        (authority,) = outcome.authorities
        assert authority.usages == ("authority",)
        assert authority.subject == authority.issuer == "CN=tiller-ca"
        server, client = outcome.leaves["tiller"], outcome.leaves["helm"]
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

    def test_a_certificate_ends_with_its_authority(self, wanted: Wanted, now: Any) -> None:
        wanted = dataclasses.replace(wanted, authority_days=100, authority_renew_days=10)
        outcome = renew.bring(wanted, now=now)
        assert outcome.leaves["helm"].not_after == outcome.authorities[0].not_after
        # Nothing would be gained by issuing it anew every day of its last month.
        assert said(renew.bring(wanted, now=now + days(80))) == []


class TestRequests:
    """The files that ``openssl req`` makes in the documents, where they are wanted."""

    @pytest.fixture
    def wanted(self, wanted: Wanted) -> Wanted:
        return dataclasses.replace(wanted, requests=True)

    def test_all_files_of_the_documents_but_the_counter_of_serial_numbers(self, wanted: Wanted, now: Any) -> None:
        predicted = renew.bring(wanted, check=True, now=now)
        done = renew.bring(wanted, now=now)
        assert done.changes == predicted.changes
        assert said(done)[1:3] == [("issue", "tiller"), ("request", "tiller")]
        names = [f"{name}.{kind}.pem" for name in ("helm", "tiller") for kind in ("cert", "csr", "key")]
        assert sorted(os.listdir(wanted.folder)) == ["ca.cert.pem", "ca.key.pem", *names]
        assert said(renew.bring(wanted, now=now)) == []
        assert len(renew.remove(wanted)) == 8 and os.listdir(wanted.folder) == []

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl")
    def test_openssl_reads_them(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        command = ["openssl", "req", "-verify", "-noout", "-text", "-in", f"{wanted.folder}/tiller.csr.pem"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "verify OK" in done.stdout + done.stderr
        assert "CN = tiller-server" in done.stdout and "IP Address:127.0.0.1" in done.stdout

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [
            (lambda folder: (folder / "helm.csr.pem").unlink(), "there is none"),
            (lambda folder: (folder / "helm.csr.pem").write_text("x"), "it cannot be read"),
            (
                lambda folder: (folder / "helm.csr.pem").write_bytes((folder / "tiller.csr.pem").read_bytes()),
                "it is of another key",
            ),
        ],
        ids=["gone", "broken", "of another key"],
    )
    def test_what_makes_one_due(self, wanted: Wanted, now: Any, spoil: Any, reason: str) -> None:
        renew.bring(wanted, now=now)
        spoil(Path(wanted.folder))
        assert renew.bring(wanted, now=now).changes == [renew.Change("request", "helm", reason)]
        assert said(renew.bring(wanted, now=now)) == []

    def test_it_follows_its_key_and_its_certificate(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        assert said(renew.bring(wanted, force=["helm"], now=now)) == [("issue", "helm"), ("request", "helm")]
        server = dataclasses.replace(wanted.leaves[0], hosts=(*wanted.leaves[0].hosts, "tiller.example"))
        other = dataclasses.replace(wanted, leaves=(server, wanted.leaves[1]))
        assert said(renew.bring(other, now=now)) == [("issue", "tiller"), ("request", "tiller")]


#: What is the matter, what is done to the folder or the wish, and what has to be issued for which reason.
DUE = {
    "no key": (lambda w: os.unlink(f"{w.folder}/helm.key.pem"), {}, "helm", "its key is gone"),
    "no certificate": (lambda w: os.unlink(f"{w.folder}/helm.cert.pem"), {}, "helm", "there is none"),
    "a broken key": (lambda w: Path(f"{w.folder}/helm.key.pem").write_text("x"), {}, "helm", "its key cannot be read"),
    "a broken certificate": (lambda w: Path(f"{w.folder}/helm.cert.pem").write_text("x"), {}, "helm", "there is none"),
    "somebody else's key": (
        lambda w: Path(f"{w.folder}/helm.key.pem").write_bytes(Path(f"{w.folder}/tiller.key.pem").read_bytes()),
        {},
        "helm",
        "its key belongs to another certificate",
    ),
    "another subject": (
        lambda w: None,
        {"leaves": lambda w: (w.leaves[0], Leaf("helm", {"CN": "jane"}))},
        "helm",
        "its subject is another",
    ),
    "a further name": (
        lambda w: None,
        {"leaves": lambda w: (dataclasses.replace(w.leaves[0], hosts=(*w.leaves[0].hosts, "::1")), w.leaves[1])},
        "tiller",
        "its names are others",
    ),
    "other purposes": (
        lambda w: None,
        {"leaves": lambda w: (dataclasses.replace(w.leaves[0], client=False), w.leaves[1])},
        "tiller",
        "it is for other purposes",
    ),
}


@pytest.mark.parametrize("case", DUE.values(), ids=DUE)
def test_what_makes_a_certificate_due(wanted: Wanted, now: Any, case: Any) -> None:
    spoil, differently, name, reason = case
    renew.bring(wanted, now=now)
    spoil(wanted)
    wanted = dataclasses.replace(wanted, **{field: make(wanted) for field, make in differently.items()})
    predicted = renew.bring(wanted, check=True, now=now)
    done = renew.bring(wanted, now=now)
    assert done.changes == predicted.changes == [renew.Change("issue", name, reason)]
    assert predicted.after == done.after
    assert said(renew.bring(wanted, now=now)) == []


def test_the_order_of_names_is_no_difference(wanted: Wanted, now: Any) -> None:
    renew.bring(wanted, now=now)
    server = dataclasses.replace(wanted.leaves[0], hosts=tuple(reversed(wanted.leaves[0].hosts)))
    assert said(renew.bring(dataclasses.replace(wanted, leaves=(server, wanted.leaves[1])), now=now)) == []


@pytest.mark.parametrize(
    ("after", "changes"),
    [(334, []), (336, [("issue", "tiller"), ("issue", "helm")]), (400, [("issue", "tiller"), ("issue", "helm")])],
    ids=["a month is left", "less than a month is left", "expired"],
)
def test_renewal_by_the_days_left(wanted: Wanted, now: Any, after: int, changes: Any) -> None:
    renew.bring(wanted, now=now)
    outcome = renew.bring(wanted, now=now + days(after))
    assert said(outcome) == changes
    assert outcome.leaves["helm"].days == (365 if changes else 31)


def test_one_certificate_is_issued_anew_on_request(wanted: Wanted, now: Any) -> None:
    renew.bring(wanted, now=now)
    before = content(wanted.folder)
    assert said(renew.bring(wanted, force=["helm"], now=now)) == [("issue", "helm")]
    after = content(wanted.folder)
    assert {name for name in after if after[name] != before[name]} == {"helm.key.pem", "helm.cert.pem"}


def test_an_open_key_is_closed(wanted: Wanted, now: Any) -> None:
    renew.bring(wanted, now=now)
    path = Path(wanted.folder) / "helm.key.pem"
    path.chmod(0o644)
    assert said(renew.bring(wanted, check=True, now=now)) == [("mode", str(path))]
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert said(renew.bring(wanted, now=now)) == [("mode", str(path))]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def handshake(trusted_by_server: bytes, server: tuple[Path, Path], trusted_by_client: bytes, client: Any) -> str:
    """The server name check and the exchange of certificates as Tiller and its client do it; the error, if any."""
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
    """Whoever has the files of any step can talk to whoever has those of the next one."""

    @pytest.fixture
    def now(self) -> datetime.datetime:
        # A handshake knows no other time than the present.
        return datetime.datetime.now(datetime.UTC)

    def files(self, wanted: Wanted, step: int) -> dict[str, Any]:
        folder = Path(wanted.folder).parent / f"step-{step}"
        folder.mkdir()
        for name, text in content(wanted.folder).items():
            (folder / name).write_bytes(text)
        pair = {name: (folder / f"{name}.cert.pem", folder / f"{name}.key.pem") for name in ("tiller", "helm")}
        return {"ca": (folder / "ca.cert.pem").read_bytes(), **pair}

    def test_no_step_leaves_anybody_behind(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        handed = [self.files(wanted, 0)]
        expected = {
            renew.INTRODUCE: [("introduce", "ca")],
            renew.SWITCH: [("switch", "ca"), ("issue", "tiller"), ("issue", "helm")],
            renew.FINISH: [("finish", "ca")],
        }
        for number, (step, changes) in enumerate(expected.items()):
            predicted = renew.bring(wanted, step=step, check=True, now=now)
            outcome = renew.bring(wanted, step=step, now=now)
            assert said(outcome) == said(predicted) == changes
            assert predicted.after == outcome.after
            # Taking the same step again is no change, except that the first begins a rotation.
            if step != renew.INTRODUCE:
                assert said(renew.bring(wanted, step=step, now=now)) == []
            assert said(renew.bring(wanted, step=renew.KEEP, now=now)) == []
            handed.append(self.files(wanted, number + 1))
        for old, new in zip(handed, handed[1:], strict=False):
            for server, client in ((old, new), (new, old), (new, new)):
                assert handshake(server["ca"], server["tiller"], client["ca"], client["helm"]) == ""
        # What the steps are for: from before to after the rotation nothing fits.
        assert handshake(handed[0]["ca"], handed[0]["tiller"], handed[3]["ca"], handed[3]["helm"])
        assert sorted(os.listdir(wanted.folder)) == [
            f"{name}.{kind}.pem" for name in ("ca", "helm", "tiller") for kind in ("cert", "key")
        ]

    def test_an_authority_near_its_end_is_replaced_step_by_step_without_being_asked(
        self, wanted: Wanted, now: Any
    ) -> None:
        wanted = dataclasses.replace(wanted, authority_days=500, leaf_days=90)
        renew.bring(wanted, now=now)
        late = now + days(80)
        assert said(renew.bring(wanted, now=late))[0] == ("introduce", "ca")
        assert said(renew.bring(wanted, now=late + days(0.5))) == []
        switched = renew.bring(wanted, now=late + days(1.5))
        assert said(switched) == [("switch", "ca"), ("issue", "tiller"), ("issue", "helm")]
        assert [item.subject for item in switched.authorities] == ["CN=tiller-ca-2", "CN=tiller-ca"]
        assert said(renew.bring(wanted, now=late + days(2))) == []
        assert said(renew.bring(wanted, now=late + days(3))) == [("finish", "ca")]
        assert said(renew.bring(wanted, now=late + days(4))) == []

    def test_a_run_that_ended_in_the_middle_of_the_switch_is_finished(
        self, wanted: Wanted, now: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renew.bring(wanted, now=now)
        renew.bring(wanted, step=renew.INTRODUCE, now=now)
        with monkeypatch.context() as patch:
            patch.setattr(renew.Folder, "write", lambda *_arguments: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                renew.bring(wanted, step=renew.SWITCH, now=now)
        assert said(renew.bring(wanted, now=now)) == [("issue", "tiller"), ("issue", "helm")]
        assert said(renew.bring(wanted, now=now)) == []

    def test_an_expired_authority_is_made_anew_with_a_warning(self, wanted: Wanted, now: Any) -> None:
        wanted = dataclasses.replace(wanted, authority_days=50, authority_renew_days=10)
        renew.bring(wanted, now=now)
        outcome = renew.bring(wanted, now=now + days(60))
        assert said(outcome) == NEW and "expired" in outcome.warnings[0]


class TestWhatIsThere:
    def test_the_folder_of_the_documents_is_taken_over(self, wanted: Wanted, now: Any) -> None:
        """Its authority says nothing of its key's usage, and its certificates have no extension at all."""
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes

        key = issue.make_key(KeyKind("rsa", 2048))
        name = issue.subject_of({"C": "US", "O": "tiller", "CN": "tiller"})
        builder = x509.CertificateBuilder(
            name,
            name,
            key.public_key(),
            1,
            *(moment.replace(tzinfo=None) for moment in (now - days(1), now + days(7300))),
        )
        authority = builder.add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256())
        os.mkdir(wanted.folder)
        (Path(wanted.folder) / "ca.cert.pem").write_bytes(b"a comment\n" + pem.certificate_text(authority))
        (Path(wanted.folder) / "ca.key.pem").write_bytes(pem.key_text(key))
        outcome = renew.bring(wanted, now=now)
        assert said(outcome) == [("mode", f"{wanted.folder}/ca.key.pem"), ("issue", "tiller"), ("issue", "helm")]
        assert "3.13" in outcome.warnings[0]
        assert outcome.leaves["tiller"].issuer == "C=US, O=tiller, CN=tiller"

    def test_an_authority_whose_key_is_kept_elsewhere(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        os.unlink(f"{wanted.folder}/ca.key.pem")
        assert said(renew.bring(wanted, now=now)) == []
        with pytest.raises(CertificateError, match="ca.key.pem: is needed, since the certificate helm .*31 days|helm"):
            renew.bring(wanted, force=["helm"], now=now)

    def test_a_key_without_its_certificate_is_kept(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        key = Path(f"{wanted.folder}/ca.key.pem").read_bytes()
        os.unlink(f"{wanted.folder}/ca.cert.pem")
        assert said(renew.bring(wanted, now=now))[0] == ("make", "ca")
        assert Path(f"{wanted.folder}/ca.key.pem").read_bytes() == key

    def test_removing(self, wanted: Wanted, now: Any) -> None:
        renew.bring(wanted, now=now)
        Path(f"{wanted.folder}/notes").touch()
        assert len(renew.remove(wanted, check=True)) == 6
        assert len(renew.remove(wanted)) == 6
        assert os.listdir(wanted.folder) == ["notes"]
        assert renew.remove(wanted) == []


#: What is put into the folder or asked for, and what the one error says.
BAD: dict[str, tuple[dict[str, str], dict[str, Any], str]] = {
    "a key of another authority": ({"ca.key.pem": "other"}, {}, "does not belong to any certificate"),
    "no authority at all": ({"ca.cert.pem": "hello\n"}, {}, "holds no certificate in PEM"),
    "a leaf as the authority": (
        {"ca.cert.pem": "leaf", "ca.key.pem": "leaf"},
        {},
        "not the certificate of an authority",
    ),
    "a key with a passphrase": ({"ca.key.pem": "locked"}, {}, "passphrase"),
    "a name that is a path": ({}, {"leaves": (Leaf("../x", {"CN": "x"}),)}, "no name"),
    "the authority's name": ({}, {"leaves": (Leaf("ca", {"CN": "x"}),)}, "no name"),
    "two of one name": ({}, {"leaves": (Leaf("x", {"CN": "x"}), Leaf("x", {"CN": "y"}))}, "twice"),
    "an unknown part": ({}, {"leaves": (Leaf("x", {"XY": "x"}),)}, "part 'XY'"),
    "a country of three letters": ({}, {"leaves": (Leaf("x", {"C": "USA"}),)}, "subject"),
    "no host": ({}, {"leaves": (Leaf("x", {"CN": "x"}, ("a b",), server=True),)}, "neither a DNS name"),
    "a port": ({}, {"leaves": (Leaf("x", {"CN": "x"}, ("a:1",), server=True),)}, "neither a DNS name"),
}


@pytest.mark.filterwarnings("ignore:.*Country names:UserWarning")
@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_bad_input_is_one_error(wanted: Wanted, now: Any, case: Any) -> None:
    from cryptography.hazmat.primitives import serialization

    files, differently, message = case
    renew.bring(wanted, now=now)
    other = issue.make_key(KeyKind())
    encryption = serialization.BestAvailableEncryption(b"x")
    texts = {
        "other": pem.key_text(other),
        "locked": other.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption),
    }
    for name, text in files.items():
        leaf = Path(wanted.folder) / name.replace("ca.", "helm.")
        (Path(wanted.folder) / name).write_bytes(
            leaf.read_bytes() if text == "leaf" else texts.get(text, text.encode())
        )
    with pytest.raises(CertificateError, match=message):
        renew.bring(dataclasses.replace(wanted, **differently), now=now)


def test_a_folder_that_cannot_be_made(wanted: Wanted, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CertificateError, match="file/ssl: cannot be"):
        renew.bring(dataclasses.replace(wanted, folder=str(tmp_path / "file" / "ssl")))
