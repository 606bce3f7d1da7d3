# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for OCI registries, as far as charts need one: the distribution specification's tags, manifests and blobs.

Everything that is read has a limit, and what is named by a digest is held to it. Credentials go to the registry and to
where it wants tokens fetched, and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import oci_auth, urls
from .http_options import HttpOptions
from .http_transport import REDIRECTS, Answer, HttpClient, refused
from .oci_reference import Reference
from .registry_credentials import Credential

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
_ACCEPT = ", ".join(
    (
        MANIFEST,
        INDEX,
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
    )
)

#: What registries are to accept as a manifest at least; more is none.
MANIFEST_LIMIT = 4 * 1024 * 1024
_PAGE_LIMIT = 16 * 1024 * 1024
_MOST_TAGS = 100_000
_MOST_PAGES = 1000
_MOST_REDIRECTS = 10
#: A registry that is busy or being restarted is asked again, after these seconds.
_PAUSES = (0.5, 1.0, 2.0)
_BUSY = (429, 502, 503, 504)

_LOGIN = "Log in with coxswain.helm.registry_auth, or give a user name and password that may do this."
_BROKEN = "Ask who runs the registry."


class Manifest(NamedTuple):
    """A manifest as it lies in a registry.

    :param digest: ``sha256:`` and the digest of :attr:`content`.
    """

    content: bytes
    digest: str
    document: dict[str, Any]


class Registry:
    """One registry, asked with one http_options.

    :param credential: who to be, once the registry asks.
    """

    def __init__(
        self, reference: Reference, http_options: HttpOptions, credential: Callable[[], Credential] = Credential
    ) -> None:
        scheme = "http" if http_options.plain_http else "https"
        self.reference = reference
        self._root = f"{scheme}://{reference.server}"
        self._origin = urls.origin(self._root)
        self._wire = HttpClient(http_options)
        self._find_credential = credential
        self._authorization: dict[str, str] = {}

    def ping(self) -> None:
        """Ask for nothing in particular, as whom the credential says.

        :raises RepositoryError: it is no registry, or refuses the credential.
        """
        said = self._ask("GET", f"{self._root}/v2/", ())
        if said.status != 200:
            raise self._refused(said)

    def tags(self) -> list[str]:
        """The tags of the repository, in the order of the registry."""
        found: list[str] = []
        address = self._url("tags/list")
        for _page in range(_MOST_PAGES):
            said = self._ask("GET", address, ("pull",), limit=_PAGE_LIMIT)
            if said.status != 200:
                raise self._refused(said)
            document = self._parse(said.body, address)
            tags = document.get("tags") or []
            if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
                raise RepositoryError("the list of tags is not one", urls.redacted(address), _BROKEN)
            found += tags
            following = _next_page(said, address)
            if not following:
                return found
            if urls.origin(following) != self._origin:
                raise RepositoryError("the list of tags goes on at another host", urls.redacted(following), _BROKEN)
            address = following
            if len(found) > _MOST_TAGS:
                break
        raise RepositoryError(
            f"the repository has more than {_MOST_TAGS} tags", str(self.reference), "Name a version instead of a range."
        )

    def manifest(self, reference: str, *, missing: bool = False) -> Manifest | None:
        """The manifest of a tag or digest.

        :param missing: there may be none, and the result is None then.
        :raises RepositoryError: there is none, or it is not the one of the digest.
        """
        address = self._url(f"manifests/{reference}")
        said = self._ask("GET", address, ("pull",), headers={"Accept": _ACCEPT}, limit=MANIFEST_LIMIT)
        if missing and said.status == 404:
            return None
        if said.status != 200:
            raise self._refused(said)
        digest = f"sha256:{hashlib.sha256(said.body).hexdigest()}"
        for expected in (reference if ":" in reference else "", said.headers.get("Docker-Content-Digest") or ""):
            if expected.startswith("sha256:") and expected != digest:
                raise _wrong_digest("manifest", expected, address)
        return Manifest(said.body, digest, self._parse(said.body, address))

    def blob(self, descriptor: Mapping[str, Any], limit: int) -> bytes:
        """What a descriptor of a manifest names.

        :param limit: bytes; what is larger is not asked for.
        :raises RepositoryError: it is not there, too large, or not what the digest says.
        """
        digest, size = check_descriptor(descriptor, str(self.reference))
        if size > limit:
            raise RepositoryError(f"is larger than the limit of {limit} bytes", f"{self.reference}, {digest}")
        address = self._url(f"blobs/{digest}")
        said = self._ask("GET", address, ("pull",), limit=size)
        if said.status != 200:
            raise self._refused(said)
        if len(said.body) != size or f"sha256:{hashlib.sha256(said.body).hexdigest()}" != digest:
            raise _wrong_digest("content", digest, address)
        return said.body

    def push_blob(self, content: bytes) -> bool:
        """Have a blob in the repository; False when it was there already."""
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if self._ask("HEAD", self._url(f"blobs/{digest}"), ("pull", "push")).status == 200:
            return False
        said = self._ask("POST", self._url("blobs/uploads/"), ("pull", "push"), body=b"")
        if said.status != 202 or not said.headers.get("Location"):
            raise self._refused(said)
        parts = urlsplit(urljoin(said.url, said.headers["Location"]))
        if parts.netloc == urlsplit(self._root).netloc:
            # A registry behind a proxy that ends TLS may not know by which scheme it is asked.
            parts = parts._replace(scheme=urlsplit(self._root).scheme)
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("digest", digest)])
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
        headers = {"Content-Type": "application/octet-stream"}
        said = self._ask("PUT", address, ("pull", "push"), headers=headers, body=content)
        if said.status != 201:
            raise self._refused(said)
        return True

    def push_manifest(self, reference: str, content: bytes) -> str:
        """Put a manifest under a tag; the result is its digest."""
        address = self._url(f"manifests/{reference}")
        said = self._ask("PUT", address, ("pull", "push"), headers={"Content-Type": MANIFEST}, body=content)
        if said.status != 201:
            raise self._refused(said)
        return f"sha256:{hashlib.sha256(content).hexdigest()}"

    def _url(self, path: str) -> str:
        return f"{self._root}/v2/{self.reference.repository}/{quote(path, safe='/:')}"

    def _ask(
        self,
        method: str,
        address: str,
        actions: tuple[str, ...],
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1 << 20,
    ) -> Answer:
        """Send a request; redirects of reading are followed, a challenge of the registry is answered once."""
        scopes = [f"repository:{self.reference.repository}:{','.join(actions)}"] if actions else []
        scope = " ".join(scopes)
        answered = False
        hops = 0
        target = address
        while True:
            sent = dict(headers or {})
            ours = urls.origin(target) == self._origin
            if ours and scope in self._authorization:
                sent["Authorization"] = self._authorization[scope]
            said = self._send(method, target, sent, body, limit)
            if said.status == 401 and ours and not answered:
                answered = True
                authorization = self._answer(said, scopes)
                if authorization:
                    self._authorization[scope] = authorization
                    continue
            if method in ("GET", "HEAD") and said.status in REDIRECTS and said.headers.get("Location"):
                hops += 1
                target = urljoin(target, said.headers["Location"])
                if hops > _MOST_REDIRECTS:
                    raise RepositoryError(
                        f"redirects more than {_MOST_REDIRECTS} times", urls.redacted(address), _BROKEN
                    )
                if urlsplit(target).scheme == "http" and self._origin[0] == "https":
                    raise RepositoryError("the registry redirects from TLS to HTTP", urls.redacted(target), _BROKEN)
                continue
            return said

    def _send(self, method: str, address: str, headers: dict[str, str], body: bytes | None, limit: int) -> Answer:
        for pause in _PAUSES:
            said = self._wire.ask(method, address, headers=headers, body=body, limit=limit)
            if said.status not in _BUSY:
                return said
            time.sleep(pause)
        return self._wire.ask(method, address, headers=headers, body=body, limit=limit)

    def _answer(self, said: Answer, scopes: list[str]) -> str:
        challenges = oci_auth.parse_challenges(said.headers.get_all("WWW-Authenticate") or [])
        return oci_auth.answer(challenges, self._find_credential(), self._root, scopes, self._wire)

    def _parse(self, content: bytes, address: str) -> dict[str, Any]:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise RepositoryError("the answer is not the one of an OCI registry", urls.redacted(address), _BROKEN)
        return document

    def _refused(self, said: Answer) -> RepositoryError:
        error = refused(said.status, said.reason, said.url)
        reason = _reason(said.body)
        if reason:
            error.what = f"{error.what}: {reason}"
        if said.status in (401, 403):
            error.remedy = _LOGIN
        elif said.status == 404:
            error.where = str(self.reference)
            error.remedy = (
                "Check the reference, and that you may read it: registries do not tell the one from the other."
            )
        return error


