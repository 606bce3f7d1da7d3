# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for OCI registries, as far as charts need one: the distribution specification's tags, manifests and blobs.

All content is limited in size, and verified if it was requested by digest. Credentials are only sent to the registry
and to its token server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from ..errors import RepositoryError
from . import oci_auth, urls
from .http_options import HttpOptions
from .http_transport import REDIRECTS, HttpClient, Response, status_error
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

#: The size of a manifest that registries have to support; larger ones are refused.
MANIFEST_LIMIT = 4 * 1024 * 1024
_PAGE_LIMIT = 16 * 1024 * 1024
_MAX_TAGS = 100_000
_MAX_PAGES = 1000
_MAX_REDIRECTS = 10

_LOGIN_REMEDY = "Log in with coxswain.helm.registry_auth, or set a user name and password with sufficient permissions."
_REGISTRY_REMEDY = "Contact the administrator of the registry."


class Manifest(NamedTuple):
    """A manifest as stored in a registry.

    :param digest: ``sha256:`` and the digest of :attr:`content`.
    """

    content: bytes
    digest: str
    document: dict[str, Any]


class Registry:
    """A client for one repository of a registry.

    :param credential: called for the credentials once the registry requires them.
    """

    def __init__(
        self, reference: Reference, http_options: HttpOptions, credential: Callable[[], Credential] = Credential
    ) -> None:
        scheme = "http" if http_options.plain_http else "https"
        self.reference = reference
        self._root = f"{scheme}://{reference.server}"
        self._origin = urls.origin(self._root)
        self._client = HttpClient(http_options)
        self._find_credential = credential
        self._authorization: dict[str, str] = {}

    def ping(self) -> None:
        """Check that the server is a registry that accepts the credentials.

        :raises RepositoryError: it is not, or does not accept them.
        """
        response = self._request("GET", f"{self._root}/v2/", ())
        if response.status != 200:
            raise self._status_error(response)

    def tags(self) -> list[str]:
        """Return the tags of the repository, in the order of the registry."""
        found: list[str] = []
        address = self._url("tags/list")
        for _page in range(_MAX_PAGES):
            response = self._request("GET", address, ("pull",), limit=_PAGE_LIMIT)
            if response.status != 200:
                raise self._status_error(response)
            document = self._parse(response.body, address)
            tags = document.get("tags") or []
            if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
                raise RepositoryError("the list of tags is invalid", urls.redacted(address), _REGISTRY_REMEDY)
            found += tags
            next_address = _next_page(response, address)
            if not next_address:
                return found
            if urls.origin(next_address) != self._origin:
                raise RepositoryError(
                    "the next page of the list of tags is on another host",
                    urls.redacted(next_address),
                    _REGISTRY_REMEDY,
                )
            address = next_address
            if len(found) > _MAX_TAGS:
                break
        raise RepositoryError(
            f"the repository has more than {_MAX_TAGS} tags",
            str(self.reference),
            "Set an exact version instead of a range.",
        )

    def manifest(self, reference: str) -> Manifest:
        """Return the manifest of a tag or digest.

        :raises RepositoryError: there is none, or it does not match the digest.
        """
        address = self._url(f"manifests/{reference}")
        return self._manifest(reference, address, self._get_manifest(address))

    def find_manifest(self, reference: str) -> Manifest | None:
        """Return the manifest of a tag or digest, or None if there is none.

        :raises RepositoryError: the request fails, or the manifest does not match the digest.
        """
        address = self._url(f"manifests/{reference}")
        response = self._get_manifest(address)
        return None if response.status == 404 else self._manifest(reference, address, response)

    def _get_manifest(self, address: str) -> Response:
        return self._request("GET", address, ("pull",), headers={"Accept": _ACCEPT}, limit=MANIFEST_LIMIT)

    def _manifest(self, reference: str, address: str, response: Response) -> Manifest:
        if response.status != 200:
            raise self._status_error(response)
        digest = f"sha256:{hashlib.sha256(response.body).hexdigest()}"
        for expected in (reference if ":" in reference else "", response.headers.get("Docker-Content-Digest") or ""):
            if expected.startswith("sha256:") and expected != digest:
                raise _digest_error("manifest", expected, address)
        return Manifest(response.body, digest, self._parse(response.body, address))

    def blob(self, descriptor: Mapping[str, Any], limit: int) -> bytes:
        """Download the blob of a descriptor.

        :param limit: the maximum size in bytes; larger blobs are not requested.
        :raises RepositoryError: it does not exist, is too large, or does not match the digest.
        """
        digest, size = check_descriptor(descriptor, str(self.reference))
        if size > limit:
            raise RepositoryError(f"is larger than the limit of {limit} bytes", f"{self.reference}, {digest}")
        address = self._url(f"blobs/{digest}")
        response = self._request("GET", address, ("pull",), limit=size)
        if response.status != 200:
            raise self._status_error(response)
        if len(response.body) != size or f"sha256:{hashlib.sha256(response.body).hexdigest()}" != digest:
            raise _digest_error("content", digest, address)
        return response.body

    def push_blob(self, content: bytes) -> bool:
        """Upload a blob. Return False if it already exists."""
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        if self._request("HEAD", self._url(f"blobs/{digest}"), ("pull", "push")).status == 200:
            return False
        response = self._request("POST", self._url("blobs/uploads/"), ("pull", "push"), body=b"")
        if response.status != 202 or not response.headers.get("Location"):
            raise self._status_error(response)
        parts = urlsplit(urljoin(response.url, response.headers["Location"]))
        if parts.netloc == urlsplit(self._root).netloc:
            # A registry behind a proxy that terminates TLS may not know the scheme of its own address.
            parts = parts._replace(scheme=urlsplit(self._root).scheme)
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("digest", digest)])
        address = urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
        headers = {"Content-Type": "application/octet-stream"}
        response = self._request("PUT", address, ("pull", "push"), headers=headers, body=content)
        if response.status != 201:
            raise self._status_error(response)
        return True

    def push_manifest(self, reference: str, content: bytes) -> str:
        """Upload a manifest under a tag and return its digest."""
        address = self._url(f"manifests/{reference}")
        response = self._request("PUT", address, ("pull", "push"), headers={"Content-Type": MANIFEST}, body=content)
        if response.status != 201:
            raise self._status_error(response)
        return f"sha256:{hashlib.sha256(content).hexdigest()}"

    def _url(self, path: str) -> str:
        return f"{self._root}/v2/{self.reference.repository}/{quote(path, safe='/:')}"

    def _request(
        self,
        method: str,
        address: str,
        actions: tuple[str, ...],
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limit: int = 1 << 20,
    ) -> Response:
        """Send a request, follow the redirects of GET and HEAD, and answer a challenge of the registry once."""
        scopes = [f"repository:{self.reference.repository}:{','.join(actions)}"] if actions else []
        scope = " ".join(scopes)
        answered = False
        hops = 0
        target = address
        while True:
            sent = dict(headers or {})
            is_registry = urls.origin(target) == self._origin
            if is_registry and scope in self._authorization:
                sent["Authorization"] = self._authorization[scope]
            response = self._client.request(method, target, headers=sent, body=body, limit=limit)
            if response.status == 401 and is_registry and not answered:
                answered = True
                authorization = self._authorize(response, scopes)
                if authorization:
                    self._authorization[scope] = authorization
                    continue
            if method in ("GET", "HEAD") and response.status in REDIRECTS and response.headers.get("Location"):
                hops += 1
                target = urljoin(target, response.headers["Location"])
                if hops > _MAX_REDIRECTS:
                    raise RepositoryError(
                        f"redirects more than {_MAX_REDIRECTS} times", urls.redacted(address), _REGISTRY_REMEDY
                    )
                if urlsplit(target).scheme == "http" and self._origin[0] == "https":
                    raise RepositoryError(
                        "the registry redirects from TLS to HTTP", urls.redacted(target), _REGISTRY_REMEDY
                    )
                continue
            return response

    def _authorize(self, response: Response, scopes: list[str]) -> str:
        challenges = oci_auth.parse_challenges(response.headers.get_all("WWW-Authenticate") or [])
        return oci_auth.authorize(challenges, self._find_credential(), self._root, scopes, self._client)

    def _parse(self, content: bytes, address: str) -> dict[str, Any]:
        try:
            document = json.loads(content)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise RepositoryError(
                "the response is not that of an OCI registry", urls.redacted(address), _REGISTRY_REMEDY
            )
        return document

    def _status_error(self, response: Response) -> RepositoryError:
        error = status_error(response.status, response.reason, response.url)
        reason = _reason(response.body)
        if reason:
            error.what = f"{error.what}: {reason}"
        if response.status in (401, 403):
            error.remedy = _LOGIN_REMEDY
        elif response.status == 404:
            error.where = str(self.reference)
            error.remedy = "Check the reference, and that you may read it: a registry may hide what you may not read."
        return error


