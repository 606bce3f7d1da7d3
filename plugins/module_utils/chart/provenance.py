# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign packaged charts and verify their provenance files (``helm package --sign``, ``helm verify``).

A provenance file is a text with a cleartext signature: the metadata of the chart, a line with three dots, and the
SHA-256 of the archive by its file name.
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

#: The largest provenance file, in bytes.
LIMIT = 4 * 1024 * 1024
#: Helm's default keyring: the former one of GnuPG.
DEFAULT_KEYRING = "~/.gnupg/pubring.gpg"
#: The same for secret keys.
DEFAULT_SECRET_KEYRING = "~/.gnupg/secring.gpg"

_HASH = "SHA512"
#: The types of signatures over binary and text documents.
_DOCUMENT_TYPES = (0x00, 0x01)


@dataclass(frozen=True)
class Verification:
    """The result of a verification.

    :param signed_by: the user ids of the key that signed.
    :param fingerprint: the fingerprint of its primary key, in upper-case hexadecimal digits.
    :param file_name: the signed file name of the archive.
    :param file_hash: ``sha256:`` and the digest of the archive.
    """

    signed_by: tuple[str, ...]
    fingerprint: str
    file_name: str
    file_hash: str


def verify(archive: bytes, provenance: bytes, file_name: str, keyring: str = DEFAULT_KEYRING) -> Verification:
    """Verify that ``archive`` was signed with a key in the keyring.

    :param provenance: the provenance file.
    :param file_name: the name of the archive, ``NAME-VERSION.tgz``, which is signed too.
    :param keyring: the path of a keyring: binary, armored or a keybox.
    :raises ProvenanceError: the verification fails.
    :raises MissingLibraryError: PGPym is not installed.
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
            f'provenance does not contain a SHA for a file named "{file_name}"; it is for {signed}',
            remedy="Use the provenance file of this archive.",
        )
    if sums[file_name] != digest:
        raise ProvenanceError(
            f'sha256 sum does not match for {file_name}: "{sums[file_name]}" != "{digest}"',
            remedy="The archive was changed after it was signed: download it again from a trusted source.",
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
    """Return the provenance file of ``archive``.

    :param metadata: the metadata of the chart, see :func:`package.provenance_record`.
    :param key: the user id of the key, or a unique part of it.
    :param keyring: the path of a keyring with secret keys.
    :param passphrase: the passphrase of the key, if it has one.
    :raises ProvenanceError: there is no such key, or it cannot sign.
    :raises MissingLibraryError: PGPym is not installed.
    """
    digest = f"sha256:{hashlib.sha256(archive).hexdigest()}"
    head, sums = yaml_out.marshal(metadata), yaml_out.marshal({"files": {file_name: digest}})
    text = openpgp.strip_lines(f"{head}\n...\n{sums}".encode("utf-8", "surrogateescape"))
    ring = Keyring(keyring)
    secret = ring.by_user(key)
    keyrings.check_signing_key(secret, secret)
    with keyrings.pgpy_library() as pgpy:
        try:
            signature = _sign(pgpy, secret, text, passphrase)
        except pgpy.errors.PGPDecryptionError as error:
            raise ProvenanceError(
                f"the passphrase does not unlock the key of {key!r}", ring.path, "Check the passphrase."
            ) from error
        except (ImportError, ProvenanceError):
            raise
        except Exception as error:  # PGPym raises undocumented exceptions
            raise ProvenanceError(f"the key of {key!r} cannot sign: {_reason(error)}", ring.path) from error
    return openpgp.write_clear_signed(text, signature, _HASH)


def _sign(pgpy: Any, secret: Any, text: bytes, passphrase: str) -> bytes:
    message = pgpy.PGPMessage.new(text.decode("utf-8"), cleartext=True)
    algorithm = pgpy.constants.HashAlgorithm[_HASH]
    if not secret.is_protected:
        return bytes(secret.sign(message, hash=algorithm))
    if not passphrase:
        raise ProvenanceError("the key is protected, but no passphrase is set", remedy="Set the passphrase of the key.")
    with secret.unlock(passphrase):
        return bytes(secret.sign(message, hash=algorithm))


def _signer(message: openpgp.ClearSigned, ring: Keyring) -> tuple[Any, str]:
    """Return the key that signed the message, and its fingerprint.

    :raises ProvenanceError: it is not in the keyring or not valid, or the signature is invalid.
    """
    unknown: list[str] = []
    for packet in message.signatures:
        with keyrings.pgpy_library() as pgpy:
            signature = _read(pgpy, packet.raw)
        key_id = str(signature.signer)
        key = ring.by_id(key_id)
        if key is None:
            unknown.append(key_id)
            continue
        with keyrings.pgpy_library():
            signer = key if key.fingerprint.keyid == key_id else key.subkeys[key_id]
            _check(signature, signer, message.signed)
            keyrings.check_signing_key(key, signer)
            return key, str(key.fingerprint).replace(" ", "")
    raise ProvenanceError(
        f"signature made by unknown entity: no key in the keyring has the id {', '.join(unknown)}",
        ring.path,
        "Add the public key of the signer to the keyring if you trust it.",
    )


def _read(pgpy: Any, raw: bytes) -> Any:
    try:
        signature = pgpy.PGPSignature.from_blob(raw)
        # Access them here: PGPym parses unknown algorithms without an error.
        facts = signature.signer, signature.hash_algorithm.name, int(signature.type), signature.key_algorithm
    except ImportError:
        raise
    except Exception as error:  # PGPym raises undocumented exceptions
        raise ProvenanceError(f"the signature cannot be read: {_reason(error)}") from error
    if not facts[0]:
        raise ProvenanceError("the signature does not say which key made it")
    return signature


def _check(signature: Any, signer: Any, signed: bytes) -> None:
    if int(signature.type) not in _DOCUMENT_TYPES:
        raise ProvenanceError("the signature is not that of a document")
    algorithm = signature.hash_algorithm.name
    if algorithm in keyrings.WEAK_HASHES:
        raise ProvenanceError(
            f"the signature uses the insecure hash algorithm {algorithm}", remedy="Ask the signer for a new one."
        )
    if signature.is_expired:
        raise ProvenanceError("the signature has expired", remedy="Ask the signer for a new one.")
    try:
        # PGPym converts line ends itself; here they are already converted.
        valid = keyrings.is_valid_signature(signer, signature.hashdata(signed), signature)
    except ImportError:
        raise
    except Exception as error:  # PGPym raises undocumented exceptions
        raise ProvenanceError(f"the signature cannot be verified: {_reason(error)}") from error
    if not valid:
        raise ProvenanceError(
            "the signature does not match the text",
            remedy="The provenance file was changed after it was signed: download it again from a trusted source.",
        )


def _sums(text: bytes) -> dict[str, str]:
    """Return the digests by file name. Like Helm, ignore the metadata before them."""
    parts = text.split(b"\n...\n")
    if len(parts) < 2:
        raise ProvenanceError("message block must have at least two parts")
    try:
        document = yaml_in.decode(parts[1].decode("utf-8", "surrogateescape"))
    except CoxswainError as error:
        raise ProvenanceError(f"the digests in the provenance file are not YAML: {error.what}") from error
    files = document.get("files") if isinstance(document, dict) else None
    if not isinstance(files, dict):
        raise ProvenanceError("the provenance file contains no files")
    return {str(name): value for name, value in files.items() if isinstance(value, str)}


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0][:200] or type(error).__name__