def check_descriptor(descriptor: Mapping[str, Any], where: str) -> tuple[str, int]:
    """Digest and size of what a descriptor names.

    :raises RepositoryError: it is no descriptor, or names what lies elsewhere.
    """
    digest, size = descriptor.get("digest"), descriptor.get("size")
    good = isinstance(digest, str) and len(digest) == 71 and digest.startswith("sha256:")
    if not good or not all(char in "0123456789abcdef" for char in str(digest)[7:]):
        raise RepositoryError("the manifest names something by no SHA-256 digest", where, _BROKEN)
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RepositoryError("the manifest names something without its size", where, _BROKEN)
    return str(digest), size


def _next_page(said: Answer, address: str) -> str:
    """The address of the next page of a list (RFC 8288), or nothing."""
    link = said.headers.get("Link") or ""
    target, _end, parameters = link[1:8192].partition(">")
    if not link.startswith("<") or 'rel="next"' not in parameters.replace("rel=next", 'rel="next"'):
        return ""
    return str(urljoin(address, target))


def _reason(body: bytes) -> str:
    """The registry's own words for a failure, as far as they can be shown."""
    try:
        errors = json.loads(body[:65536])["errors"]
        words = [str(entry.get("message") or entry.get("code")) for entry in errors[:3]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return "".join(char if char.isprintable() else " " for char in "; ".join(words))[:300]


def _wrong_digest(what: str, digest: str, address: str) -> RepositoryError:
    return RepositoryError(
        f"the registry sent another {what} than the one that was asked for: its SHA-256 is not {digest}",
        urls.redacted(address),
        "Try again; if it stays, ask who runs the registry.",
    )
