# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The framing of OpenPGP (RFC 9580): packets, ASCII armor, texts signed in the clear, and the files that hold keys.

What lies inside of packets is the library's; this is what decides which bytes it sees. Every scan is linear.
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
#: What belongs to a key; anything else in a keyring is GnuPG's own bookkeeping.
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
    """A key with everything that belongs to it, as it stands in a keyring.

    :param ids: the ids of the key and its subkeys, 16 upper-case hexadecimal digits; empty for a secret key, whose
        public part only the library tells from the rest.
    """

    raw: bytes
    ids: tuple[str, ...]


class ClearSigned(NamedTuple):
    """A text signed in the clear.

    :param text: the text, lines ended by ``\\n``, without the last line's end.
    :param signed: what the signature is about: the same with ``\\r\\n``.
    :param signatures: the packets of the signature.
    """

    text: bytes
    signed: bytes
    signatures: list[Packet]


def packets(data: bytes) -> Iterator[Packet]:
    """The packets of a binary file.

    :raises ProvenanceError: it is cut off, or is no such file.
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
    """The keys of a keyring: GnuPG's ``pubring.gpg`` or ``secring.gpg``, its ``pubring.kbx``, or armored exports.

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
    """The first text in ``data`` that is signed in the clear.

    :raises ProvenanceError: there is none, or it is not whole.
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
        raise ProvenanceError("the signature block holds no signature")
    return ClearSigned(b"\n".join(text), b"\r\n".join(text), signatures)


def write_clear_signed(text: bytes, signature: bytes, algorithm: str) -> bytes:
    """``text`` with its binary signature, signed in the clear.

    :param text: see :attr:`ClearSigned.text`.
    :param algorithm: the hash algorithm's name, such as ``SHA512``.
    """
    escaped = [b"- " + line if line.startswith(b"-") else line for line in text.split(b"\n")]
    payload = base64.b64encode(signature)
    armored = [payload[at : at + 64] for at in range(0, len(payload), 64)]
    check = base64.b64encode(_crc24(signature).to_bytes(3, "big"))
    head = [_SIGNED, b"Hash: " + algorithm.encode(), b""]
    return b"\n".join([*head, *escaped, _SIGNATURE, b"", *armored, b"=" + check, _END, b""])


def strip_lines(text: bytes) -> bytes:
    """A text without what the signature of one signed in the clear leaves out: blanks at line ends, the last end."""
    lines = [line.rstrip(b" \t\r") for line in text.split(b"\n")]
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return b"\n".join(lines)


def _header(data: bytes, at: int, first: int) -> tuple[int, int, int]:
    """Tag, size of the header and size of the body of the packet at ``at``."""
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
    raise ProvenanceError("it holds an OpenPGP packet of unknown length")


def _number(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise IndexError
    return int.from_bytes(data[at : at + width], "big")


def _key_id(body: bytes) -> str:
    # The id is a name here, not a proof: what is proven is proven by the signature.
    return hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest()[-16:].upper()


def _keybox(data: bytes) -> bytes:
    """The keys of a keybox: blobs of length, type, version and flags, of which type 2 says where its key lies."""
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
        # GnuPG does not count an ephemeral one among the keys.
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
                raise ProvenanceError("it holds something else than public or private keys")
            lines = []
        elif line.startswith(b"-----END PGP") and lines is not None:
            found.append(_unarmor(lines))
            lines = None
        elif lines is not None:
            lines.append(line)
    if lines is not None:
        raise ProvenanceError("its armor has no end")
    return b"".join(found)


def _unarmor(lines: list[bytes]) -> bytes:
    """The bytes of the lines between the head and the tail of an armor; its checksum is minded when it is there."""
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
    """The checksum of RFC 9580, section 6.1.1."""
    value = 0xB704CE
    for octet in data:
        value ^= octet << 16
        for _bit in range(8):
            value <<= 1
            if value & 0x1000000:
                value ^= 0x1864CFB
    return value & 0xFFFFFF
