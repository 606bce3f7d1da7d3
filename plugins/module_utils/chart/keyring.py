# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenPGP keyrings: find keys and check that they are valid for signing.

PGPym parses keys and verifies signatures. What it does not check is checked here: the self-signatures of a key, its
expiration, revocation and key flags.
"""

from __future__ import annotations

import contextlib
import os
import warnings
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

from ..errors import MissingLibraryError, ProvenanceError
from . import openpgp

#: The largest keyring, in bytes; those of Linux distributions have up to 30 MB.
_LIMIT = 64 * 1024 * 1024

#: Hash algorithms with known collisions, whose signatures prove nothing.
WEAK_HASHES = ("MD5", "SHA1", "RIPEMD160")


class Keyring:
    """The keys in one file."""

    def __init__(self, path: str) -> None:
        """Read the keyring at ``path``.

        :raises ProvenanceError: it cannot be read, or is not a keyring.
        """
        self.path = os.path.expanduser(path)
        remedy = "Use a keyring from gpg --export (for signing, from gpg --export-secret-keys)."
        try:
            with open(self.path, "rb") as stream:
                data = stream.read(_LIMIT + 1)
        except OSError as error:
            raise ProvenanceError(f"the keyring cannot be read: {error.strerror}", self.path, remedy) from error
        if len(data) > _LIMIT:
            raise ProvenanceError(f"the keyring is larger than the limit of {_LIMIT} bytes", self.path)
        try:
            self._blocks = openpgp.blocks(data)
        except ProvenanceError as error:
            raise ProvenanceError(f"is not a keyring: {error.what}", self.path, remedy) from error
        if not self._blocks:
            raise ProvenanceError("the keyring contains no keys", self.path, remedy)

    def by_id(self, key_id: str) -> Any | None:
        """Return the key that has, or has a subkey with, the id ``key_id``; None if there is none."""
        for block in self._blocks:
            if block.ids and key_id not in block.ids:
                continue
            key = _parse(block)
            if key is not None and (key.fingerprint.keyid == key_id or key_id in key.subkeys):
                return key
        return None

    def by_user(self, name: str) -> Any:
        """Return the secret key whose user id is ``name``, or the only one whose user id contains it.

        :raises ProvenanceError: there is no such key or more than one, or it is not a secret key.
        """
        found: list[Any] = []
        for block in self._blocks:
            key = _parse(block)
            users = user_ids(key) if key is not None else []
            if name in users:
                found = [key]
                break
            if any(name in user for user in users):
                found.append(key)
        if not found:
            raise ProvenanceError(f"no key in the keyring matches {name!r}", self.path, "Check the name of the key.")
        if len(found) > 1:
            raise ProvenanceError(
                f"more than one key in the keyring matches {name!r}", self.path, "Set the complete user id of the key."
            )
        if found[0].is_public:
            raise ProvenanceError(
                f"the key of {name!r} is a public key, which cannot sign",
                self.path,
                "Use a keyring of secret keys from gpg --export-secret-keys.",
            )
        return found[0]


@contextlib.contextmanager
def pgpy_library() -> Iterator[Any]:
    """Import PGPym and suppress its warnings about checks that it does not perform.

    :raises MissingLibraryError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgpy

            yield pgpy
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pgpy", "pyasn1", "cryptography"):
            raise
        raise MissingLibraryError("PGPym", "0.6.2", "to sign charts and verify signatures") from error


def user_ids(key: Any) -> list[str]:
    """Return the user ids of a key, such as ``Name (comment) <address>``."""
    return [user.userid for user in key.userids]


def check_signing_key(key: Any, signer: Any) -> None:
    """Check that a key is valid for signing now.

    :param key: the primary key.
    :param signer: the signing key: ``key`` itself or one of its subkeys.
    :raises ProvenanceError: it has expired, was revoked, is not for signing, or has no valid self-signature.
    """
    named = ", ".join(user_ids(key)) or str(key.fingerprint.keyid)
    remedy = "Ask the signer for a key that is valid, or for a new signature."
    own = _self_signatures(key)
    if not own:
        raise ProvenanceError(f"the key of {named} has no valid self-signature", remedy=remedy)
    if _is_revoked(key, key):
        raise ProvenanceError(f"the key of {named} was revoked", remedy=remedy)
    newest = max(own, key=lambda signature: signature.created)
    _refuse_expired(key, newest, f"the key of {named}", remedy)
    if signer is key:
        flags = newest.key_flags
    else:
        bindings = _verified(key, signer, signer.self_signatures)
        if not bindings:
            raise ProvenanceError(f"the signing subkey does not belong to the key of {named}", remedy=remedy)
        if _is_revoked(key, signer):
            raise ProvenanceError(f"the signing subkey of {named} was revoked", remedy=remedy)
        binding = max(bindings, key=lambda signature: signature.created)
        _refuse_expired(signer, binding, f"the signing subkey of {named}", remedy)
        flags = binding.key_flags
    if flags and not any(flag.name == "Sign" for flag in flags):
        raise ProvenanceError(f"the key of {named} is not for signing", remedy=remedy)


def _parse(block: openpgp.Block) -> Any | None:
    """Return the key of a block, or None if PGPym cannot parse it."""
    with pgpy_library() as pgpy:
        try:
            return pgpy.PGPKey.from_blob(block.raw)[0]
        except ImportError:
            raise
        except Exception:  # PGPym raises undocumented exceptions; one invalid key must not affect the others
            return None


def _self_signatures(key: Any) -> list[Any]:
    found: list[Any] = []
    for user in key.userids:
        own = [signature for signature in user.__sig__ if signature.signer == key.fingerprint.keyid]
        verified = _verified(key, user, own)
        # Certifications have the types 0x10 to 0x13; 0x30 revokes one.
        revoked = [signature.created for signature in verified if int(signature.type) == 0x30]
        found += [
            signature
            for signature in verified
            if 0x10 <= int(signature.type) <= 0x13 and not any(moment >= signature.created for moment in revoked)
        ]
    return found


def _verified(key: Any, subject: Any, signatures: Any) -> list[Any]:
    """Return those ``signatures`` over ``subject`` that ``key`` made."""
    found = []
    for signature in signatures:
        with contextlib.suppress(Exception):  # a signature that cannot be verified is ignored, whatever the reason
            if is_valid_signature(key, signature.hashdata(subject), signature):
                found.append(signature)
    return found


def is_valid_signature(key: Any, data: bytes, signature: Any) -> bool:
    """Return whether ``key`` made ``signature`` over ``data``, which is what PGPym hashes.

    This bypasses the key's own ``verify`` method, whose result also depends on PGPym's checks of the key.
    """
    from cryptography.hazmat.primitives import hashes

    algorithm = getattr(hashes, signature.hash_algorithm.name)()
    return key._key.verify(bytes(data), signature.__sig__, algorithm) is True


def _is_revoked(key: Any, subject: Any) -> bool:
    return bool(_verified(key, subject, subject.revocation_signatures))


def _refuse_expired(key: Any, signature: Any, named: str, remedy: str) -> None:
    now = datetime.now(timezone.utc)
    lifetime = signature.key_expiration
    if lifetime and key.created + lifetime <= now:
        raise ProvenanceError(f"{named} expired on {key.created + lifetime:%Y-%m-%d}", remedy=remedy)
    if signature.is_expired:
        raise ProvenanceError(f"the self-signature of {named} has expired", remedy=remedy)
