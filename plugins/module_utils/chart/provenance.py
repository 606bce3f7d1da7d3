# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provenance files: who vouches for a packaged chart, written and verified as Helm does it.

A provenance file is a text signed in the clear: the chart's metadata, a line of three dots, and the SHA-256 of the
archive by its file name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from ..data import yaml_in, yaml_out
from ..errors import CoxswainError, ProvenanceError
from . import keyring as keyrings
from . import openpgp
from .keyring import Keyring

#: A provenance file holds Chart.yaml and a signature; nothing larger is one.
LIMIT = 4 * 1024 * 1024
#: Where GnuPG used to keep public keys, and Helm looks for them.
DEFAULT_KEYRING = "~/.gnupg/pubring.gpg"
#: The same for secret keys.
DEFAULT_SECRET_KEYRING = "~/.gnupg/secring.gpg"

_HASH = "SHA512"
#: A signature over bytes, and one over text.
_DOCUMENT_TYPES = (0x00, 0x01)


@dataclass(frozen=True)
class Verification:
    """What a provenance file proves.

    :param signed_by: the user ids of the key that signed.
    :param fingerprint: the fingerprint of its primary key, upper-case hexadecimal digits.
    :param file_name: the name that the archive was signed under.
    :param file_hash: ``sha256:`` and the digest.
    """

    signed_by: tuple[str, ...]
    fingerprint: str
    file_name: str
    file_hash: str


def verify(archive: bytes, provenance: bytes, file_name: str, keyring: str = DEFAULT_KEYRING) -> Verification:
    """Check that ``archive`` is the chart that somebody of the keyring signed.

    :param provenance: the provenance file.
    :param file_name: the archive's name, ``NAME-VERSION.tgz``, which is signed along.
    :param keyring: the path of a keyring: binary, armored, or a keybox.
    :raises ProvenanceError: it is not, or the key must not be believed.
    :raises MissingLibraryError: the library for OpenPGP is not installed.
    """
    if len(provenance) > LIMIT:
        raise ProvenanceError(f"the provenance file is larger than the limit of {LIMIT} bytes", file_name)
    ring = Keyring(keyring)
    message = openpgp.read_clear_signed(provenance)
    key, where = _signer(message, ring)
    sums = _sums(message.text)
    digest = f"sha256:{hashlib.sha256(archive).hexdigest()}"
    if file_name not in sums:
        signed = ", ".join(sorted(sums)) or "nothing"
        raise ProvenanceError(
            f'provenance does not contain a SHA for a file named "{file_name}"; it is about {signed}',
            remedy="Give the provenance file of this very archive.",
        )
    if sums[file_name] != digest:
        raise ProvenanceError(
            f'sha256 sum does not match for {file_name}: "{sums[file_name]}" != "{digest}"',
            remedy="The archive was changed after it was signed: get it anew from a source that you trust.",
        )
    return Verification(tuple(keyrings.user_ids(key)), where, file_name, digest)


def sign(
    archive: bytes,
    file_name: str,
    metadata: dict[str, Any],
    key: str,
    keyring: str = DEFAULT_SECRET_KEYRING,
    passphrase: str = "",
) -> bytes:
    """The provenance file of ``archive``.

    :param metadata: what the chart's Chart.yaml says, see :meth:`Chart.record`.
    :param key: the user id of the key, or a part of it that no other key has.
    :param keyring: the path of a keyring of secret keys.
    :param passphrase: of the key, when it has one.
    :raises ProvenanceError: there is no such key, or it cannot sign.
    :raises MissingLibraryError: the library for OpenPGP is not installed.
    """
    digest = f"sha256:{hashlib.sha256(archive).hexdigest()}"
    head, sums = yaml_out.marshal(metadata), yaml_out.marshal({"files": {file_name: digest}})
    text = openpgp.strip_lines(f"{head}\n...\n{sums}".encode("utf-8", "surrogateescape"))
    ring = Keyring(keyring)
    secret = ring.by_user(key)
    keyrings.believe(secret, secret)
    with keyrings.library() as pgpy:
        try:
            signature = _sign(pgpy, secret, text, passphrase)
        except pgpy.errors.PGPDecryptionError as error:
            raise ProvenanceError(
                f"the passphrase does not unlock the key of {key!r}", ring.path, "Check the passphrase."
            ) from error
        except (ImportError, ProvenanceError):
            raise
        except Exception as error:  # it does not say what it may raise
            raise ProvenanceError(f"the key of {key!r} cannot sign: {_reason(error)}", ring.path) from error
    return openpgp.write_clear_signed(text, signature, _HASH)


