# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures and keyrings: valid and invalid ones. The keys are generated here, to cover every defect."""

from __future__ import annotations

import base64
import hashlib
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import openpgp
from ansible_collections.coxswain.helm.plugins.module_utils.chart.provenance import sign, verify
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ProvenanceError

pytestmark = pytest.mark.filterwarnings("ignore")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pgpy
    from pgpy.constants import EllipticCurveOID, HashAlgorithm, KeyFlags, PubKeyAlgorithm, SignatureType

NAME = "web-1.0.0.tgz"
ARCHIVE = b"an archive"
METADATA = {"name": "web", "version": "1.0.0", "description": "- a dash, and blanks  "}
DAY = timedelta(days=1)


def new_key(user: str = "Ann", *, usage=frozenset({KeyFlags.Sign, KeyFlags.Certify}), age: timedelta = DAY, **facts):
    """Return a secret key; ``facts`` are fields of its self-signature."""
    key = pgpy.PGPKey.new(PubKeyAlgorithm.EdDSA, EllipticCurveOID.Ed25519, created=datetime.now(UTC) - age)
    uid = pgpy.PGPUID.new(user, email=f"{user.lower()}@example.com")
    key.add_uid(uid, usage=set(usage), hashes=[HashAlgorithm.SHA512], **facts)
    return key


@pytest.fixture(scope="module")
def ann():
    return new_key()


@pytest.fixture
def ring(tmp_path):
    """Write keys to a keyring and return its path."""

    def write(*keys, form=bytes) -> str:
        path = tmp_path / "ring"
        path.write_bytes(b"".join(form(key) if form is bytes else str(key).encode() for key in keys))
        return str(path)

    return write


def signed_by(key, ring, **options) -> bytes:
    return sign(ARCHIVE, NAME, METADATA, key.userids[0].name, ring(key), **options)


def check(provenance, ring, *keys, archive=ARCHIVE, name=NAME):
    return verify(archive, provenance, name, ring(*(key.pubkey for key in keys)))


def test_sign_and_verify(ann, ring):
    found = check(signed_by(ann, ring), ring, ann)
    assert found.signed_by == ("Ann <ann@example.com>",)
    assert found.fingerprint == str(ann.fingerprint).replace(" ", "")
    assert found.file_name == NAME


def test_signed_text(ann, ring):
    text = openpgp.read_clear_signed(signed_by(ann, ring)).text.decode()
    head, _dots, sums = text.partition("\n...\n")
    assert head == "description: '- a dash, and blanks  '\nname: web\nversion: 1.0.0\n"
    assert sums == f"files:\n  {NAME}: {digest_of(ARCHIVE)}"


def test_one_key_of_many(ann, ring):
    others = [new_key(f"Other{number}") for number in range(5)]
    assert check(signed_by(ann, ring), ring, *others, ann).signed_by == ("Ann <ann@example.com>",)


def test_armored_keyrings(ann, ring, tmp_path):
    provenance = signed_by(ann, ring)
    bob = new_key("Bob")
    (tmp_path / "armored").write_text(f"{bob.pubkey}\nsome text\n{ann.pubkey}\n")
    assert verify(ARCHIVE, provenance, NAME, str(tmp_path / "armored")).signed_by == ("Ann <ann@example.com>",)


def test_a_subkey_signs(ring):
    key = new_key("Ann", usage={KeyFlags.Certify})
    subkey = pgpy.PGPKey.new(PubKeyAlgorithm.EdDSA, EllipticCurveOID.Ed25519)
    key.add_subkey(subkey, usage={KeyFlags.Sign})
    provenance = clear_sign(subkey)
    assert check(provenance, ring, key).signed_by == ("Ann <ann@example.com>",)


def clear_sign(key, text: str | None = None, algorithm=HashAlgorithm.SHA512, **facts) -> bytes:
    """Return a provenance file signed with PGPym; ``facts`` are fields of the signature."""
    text = text or openpgp.strip_lines(f"name: web\n\n...\nfiles:\n  {NAME}: {digest_of(ARCHIVE)}\n".encode()).decode()
    message = pgpy.PGPMessage.new(text, cleartext=True)
    signature = key.sign(message, hash=algorithm, **facts)
    return openpgp.write_clear_signed(text.encode(), bytes(signature), algorithm.name)


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_a_key_with_a_passphrase(ring):
    key = new_key("Ann")
    from pgpy.constants import SymmetricKeyAlgorithm

    key.protect("pass-word", SymmetricKeyAlgorithm.AES256, HashAlgorithm.SHA256)
    assert check(signed_by(key, ring, passphrase="pass-word"), ring, key)
    with pytest.raises(ProvenanceError, match="no passphrase is set"):
        signed_by(key, ring)
    with pytest.raises(ProvenanceError, match="does not unlock the key") as caught:
        signed_by(key, ring, passphrase="another-word")
    assert "another-word" not in str(caught.value)


