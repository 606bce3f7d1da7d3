# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The framing of OpenPGP (RFC 9580): packets, ASCII armor, cleartext signatures and keyring files.

PGPym parses the content of packets; this module determines which bytes it receives. All scans are linear.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from ..errors import ProvenanceError

SIGNATURE = 2
SECRET_KEY = 5
PUBLIC_KEY = 6
SECRET_SUBKEY = 7
TRUST = 12
USER_ID = 13
PUBLIC_SUBKEY = 14
USER_ATTRIBUTE = 17

_KEYS = (SECRET_KEY, PUBLIC_KEY)
#: The packets of a key; others in a keyring are GnuPG's internal data.
_PARTS = (*_KEYS, SECRET_SUBKEY, PUBLIC_SUBKEY, SIGNATURE, USER_ID, USER_ATTRIBUTE)

_SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = b"-----BEGIN PGP SIGNATURE-----"
_END = b"-----END PGP SIGNATURE-----"


class Packet(NamedTuple):
    """One packet.

    :param raw: the packet with its header.
    """

    tag: int
    body: bytes
    raw: bytes


class Block(NamedTuple):
    """A key with its subkeys, user ids and signatures.

    :param raw: all its packets.
    :param ids: the ids of the key and its subkeys, 16 upper-case hexadecimal digits; empty for a secret key, whose
        public part only PGPym can separate.
    """

    raw: bytes
    ids: tuple[str, ...]


class ClearSigned(NamedTuple):
    """A text with a cleartext signature.

    :param text: the text with the line separator ``\\n``, without a final one.
    :param signed: the signed data: the text with the line separator ``\\r\\n``.
    :param signatures: the signature packets.
    """

    text: bytes
    signed: bytes
    signatures: list[Packet]


def packets(data: bytes) -> Iterator[Packet]:
    """Yield the packets of a binary file.

    :raises ProvenanceError: it is truncated, or not in the format of OpenPGP.
    """
    at = 0
    while at < len(data):
        first = data[at]
        if not first & 0x80:
            raise ProvenanceError("it is not in the format of OpenPGP")
        tag, head, size = _header(data, at, first)
        end = at + head + size
        if end > len(data):
            raise ProvenanceError("it ends in the middle of an OpenPGP packet")
        yield Packet(tag, data[at + head : end], data[at:end])
        at = end


def blocks(data: bytes) -> list[Block]:
    """Return the keys of a keyring: ``pubring.gpg``, ``secring.gpg``, ``pubring.kbx`` or armored exports of GnuPG.

    :raises ProvenanceError: it is none of these.
    """
    if data[8:12] == b"KBXf":
        data = _keybox(data)
    elif data.lstrip().startswith(b"-----BEGIN PGP"):
        data = _armored_keys(data)
    found: list[Block] = []
    parts: list[bytes] = []
    ids: list[str] = []
    for packet in packets(data):
        if packet.tag in _KEYS:
            if parts:
                found.append(Block(b"".join(parts), tuple(ids)))
            parts, ids = [], []
        elif not parts:
            continue
        if packet.tag not in _PARTS:
            continue
        parts.append(packet.raw)
        if packet.tag in (PUBLIC_KEY, PUBLIC_SUBKEY) and packet.body[:1] == b"\x04":
            ids.append(_key_id(packet.body))
    if parts:
        found.append(Block(b"".join(parts), tuple(ids)))
    return found


def read_clear_signed(data: bytes) -> ClearSigned:
    """Parse the first text with a cleartext signature in ``data``.

    :raises ProvenanceError: there is none, or it is incomplete.
    """
    lines = data.split(b"\n")
    lines = [line[:-1] if line.endswith(b"\r") else line for line in lines]
    try:
        at = lines.index(_SIGNED) + 1
        while lines[at].strip():
            if not lines[at].startswith(b"Hash:"):
                raise ProvenanceError("the signed text has a header other than Hash")
            at += 1
        start = lines.index(_SIGNATURE, at + 1)
        end = lines.index(_END, start)
    except (ValueError, IndexError):
        raise ProvenanceError("signature block not found") from None
    text = [(line[2:] if line.startswith(b"- ") else line).rstrip(b" \t") for line in lines[at + 1 : start]]
    signatures = list(packets(_unarmor(lines[start + 1 : end])))
    if not signatures or any(packet.tag != SIGNATURE for packet in signatures):
        raise ProvenanceError("the signature block contains no signature")
    return ClearSigned(b"\n".join(text), b"\r\n".join(text), signatures)