def check_descriptor(descriptor: Mapping[str, Any], where: str) -> tuple[str, int]:
    """Return the digest and size of a descriptor.

    :param where: the manifest, for errors.
    :raises RepositoryError: one of them is missing or invalid.
    """
    digest, size = descriptor.get("digest"), descriptor.get("size")
    valid = isinstance(digest, str) and len(digest) == 71 and digest.startswith("sha256:")
    if not valid or not all(char in "0123456789abcdef" for char in str(digest)[7:]):
        raise RepositoryError("the manifest contains a descriptor without a SHA-256 digest", where, _REGISTRY_REMEDY)
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise RepositoryError("the manifest contains a descriptor without a size", where, _REGISTRY_REMEDY)
    return str(digest), size


def _next_page(response: Response, address: str) -> str:
    """Return the address of the next page of a list (RFC 8288); empty on the last one."""
    link = response.headers.get("Link") or ""
    target, _end, parameters = link[1:8192].partition(">")
    if not link.startswith("<") or 'rel="next"' not in parameters.replace("rel=next", 'rel="next"'):
        return ""
    return str(urljoin(address, target))


def _reason(body: bytes) -> str:
    """Return the error messages of the registry, without control characters."""
    try:
        errors = json.loads(body[:65536])["errors"]
        messages = [str(entry.get("message") or entry.get("code")) for entry in errors[:3]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return ""
    return "".join(char if char.isprintable() else " " for char in "; ".join(messages))[:300]


def _digest_error(what: str, digest: str, address: str) -> RepositoryError:
    return RepositoryError(
        f"the registry sent a different {what} than requested: its SHA-256 is not {digest}",
        urls.redacted(address),
        "Try again; if the error persists, contact the administrator of the registry.",
    )