KEYS = {
    "expired": (lambda: new_key(age=10 * DAY, key_expiration=DAY), "expired on"),
    "not for signing": (lambda: new_key(usage={KeyFlags.EncryptStorage}), "not for signing"),
}


@pytest.mark.parametrize(("make", "message"), KEYS.values(), ids=KEYS)
def test_refused_keys(ring, make, message):
    key = make()
    key._require_usage_flags = False
    with pytest.raises(ProvenanceError, match=message):
        check(clear_sign(key), ring, key)
    with pytest.raises(ProvenanceError, match=message):
        signed_by(key, ring)


def test_revoked_key(ring):
    key = new_key()
    provenance = clear_sign(key)
    key |= key.revoke(key)
    with pytest.raises(ProvenanceError, match="the key of Ann <ann@example.com> was revoked"):
        check(provenance, ring, key)


def test_revoked_subkey(ring):
    key = new_key("Ann", usage={KeyFlags.Certify})
    subkey = pgpy.PGPKey.new(PubKeyAlgorithm.EdDSA, EllipticCurveOID.Ed25519)
    key.add_subkey(subkey, usage={KeyFlags.Sign})
    provenance = clear_sign(subkey)
    subkey |= key.revoke(subkey, sigtype=SignatureType.SubkeyRevocation)
    with pytest.raises(ProvenanceError, match="the signing subkey of Ann <ann@example.com> was revoked"):
        check(provenance, ring, key)


def test_subkey_bound_by_another_key(ring):
    """The binding signature of a subkey must be from its primary key."""
    ann, eve = new_key("Ann"), new_key("Eve", usage={KeyFlags.Certify})
    subkey = pgpy.PGPKey.new(PubKeyAlgorithm.EdDSA, EllipticCurveOID.Ed25519)
    eve.add_subkey(subkey, usage={KeyFlags.Sign})
    provenance = clear_sign(subkey)
    blocks = list(openpgp.packets(bytes(eve.pubkey)))
    at = next(index for index, packet in enumerate(blocks) if packet.tag == openpgp.PUBLIC_SUBKEY)
    stolen = bytes(ann.pubkey) + b"".join(packet.raw for packet in blocks[at:])
    with pytest.raises(ProvenanceError, match="does not belong to the key of Ann"):
        verify(ARCHIVE, provenance, NAME, ring(stolen))


SIGNATURES = {
    "over SHA-1": ({"algorithm": HashAlgorithm.SHA1}, "insecure hash algorithm SHA1"),
    "expired": ({"expires": timedelta(seconds=1), "created": datetime.now(UTC) - DAY}, "has expired"),
}


@pytest.mark.parametrize(("facts", "message"), SIGNATURES.values(), ids=SIGNATURES)
def test_refused_signatures(ann, ring, facts, message):
    with pytest.raises(ProvenanceError, match=message):
        check(clear_sign(ann, **facts), ring, ann)


def test_signature_by_an_unknown_key(ann, ring):
    with pytest.raises(ProvenanceError, match="signature made by unknown entity.*Add the public key of the signer"):
        check(signed_by(ann, ring), ring, new_key("Bob"))


def test_another_archive(ann, ring):
    with pytest.raises(ProvenanceError, match=r"sha256 sum does not match for web-1\.0\.0\.tgz"):
        check(signed_by(ann, ring), ring, ann, archive=b"another")


def test_different_name(ann, ring):
    with pytest.raises(ProvenanceError, match=r'a SHA for a file named "web-2\.0\.0\.tgz"; it is for web-1'):
        check(signed_by(ann, ring), ring, ann, name="web-2.0.0.tgz")


CHANGES = {
    "a word of the metadata": (b"name: web", b"name: wep"),
    "a digit of the digest": (b": sha256:", b": sha256:0"),
    "a blank line more": (b"\nname: web", b"\n\nname: web"),
}


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_modified_text(ann, ring, old, new):
    provenance = signed_by(ann, ring)
    assert provenance.count(old) == 1
    with pytest.raises(ProvenanceError, match="the signature does not match the text"):
        check(provenance.replace(old, new), ring, ann)


def test_trailing_blanks_are_ignored(ann, ring):
    """Mail programs and editors change them, so they are not signed."""
    assert check(signed_by(ann, ring).replace(b"name: web\n", b"name: web \t\r\n"), ring, ann)