def _sign(pgpy: Any, secret: Any, text: bytes, passphrase: str) -> bytes:
    message = pgpy.PGPMessage.new(text.decode("utf-8"), cleartext=True)
    algorithm = pgpy.constants.HashAlgorithm[_HASH]
    if not secret.is_protected:
        return bytes(secret.sign(message, hash=algorithm))
    if not passphrase:
        raise ProvenanceError("the key is protected and no passphrase is given", remedy="Give the key's passphrase.")
    with secret.unlock(passphrase):
        return bytes(secret.sign(message, hash=algorithm))


def _signer(message: openpgp.ClearSigned, ring: Keyring) -> tuple[Any, str]:
    """The key that signed the message, with its fingerprint.

    :raises ProvenanceError: none of the keyring did, or it must not be believed.
    """
    unknown: list[str] = []
    for packet in message.signatures:
        with keyrings.library() as pgpy:
            signature = _read(pgpy, packet.raw)
        key_id = str(signature.signer)
        key = ring.by_id(key_id)
        if key is None:
            unknown.append(key_id)
            continue
        with keyrings.library():
            signer = key if key.fingerprint.keyid == key_id else key.subkeys[key_id]
            _check(signature, signer, message.signed)
            keyrings.believe(key, signer)
            return key, str(key.fingerprint).replace(" ", "")
    raise ProvenanceError(
        f"signature made by unknown entity: no key in the keyring has the id {', '.join(unknown)}",
        ring.path,
        "Add the signer's public key to the keyring, if you trust it.",
    )


def _read(pgpy: Any, raw: bytes) -> Any:
    try:
        signature = pgpy.PGPSignature.from_blob(raw)
        # Asked for here, since the library reads what it does not know without a word.
        facts = signature.signer, signature.hash_algorithm.name, int(signature.type), signature.key_algorithm
    except ImportError:
        raise
    except Exception as error:  # it does not say what it may raise
        raise ProvenanceError(f"the signature cannot be read: {_reason(error)}") from error
    if not facts[0]:
        raise ProvenanceError("the signature does not say which key made it")
    return signature


def _check(signature: Any, signer: Any, signed: bytes) -> None:
    if int(signature.type) not in _DOCUMENT_TYPES:
        raise ProvenanceError("the signature is not one of a document")
    algorithm = signature.hash_algorithm.name
    if algorithm in keyrings.WEAK_HASHES:
        raise ProvenanceError(
            f"the signature is over a {algorithm} hash, which proves nothing", remedy="Ask the signer for a new one."
        )
    if signature.is_expired:
        raise ProvenanceError("the signature has expired", remedy="Ask the signer for a new one.")
    try:
        # The library makes line ends those of a text itself; here they are so already.
        good = keyrings.holds(signer, signature.hashdata(signed), signature)
    except ImportError:
        raise
    except Exception as error:  # it does not say what it may raise
        raise ProvenanceError(f"the signature cannot be verified: {_reason(error)}") from error
    if not good:
        raise ProvenanceError(
            "the signature is not one of this text",
            remedy="The provenance file was changed after it was signed: get it anew from a source that you trust.",
        )


def _sums(text: bytes) -> dict[str, str]:
    """The digests by file name; the metadata before them is not looked at, as Helm does not."""
    parts = text.split(b"\n...\n")
    if len(parts) < 2:
        raise ProvenanceError("message block must have at least two parts")
    try:
        document = yaml_in.decode(parts[1].decode("utf-8", "surrogateescape"))
    except CoxswainError as error:
        raise ProvenanceError(f"the digests in the provenance file are not YAML: {error.what}") from error
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, dict):
        raise ProvenanceError("the provenance file names no files")
    return {str(name): value for name, value in files.items() if isinstance(value, str)}


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
