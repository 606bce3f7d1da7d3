# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crypto functions: checksums, password hashes, derived passwords and AES; see certificates.py for keys and X.509."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from typing import Any

from ..errors import MissingLibraryError
from ..gotemplate.functions import FunctionError, Panic, function
from ..gotemplate.strconv import go_bytes, go_text
from .encoding import CorruptInputError, base64_decode, base64_encode
from .entropy import Entropy, volatile
from .golib.unicode import length

# --- checksums -------------------------------------------------------------------------------------------------------


@function("sha1sum", "string", result="string")
def sha1sum(text: str) -> str:
    return hashlib.new("sha1", go_bytes(text), usedforsecurity=False).hexdigest()


@function("sha256sum", "string", result="string")
def sha256sum(text: str) -> str:
    return hashlib.sha256(go_bytes(text)).hexdigest()


@function("sha512sum", "string", result="string")
def sha512sum(text: str) -> str:
    return hashlib.sha512(go_bytes(text)).hexdigest()


@function("adler32sum", "string", result="string")
def adler32sum(text: str) -> str:
    return str(zlib.adler32(go_bytes(text)))


# --- password hashes --------------------------------------------------------------------------------------------------


def _bcrypt(text: str) -> str:
    try:
        import bcrypt
    except ImportError:
        raise MissingLibraryError("bcrypt", "3.2", "for the template functions bcrypt and htpasswd") from None
    password = go_bytes(text)
    if len(password) > 72:
        return "failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes"
    # like Go's: prefix 2a, and NUL does not end the password
    hashed = bcrypt.hashpw(password, bcrypt.gensalt(10, prefix=b"2a"))
    return str(hashed.decode("ascii"))


@volatile("bcrypt", "string", result="string")
def bcrypt_hash(entropy: Entropy, text: str) -> str:
    entropy.mark_random()
    return _bcrypt(text)


@volatile("htpasswd", "string", "string", result="string")
def htpasswd(entropy: Entropy, user: str, password: str) -> str:
    if ":" in user:
        return f"invalid username: {user}"
    entropy.mark_random()
    return f"{user}:{_bcrypt(password)}"


# --- derived passwords ------------------------------------------------------------------------------------------------

_SCOPE = b"com.lyndir.masterpassword"

# Master Password's templates: each letter stands for a set of characters
_LONG = (
    "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv "
    "CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv "
    "CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno"
)
_TEMPLATES = {
    "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
    "long": _LONG.split(),
    "medium": ["CvcnoCvc", "CvcCvcno"],
    "short": ["Cvcn"],
    "basic": ["aaanaaan", "aannaaan", "aaannaaa"],
    "pin": ["nnnn"],
}
_UPPER_CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
_LOWER_CONSONANTS = _UPPER_CONSONANTS.lower()
_CHARACTERS = {
    "V": "AEIOU",
    "C": _UPPER_CONSONANTS,
    "v": "aeiou",
    "c": _LOWER_CONSONANTS,
    "A": "AEIOU" + _UPPER_CONSONANTS,
    "a": "AEIOUaeiou" + _UPPER_CONSONANTS + _LOWER_CONSONANTS,
    "n": "0123456789",
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": "AEIOUaeiou" + _UPPER_CONSONANTS + _LOWER_CONSONANTS + "0123456789!@#$%^&*()",
}


def _length_prefixed(text: str) -> bytes:
    return length(text).to_bytes(4, "big") + go_bytes(text)


@function("derivePassword", "uint32", "string", "string", "string", "string", result="string")
def derive_password(counter: int, kind: str, password: str, user: str, site: str) -> str:
    templates = _TEMPLATES.get(kind)
    if templates is None:
        return f"cannot find password template {kind}"
    salt = _SCOPE + _length_prefixed(user)
    key = hashlib.scrypt(go_bytes(password), salt=salt, n=32768, r=8, p=2, maxmem=64 * 1024 * 1024, dklen=64)
    message = _SCOPE + _length_prefixed(site) + (int(counter) & 0xFFFFFFFF).to_bytes(4, "big")
    seed = hmac.new(key, message, hashlib.sha256).digest()
    template = templates[seed[0] % len(templates)]
    out = []
    for byte, letter in zip(seed[1:], template):
        characters = _CHARACTERS[letter]
        out.append(characters[byte % len(characters)])
    return "".join(out)


# --- encryption -------------------------------------------------------------------------------------------------------

_BLOCK = 16


def _cipher(password: str, vector: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        raise MissingLibraryError(
            "cryptography", "3.4", "for the template functions encryptAES and decryptAES"
        ) from None
    key = go_bytes(password)[:32].ljust(32, b"\0")
    return Cipher(algorithms.AES(key), modes.CBC(vector))


@volatile("encryptAES", "string", "string", result="string")
def encrypt_aes(entropy: Entropy, password: str, text: str) -> str:
    if not text:
        return ""
    vector = entropy.random.getrandbits(128).to_bytes(_BLOCK, "big")
    content = go_bytes(text)
    padding = _BLOCK - len(content) % _BLOCK
    encryptor = _cipher(password, vector).encryptor()
    encrypted = encryptor.update(content + bytes((padding,)) * padding) + encryptor.finalize()
    return base64_encode(vector + encrypted)


@function("decryptAES", "string", "string", result="string")
def decrypt_aes(password: str, text: str) -> str:
    if not text:
        return ""
    try:
        data = base64_decode(go_bytes(text))
    except CorruptInputError as error:
        raise FunctionError(str(error)) from None
    if len(data) < _BLOCK:
        capacity = length(text) // 4 * 3
        if capacity < _BLOCK:
            raise Panic(f"runtime error: slice bounds out of range [:{_BLOCK}] with capacity {capacity}")
        raise Panic(f"runtime error: slice bounds out of range [{_BLOCK}:{len(data)}]")
    vector, content = data[:_BLOCK], data[_BLOCK:]
    if len(content) % _BLOCK:
        raise Panic("crypto/cipher: input not full blocks")
    if not content:
        raise Panic("runtime error: index out of range [-1]")
    decryptor = _cipher(password, vector).decryptor()
    decrypted = decryptor.update(content) + decryptor.finalize()
    end = len(decrypted) - decrypted[-1]
    if end < 0:
        raise Panic(f"runtime error: slice bounds out of range [:{end}]")
    return go_text(decrypted[:end])