def write_clear_signed(text: bytes, signature: bytes, algorithm: str) -> bytes:
    """Return ``text`` with a cleartext signature.

    :param text: see :attr:`ClearSigned.text`.
    :param signature: the binary signature packet.
    :param algorithm: the name of the hash algorithm, such as ``SHA512``.
    """
    escaped = [b"- " + line if line.startswith(b"-") else line for line in text.split(b"\n")]
    payload = base64.b64encode(signature)
    armored = [payload[at : at + 64] for at in range(0, len(payload), 64)]
    check = base64.b64encode(_crc24(signature).to_bytes(3, "big"))
    head = [_SIGNED, b"Hash: " + algorithm.encode(), b""]
    return b"\n".join([*head, *escaped, _SIGNATURE, b"", *armored, b"=" + check, _END, b""])


def strip_lines(text: bytes) -> bytes:
    """Remove what a cleartext signature does not cover: trailing blanks of lines and the final line end."""
    lines = [line.rstrip(b" \t\r") for line in text.split(b"\n")]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return b"\n".join(lines)


def _header(data: bytes, at: int, first: int) -> tuple[int, int, int]:
    """Return the tag, header size and body size of the packet at ``at``."""
    try:
        if first & 0x40:
            size = data[at + 1]
            if size < 192:
                return first & 0x3F, 2, size
            if size < 224:
                return first & 0x3F, 3, ((size - 192) << 8) + data[at + 2] + 192
            if size == 255:
                return first & 0x3F, 6, _number(data, at + 2, 4)
        elif first & 3 < 3:
            width = 1 << (first & 3)
            return (first >> 2) & 0x0F, 1 + width, _number(data, at + 1, width)
    except IndexError:
        raise ProvenanceError("it ends in the middle of an OpenPGP packet") from None
    raise ProvenanceError("it contains an OpenPGP packet of unknown length")


def _number(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + width], "big")


def _key_id(body: bytes) -> str:
    # The id only identifies the key; the signature is the proof.
    return hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest()[-16:].upper()


def _keybox(data: bytes) -> bytes:
    """Return the keys of a keybox: blobs with length, type, version and flags; those of type 2 contain a key."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 5 or at + size > len(data):
            raise ProvenanceError("the keybox is damaged")
        blob = data[at : at + size]
        at += size
        if blob[4] != 2:
            continue
        start, length = int.from_bytes(blob[8:12], "big"), int.from_bytes(blob[12:16], "big")
        if len(blob) < 16 or start + length > len(blob):
            raise ProvenanceError("the keybox is damaged")
        # GnuPG ignores ephemeral keys.
        if not int.from_bytes(blob[6:8], "big") & 2:
            found.append(blob[start : start + length])
    return b"".join(found)


def _armored_keys(data: bytes) -> bytes:
    found: list[bytes] = []
    lines: list[bytes] | None = None
    for line in data.splitlines():
        line = line.strip()
        if line.startswith(b"-----BEGIN PGP"):
            if line not in (b"-----BEGIN PGP PUBLIC KEY BLOCK-----", b"-----BEGIN PGP PRIVATE KEY BLOCK-----"):
                raise ProvenanceError("it contains something other than public or private keys")
            lines = []
        elif line.startswith(b"-----END PGP") and lines is not None:
            found.append(_unarmor(lines))
            lines = None
        elif lines is not None:
            lines.append(line)
    if lines is not None:
        raise ProvenanceError("its armor is incomplete")
    return b"".join(found)


def _unarmor(lines: list[bytes]) -> bytes:
    """Decode the lines between the header and footer of an armor, and verify its checksum if there is one."""
    body = list(lines)
    blank = next((index for index, line in enumerate(body) if not line.strip()), None)
    if blank is not None and all(b":" in line for line in body[:blank]):
        body = body[blank + 1 :]
    body = [line.strip() for line in body if line.strip()]
    check = body.pop()[1:] if body and body[-1].startswith(b"=") and len(body[-1]) == 5 else None
    try:
        content = base64.b64decode(b"".join(body), validate=True)
        expected = None if check is None else int.from_bytes(base64.b64decode(check, validate=True), "big")
    except (binascii.Error, ValueError) as error:
        raise ProvenanceError("its armor is damaged") from error
    if not content or (expected is not None and expected != _crc24(content)):
        raise ProvenanceError("its armor is damaged")
    return content


def _crc24(data: bytes) -> int:
    """Return the checksum of RFC 9580, section 6.1.1."""
    value = 0xB704CE
    for octet in data:
        value ^= octet << 16
        for _bit in range(8):
            value <<= 1
            if value & 0x1000000:
                value ^= 0x1864CFB
    return value & 0xFFFFFF
