# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring, and which of its keys may be believed or used today.

The library reads keys and does the arithmetic. What it leaves open is decided here: whether a key's own signatures
hold, and whether it has expired, was revoked, or is meant for signing.
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

#: A keyring with the keys of a whole distribution has 30 MB.
_LIMIT = 64 * 1024 * 1024

#: These can be made to collide, so that a signature over one of them proves nothing.
WEAK_HASHES = ("MD5", "SHA1", "RIPEMD160")


class Keyring:
    """The keys of one file."""

    def __init__(self, path: str) -> None:
        """Read the keyring at ``path``.

        :raises ProvenanceError: it cannot be read, or is no keyring.
        """
        self.path = os.path.expanduser(path)
        remedy = "Give a keyring as gpg --export writes it (gpg --export-secret-keys for signing)."
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
            raise ProvenanceError("the keyring holds no keys", self.path, remedy)

    def by_id(self, key_id: str) -> Any | None:
        """The key that has the id ``key_id``, or a subkey of it; None when there is none."""
        for block in self._blocks:
            if block.ids and key_id not in block.ids:
                continue
            key = _parse(block)
            if key is not None and (key.fingerprint.keyid == key_id or key_id in key.subkeys):
                return key
        return None

    def by_user(self, name: str) -> Any:
        """The secret key whose user id is ``name``, or the only one whose user id contains it.

        :raises ProvenanceError: there is none, or more than one, or it is no secret key.
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
            raise ProvenanceError(f"no key in the keyring is of {name!r}", self.path, "Check the name of the key.")
        if len(found) > 1:
            raise ProvenanceError(
                f"more than one key in the keyring is of {name!r}", self.path, "Give the whole user id of the key."
            )
        if found[0].is_public:
            raise ProvenanceError(
                f"the key of {name!r} is a public one, which cannot sign",
                self.path,
                "Give a keyring of secret keys, as gpg --export-secret-keys writes it.",
            )
        return found[0]


@contextlib.contextmanager
def library() -> Iterator[Any]:
    """The library, without its warnings about what it leaves to others.

    Whatever it makes of damaged input is a :class:`ProvenanceError`, since it does not say what it may raise.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pgpy

            yield pgpy
    except ImportError as error:
        if (error.name or "").partition(".")[0] not in ("pgpy", "pyasn1", "cryptography"):
            raise
        raise MissingLibraryError(
            f"PGPym >= 0.6.2 is needed to sign charts and verify signatures, and {error.name} is missing"
        ) from error


def user_ids(key: Any) -> list[str]:
    """The user ids of a key, such as ``Name (comment) <address>``."""
    return [user.userid for user in key.userids]


def believe(key: Any, signer: Any) -> None:
    """Refuse a key that must not be believed today.

    :param key: the primary key.
    :param signer: the one that signed: ``key`` itself or one of its subkeys.
    :raises ProvenanceError: it has expired, was revoked, or is not meant for signing.
    """
    named = ", ".join(user_ids(key)) or str(key.fingerprint.keyid)
    ask = "Ask the signer for a key that is valid, or for a new signature."
    own = _self_signatures(key)
    if not own:
        raise ProvenanceError(f"the key of {named} does not vouch for itself", remedy=ask)
    if _is_revoked(key, key):
        raise ProvenanceError(f"the key of {named} was revoked", remedy=ask)
    newest = max(own, key=lambda signature: signature.created)
    _refuse_expired(key, newest, f"the key of {named}", ask)
    if signer is key:
        flags = newest.key_flags
    else:
        bindings = _verified(key, signer, signer.self_signatures)
        if not bindings:
            raise ProvenanceError(f"the subkey that signed does not belong to the key of {named}", remedy=ask)
        if _is_revoked(key, signer):
            raise ProvenanceError(f"the subkey that signed for {named} was revoked", remedy=ask)
        binding = max(bindings, key=lambda signature: signature.created)
        _refuse_expired(signer, binding, f"the subkey that signed for {named}", ask)
        flags = binding.key_flags
    if flags and not any(flag.name == "Sign" for flag in flags):
        raise ProvenanceError(f"the key of {named} is not meant for signing", remedy=ask)


def _parse(block: openpgp.Block) -> Any | None:
    """The key of a block; None for one that the library does not know how to read."""
    with library() as pgpy:
        try:
            return pgpy.PGPKey.from_blob(block.raw)[0]
        except ImportError:
            raise
        except Exception:  # it does not say what it may raise, and one odd key must not spoil the others
            return None


def _self_signatures(key: Any) -> list[Any]:
    found: list[Any] = []
    for user in key.userids:
        own = [signature for signature in user.__sig__ if signature.signer == key.fingerprint.keyid]
        verified = _verified(key, user, own)
        # Certifications are of the types 0x10 to 0x13; 0x30 takes one back.
        revoked = [signature.created for signature in verified if int(signature.type) == 0x30]
        found += [
            signature
            for signature in verified
            if 0x10 <= int(signature.type) <= 0x13 and not any(moment >= signature.created for moment in revoked)
        ]
    return found


def _verified(key: Any, subject: Any, signatures: Any) -> list[Any]:
    """Those of ``signatures`` that ``key`` made about ``subject``."""
    found = []
    for signature in signatures:
        with contextlib.suppress(Exception):  # what cannot be verified does not count, whatever the reason
            if holds(key, signature.hashdata(subject), signature):
                found.append(signature)
    return found


def holds(key: Any, data: bytes, signature: Any) -> bool:
    """Whether ``key`` made ``signature`` over what the library hashes, which is ``data``.

    The packet of the key is asked: the method of the key itself answers for what it believes of the key as well.
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
        raise ProvenanceError(f"the signature that {named} has on itself has expired", remedy=remedy)
