# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an API server serves: groups, versions, kinds, and where their objects live.

Aggregated discovery answers it in two requests; servers before Kubernetes 1.26 are asked group by group.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import ApiError, UnknownKindError

if TYPE_CHECKING:
    from .api import Api

_AGGREGATED = ",".join(
    f"application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList" for version in ("v2", "v2beta1")
)


@dataclass(frozen=True)
class Resource:
    """One kind as it is served in one API version."""

    api_version: str
    kind: str
    #: the plural name that stands in paths, such as ``deployments``
    name: str
    namespaced: bool
    verbs: frozenset[str] = frozenset()
    #: name → kind of its subresources, such as ``scale`` → ``Scale``
    subresources: dict[str, str] = field(default_factory=dict)

    @property
    def group(self) -> str:
        """The API group, ``""`` for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def base(self) -> str:
        """The path of the API version, such as ``/apis/apps/v1``."""
        return ("/apis/" if "/" in self.api_version else "/api/") + self.api_version


class Discovery:
    """Everything that a server serves.

    :param groups: group name → its versions, the preferred one first.
    :param incomplete: API versions that an aggregated server should answer for and does not at the moment.
    """

    def __init__(
        self, resources: list[Resource], groups: dict[str, list[str]], incomplete: list[str], api: Api
    ) -> None:
        self.resources = resources
        self.groups = groups
        self.incomplete = incomplete
        self._api = api
        self._by_kind = {(resource.api_version, resource.kind): resource for resource in reversed(resources)}

    def find(self, api_version: str, kind: str) -> Resource | None:
        """The resource of a kind, ``None`` when the server does not serve it."""
        return self._by_kind.get((api_version, kind))

    def resource_for(self, api_version: str, kind: str) -> Resource:
        """The resource of a kind.

        :raises UnknownKindError: the server does not serve it; the text is kubectl's, with what is served instead.
        """
        resource = self.find(api_version, kind)
        if resource is None:
            raise UnknownKindError(self.unserved(api_version, kind), remedy=self._instead(api_version, kind))
        return resource

    def unserved(self, api_version: str, kind: str) -> str:
        """The sentence for a kind that is not served."""
        if api_version in self.incomplete:
            return f"the server that answers for {api_version} is not available, so its kind {kind!r} is not known"
        return f"no matches for kind {kind!r} in version {api_version!r}"

    def versions_of(self, group: str, kind: str) -> list[str]:
        """The API versions of a group that serve a kind, the preferred one first."""
        versions = [f"{group}/{version}" if group else version for version in self.groups.get(group, [])]
        return [api_version for api_version in versions if (api_version, kind) in self._by_kind]

    @cached_property
    def version(self) -> dict[str, Any]:
        """The answer of ``/version``: ``gitVersion``, ``major``, ``minor`` and more."""
        answer: dict[str, Any] = self._api.request("GET", "/version")
        return answer

    def api_versions(self) -> list[str]:
        """What ``.Capabilities.APIVersions`` holds: ``group/version`` and ``group/version/Kind``, sorted.

        As for Helm, the kinds of subresources count too.
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


def discover(api: Api) -> Discovery:
    """Ask a server what it serves.

    :raises ApiError: discovery is refused.
    """
    resources: list[Resource] = []
    groups: dict[str, list[str]] = {}
    incomplete: list[str] = []
    answers = api.each(
        lambda path: api.request("GET", path, accept=_AGGREGATED + ",application/json"), ["/api", "/apis"]
    )
    for path, answer in zip(("/api", "/apis"), answers):
        if answer.get("kind") == "APIGroupDiscoveryList":
            _aggregated(answer, resources, groups, incomplete)
        elif path == "/api":
            groups[""] = [str(version) for version in answer.get("versions") or ["v1"]]
            _legacy(api, groups[""], resources, incomplete)
        else:
            listed: list[str] = []
            for group in answer.get("groups") or []:
                versions = [str(version["version"]) for version in group.get("versions") or []]
                preferred = (group.get("preferredVersion") or {}).get("version")
                groups[group["name"]] = sorted(versions, key=lambda version: version != preferred)
                listed += [f"{group['name']}/{version}" for version in groups[group["name"]]]
            _legacy(api, listed, resources, incomplete)
    return Discovery(resources, groups, incomplete, api)


def _aggregated(
    answer: dict[str, Any], resources: list[Resource], groups: dict[str, list[str]], incomplete: list[str]
) -> None:
    for group in answer.get("items") or []:
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


def _legacy(api: Api, api_versions: list[str], resources: list[Resource], incomplete: list[str]) -> None:
    def ask(api_version: str) -> dict[str, Any] | None:
        try:
            prefix = "/apis/" if "/" in api_version else "/api/"
            answer: dict[str, Any] = api.request("GET", prefix + api_version)
        except ApiError as error:
            if error.status in (404, 503, 500, 502, 504):
                return None
            raise
        return answer

    for api_version, answer in zip(api_versions, api.each(ask, api_versions)):
        if answer is None:
            incomplete.append(api_version)
            continue
        listed = answer.get("resources") or []
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