def test_text_before_and_after_is_ignored(ann, ring):
    assert check(b"Some words\n" + signed_by(ann, ring) + b"and more\n", ring, ann)


FILES = {
    "empty": (b"", "signature block not found"),
    "a web page": (b"<html>", "signature block not found"),
    "no signature": (b"-----BEGIN PGP SIGNED MESSAGE-----\n\ntext\n", "signature block not found"),
    "only heads": (b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 50_000, "header other than Hash"),
    "another header": (b"-----BEGIN PGP SIGNED MESSAGE-----\nComment: x\n\na\n", "header other than Hash"),
    "an armor that is none": (
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n%%%\n-----END PGP SIGNATURE-----\n",
        "its armor is damaged",
    ),
    "an empty armor": (
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n-----END PGP SIGNATURE-----\n",
        "its armor is damaged",
    ),
    "too large": (b"a" * (5 << 20), "larger than the limit"),
}


def armored(packets: bytes) -> bytes:
    text = base64.b64encode(packets)
    return (
        b"-----BEGIN PGP SIGNED MESSAGE-----\n\na\n-----BEGIN PGP SIGNATURE-----\n\n"
        + text
        + b"\n-----END PGP SIGNATURE-----\n"
    )


PACKETS = {
    "a key": (b"\x98\x01\x04", "contains no signature"),
    "cut off": (b"\x88\x7f\x04", "in the middle"),
    "no packet": (b"\x01\x02\x03", "not in the format"),
    "an unknown length": (b"\x8b\x04", "unknown length"),
    "an empty signature": (b"\x88\x00", "cannot be read|which key"),
    "rubbish": (b"\x88\x10" + b"\xff" * 16, "cannot be read|which key"),
    "version 3": (b"\x88\x05\x03\x05\x00\x00\x00", "cannot be read|which key"),
}
FILES |= {name: (armored(content), message) for name, (content, message) in PACKETS.items()}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_invalid_provenance_files(ann, ring, content, message):
    with pytest.raises(ProvenanceError, match=message):
        check(content, ring, ann)


RINGS = {
    "empty": (b"", "contains no keys"),
    "text": (b"some text", "not in the format of OpenPGP"),
    "an armor without an end": (b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nYQ==\n", "its armor is incomplete"),
    "an armored message": (b"-----BEGIN PGP MESSAGE-----\n\nYQ==\n-----END PGP MESSAGE-----\n", "something other than"),
    "a damaged keybox": (b"\0\0\0\x20\x01\x01\0\0KBXf" + b"\0" * 20 + b"\xff\xff\xff\xff", "keybox is damaged"),
    "an empty keybox": (b"\0\0\0\x20\x01\x01\0\0KBXf" + b"\0" * 20, "contains no keys"),
    "only signatures": (b"\x88\x02\x04\x00", "contains no keys"),
}


@pytest.mark.parametrize(("content", "message"), RINGS.values(), ids=RINGS)
def test_invalid_keyrings(ann, ring, tmp_path, content, message):
    (tmp_path / "bad").write_bytes(content)
    with pytest.raises(ProvenanceError, match=f"{tmp_path}/bad: .*{message}"):
        verify(ARCHIVE, signed_by(ann, ring), NAME, str(tmp_path / "bad"))


def test_invalid_key_does_not_affect_others(ann, ring):
    odd = b"\x98\x08\x04\0\0\0\0\xfe\0\0" + b"\xb4\x03Odd"
    provenance = signed_by(ann, ring)
    assert verify(ARCHIVE, provenance, NAME, ring(odd, ann.pubkey)).signed_by == ("Ann <ann@example.com>",)


def test_names_of_keys(ann, ring):
    bob, bobby = new_key("Bob"), new_key("Bobby")
    path = ring(ann, bob, bobby)
    sign(ARCHIVE, NAME, METADATA, "Bob <bob@example.com>", path)
    with pytest.raises(ProvenanceError, match="more than one key in the keyring matches 'Bob'"):
        sign(ARCHIVE, NAME, METADATA, "Bob", path)
    with pytest.raises(ProvenanceError, match="no key in the keyring matches 'Carl'"):
        sign(ARCHIVE, NAME, METADATA, "Carl", path)
    with pytest.raises(ProvenanceError, match="is a public key, which cannot sign"):
        sign(ARCHIVE, NAME, METADATA, "Ann", ring(ann.pubkey))


def test_missing_keyring(tmp_path):
    with pytest.raises(ProvenanceError, match="the keyring cannot be read: No such file"):
        verify(ARCHIVE, b"", NAME, str(tmp_path / "none"))
    assert list(Path(tmp_path).iterdir()) == []
