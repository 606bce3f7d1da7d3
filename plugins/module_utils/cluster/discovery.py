# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""API discovery: the groups, versions and kinds that a server serves, and the paths of their objects.

Aggregated discovery takes two requests. Kubernetes before 1.26 does not have it, and takes one request per version.

What a session has discovered serves later tasks with the same endpoint: a kind that was served a moment ago is taken
for granted, but nothing counts as absent before the server was asked again, which is cheap while nothing has changed
(``If-None-Match``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ..errors import ApiError, UnknownKindError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_AGGREGATED = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)
#: the documents of discovery: the core group, which changes with the version of the server only, and all others
_CORE, _GROUPS = "/api", "/apis"
#: seconds for which what was discovered is taken for granted
FRESH = 10.0


class Client(Protocol):
    """The methods of :class:`~.api.Api` that discovery needs."""

    def request(self, method: str, path: str, *, accept: str | None = None) -> Any:
        """Send a request and return the parsed JSON of the response."""

    def if_changed(self, path: str, accept: str, tag: str) -> tuple[Any, str]:
        """Return the parsed JSON of a GET request and its ``ETag``; ``None`` instead if it still has the given one."""

    def each(self, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        """Call ``work`` for each item and return the results in the order of the items."""


@dataclass(frozen=True)
class Resource:
    """A kind in one API version."""

    api_version: str
    kind: str
    #: the plural name in paths, such as ``deployments``
    name: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()
    #: subresource → kind, such as ``scale`` → ``Scale``
    subresources: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The API group, ``""`` for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def base(self) -> str:
        """The path of the API version, such as ``/apis/apps/v1``."""
        return ("/apis/" if "/" in self.api_version else "/api/") + self.api_version


class Part(NamedTuple):
    """What one document of discovery says.

    :param tag: its ``ETag``, ``""`` if it has none.
    """

    tag: str
    resources: list[Resource]
    groups: dict[str, list[str]]
    incomplete: list[str]


@dataclass
class Memory:
    """What is known about the resources of a server, for the next task with the same endpoint.

    :ivar parts: path of a document → what it says.
    :ivar version: the response of ``/version``, as old as the documents.
    """

    parts: dict[str, Part] = field(default_factory=dict)
    version: dict[str, Any] | None = None
    #: times of :func:`time.monotonic`: when the server was asked for all of it, and until when it counts as outdated
    confirmed: float = float("-inf")
    outdated: float = float("-inf")

    @property
    def is_fresh(self) -> bool:
        """Whether it was confirmed a moment ago, and nothing has changed it since."""
        now = time.monotonic()
        return now - self.confirmed < FRESH and now >= self.outdated

    def outdate(self) -> None:
        """Ask again for everything: a kind was defined or removed, which shows after a while."""
        self.outdated = time.monotonic() + FRESH


class Discovery:
    """The resources that a server serves.

    :param resources: what is known of them.
    :param groups: group name → its versions, the preferred one first.
    :param incomplete: API versions whose aggregated API server is unavailable.
    :param memory: where all this comes from.
    :param recalled: whether it was discovered by an earlier task: it is confirmed before anything counts as absent.
    """

    def __init__(
        self,
        resources: list[Resource],
        groups: dict[str, list[str]],
        incomplete: list[str],
        api: Client,
        memory: Memory | None = None,
        *,
        recalled: bool = False,
    ) -> None:
        self._api = api
        self._memory = memory or Memory()
        self._unconfirmed = recalled
        self._set(resources, groups, incomplete)

    def _set(self, resources: list[Resource], groups: dict[str, list[str]], incomplete: list[str]) -> None:
        self._resources, self._groups, self._incomplete = resources, groups, incomplete
        self._by_kind = {(resource.api_version, resource.kind): resource for resource in reversed(resources)}

    def _confirm(self) -> None:
        if self._unconfirmed:
            if _update(self._api, self._memory, (_GROUPS,)):
                self._set(*_joined(self._memory))
            self._unconfirmed = False

    @property
    def resources(self) -> list[Resource]:
        """All resources."""
        self._confirm()
        return self._resources

    @property
    def groups(self) -> dict[str, list[str]]:
        """Group name → its versions, the preferred one first."""
        self._confirm()
        return self._groups

    @property
    def incomplete(self) -> list[str]:
        """API versions whose aggregated API server is unavailable."""
        self._confirm()
        return self._incomplete

    def find(self, api_version: str, kind: str) -> Resource | None:
        """Return the resource of a kind, ``None`` if the server does not serve it."""
        found = self._by_kind.get((api_version, kind))
        if found is None and self._unconfirmed:
            self._confirm()
            found = self._by_kind.get((api_version, kind))
        return found

    def resource_for(self, api_version: str, kind: str) -> Resource:
        """Return the resource of a kind.

        :raises UnknownKindError: the server does not serve it; kubectl's message, and the versions that are served.
        """
        resource = self.find(api_version, kind)
        if resource is None:
            raise UnknownKindError(self.unserved(api_version, kind), remedy=self._instead(api_version, kind))
        return resource

    def unserved(self, api_version: str, kind: str) -> str:
        """Return the error message for a kind that is not served."""
        if api_version in self.incomplete:
            return f"the API service for {api_version} is unavailable, cannot look up kind {kind!r}"
        return f"no matches for kind {kind!r} in version {api_version!r}"

    def versions_of(self, group: str, kind: str) -> list[str]:
        """Return the API versions of a group that serve a kind, the preferred one first."""
        versions = [f"{group}/{version}" if group else version for version in self.groups.get(group, [])]
        return [api_version for api_version in versions if (api_version, kind) in self._by_kind]

    @property
    def version(self) -> dict[str, Any]:
        """The response of ``/version``: ``gitVersion``, ``major``, ``minor`` and more."""
        version = self._memory.version
        if version is None:
            version = self._memory.version = self._api.request("GET", "/version")
        return version

    def api_versions(self) -> list[str]:
        """Return ``.Capabilities.APIVersions``: ``group/version`` and ``group/version/Kind``, sorted.

        As in Helm, the kinds of subresources are included.
        """
        found: set[str] = set()
        for group, versions in self.groups.items():
            found.update(f"{group}/{version}" if group else version for version in versions)
        for resource in self.resources:
            found.add(f"{resource.api_version}/{resource.kind}")
            found.update(f"{resource.api_version}/{kind}" for kind in resource.subresources.values() if kind)
        return sorted(found)

    def _instead(self, api_version: str, kind: str) -> str | None:
        group = api_version.rpartition("/")[0]
        served = self.versions_of(group, kind)
        if not served:
            served = sorted({resource.api_version for resource in self.resources if resource.kind == kind})
        return f"The cluster serves this kind in {', '.join(served)}." if served else None


def discover(api: Client, memory: Memory | None = None) -> Discovery:
    """Return the resources that a server serves.

    :param memory: what is known of the server; it is used while it is fresh, and brought up to date otherwise.
    :raises ApiError: the server refuses.
    """
    memory = memory if memory is not None else Memory()
    recalled = memory.is_fresh
    if not recalled:
        memory.version = None
        _update(api, memory, (_CORE, _GROUPS))
        memory.confirmed = time.monotonic()
    return Discovery(*_joined(memory), api, memory, recalled=recalled)


def _update(api: Client, memory: Memory, paths: tuple[str, ...]) -> bool:
    """Ask for documents that may have changed; return whether any has."""

    def ask(path: str) -> tuple[Any, str]:
        known = memory.parts.get(path)
        return api.if_changed(path, _AGGREGATED + ",application/json", known.tag if known else "")

    responses = api.each(ask, paths)
    changed = [(path, *response) for path, response in zip(paths, responses) if response[0] is not None]
    for path, document, tag in changed:
        memory.parts[path] = _part(api, path, document, tag)
    return bool(changed)


def _joined(memory: Memory) -> tuple[list[Resource], dict[str, list[str]], list[str]]:
    core, groups = memory.parts[_CORE], memory.parts[_GROUPS]
    return (
        core.resources + groups.resources,
        {**core.groups, **groups.groups},
        core.incomplete + groups.incomplete,
    )


def _part(api: Client, path: str, document: dict[str, Any], tag: str) -> Part:
    resources: list[Resource] = []
    groups: dict[str, list[str]] = {}
    incomplete: list[str] = []
    if document.get("kind") == "APIGroupDiscoveryList":
        _add_aggregated(document, resources, groups, incomplete)
        return Part(tag, resources, groups, incomplete)
    if path == _CORE:
        groups[""] = [str(version) for version in document.get("versions") or ["v1"]]
        _add_by_version(api, groups[""], resources, incomplete)
    else:
        listed: list[str] = []
        for group in document.get("groups") or []:
            versions = [str(version["version"]) for version in group.get("versions") or []]
            preferred = (group.get("preferredVersion") or {}).get("version")
            groups[group["name"]] = sorted(versions, key=lambda version: version != preferred)
            listed += [f"{group['name']}/{version}" for version in groups[group["name"]]]
        _add_by_version(api, listed, resources, incomplete)
    # The tag says nothing about the documents of the versions.
    return Part("", resources, groups, incomplete)


def _add_aggregated(
    document: dict[str, Any], resources: list[Resource], groups: dict[str, list[str]], incomplete: list[str]
) -> None:
    for group in document.get("items") or []:
        name = (group.get("metadata") or {}).get("name") or ""
        groups[name] = []
        for version in group.get("versions") or []:
            groups[name].append(version["version"])
            api_version = f"{name}/{version['version']}" if name else version["version"]
            if version.get("freshness") == "Stale" and not version.get("resources"):
                incomplete.append(api_version)
            for served in version.get("resources") or []:
                subresources = {
                    str(sub["subresource"]): str((sub.get("responseKind") or {}).get("kind") or "")
                    for sub in served.get("subresources") or []
                }
                kind = (served.get("responseKind") or {}).get("kind")
                if kind:
                    resources.append(
                        Resource(
                            api_version,
                            str(kind),
                            str(served["resource"]),
                            served.get("scope") == "Namespaced",
                            frozenset(served.get("verbs") or ()),
                            subresources,
                        )
                    )


def _add_by_version(api: Client, api_versions: list[str], resources: list[Resource], incomplete: list[str]) -> None:
    def fetch(api_version: str) -> dict[str, Any] | None:
        try:
            prefix = "/apis/" if "/" in api_version else "/api/"
            document: dict[str, Any] = api.request("GET", prefix + api_version)
        except ApiError as error:
            if error.status in (404, 503, 500, 502, 504):
                return None
            raise
        return document

    for api_version, document in zip(api_versions, api.each(fetch, api_versions)):
        if document is None:
            incomplete.append(api_version)
            continue
        listed = document.get("resources") or []
        subresources: dict[str, dict[str, str]] = {}
        for entry in listed:
            name, slash, sub = str(entry["name"]).partition("/")
            if slash:
                subresources.setdefault(name, {})[sub] = str(entry.get("kind") or "")
        for entry in listed:
            if "/" not in entry["name"]:
                resources.append(
                    Resource(
                        api_version,
                        str(entry["kind"]),
                        str(entry["name"]),
                        bool(entry.get("namespaced")),
                        frozenset(entry.get("verbs") or ()),
                        subresources.get(entry["name"], {}),
                    )
                )
