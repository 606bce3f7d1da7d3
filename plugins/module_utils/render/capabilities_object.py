# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.Capabilities`` as the templates of each Helm see it; what they ask of the cluster is recorded."""

from __future__ import annotations

from typing import Any

from ..dialect import Dialect
from ..gotemplate.functions import method
from ..gotemplate.kinds import GoStruct, StringList, TypedMap
from .capabilities import DEFAULT_KUBE_VERSION, Capabilities, ClusterQueries, KubeVersion


class _VersionsUse:
    """Counts uses of ``.APIVersions`` and calls of its ``Has``: a use without a call may depend on the whole list."""

    def __init__(self, queries: ClusterQueries) -> None:
        self.queries = queries
        self.uses = 0
        self.calls = 0

    def has(self, version: str, result: bool) -> bool:
        """Record the result of a call of ``Has`` and return it."""
        self.calls += 1
        self.queries.api_versions[version] = result
        return result

    def finish(self) -> None:
        if self.uses != self.calls:
            self.queries.all_api_versions = True


class VersionSet(StringList):
    """The API versions in Helm 3: a list."""

    go_type = "chartutil.VersionSet"
    use: _VersionsUse
    known: frozenset[str]

    @method("Has", "string", result="bool")
    def has(self, version: str) -> bool:
        return self.use.has(version, version in self.known)


class VersionSet4(VersionSet):
    """The API versions in Helm 4."""

    go_type = "common.VersionSet"


class VersionMap(TypedMap):
    """The API versions in Helm 2: a set."""

    go_type = "chartutil.VersionSet"
    use: _VersionsUse

    @method("Has", "string", result="bool")
    def has(self, version: str) -> bool:
        return self.use.has(version, version in self)


class _KubeVersion(GoStruct):
    go_type = "chartutil.KubeVersion"
    go_fields = {"Version": "string", "Major": "string", "Minor": "string"}
    #: The methods have pointer receivers, so that Go prints the value with ``String`` only if it is addressable.
    go_pointer_methods = True

    def __init__(self, version: KubeVersion) -> None:
        self.Version = version.version
        self.Major = version.major
        self.Minor = version.minor
        self.normalized = version.normalized

    @method("String", result="string")
    def go_string(self) -> str:
        return self.Version

    @method("GitVersion", result="string")
    def git_version(self) -> str:
        return self.Version


class _KubeVersion4(_KubeVersion):
    go_type = "common.KubeVersion"
    go_fields = {"Version": "string", "normalizedVersion": "string", "Major": "string", "Minor": "string"}
    json_fields = {"Version": "Version", "Major": "Major", "Minor": "Minor"}

    def __init__(self, version: KubeVersion) -> None:
        super().__init__(version)
        self.normalizedVersion = version.normalized

    @method("String", result="string")
    def go_string(self) -> str:
        return self.normalized


class _VersionInfo(GoStruct):
    """The version of Kubernetes in Helm 2."""

    go_type = "*version.Info"
    go_fields = dict.fromkeys(
        (
            "Major",
            "Minor",
            "GitVersion",
            "GitCommit",
            "GitTreeState",
            "BuildDate",
            "GoVersion",
            "Compiler",
            "Platform",
        ),
        "string",
    )
    json_fields = {
        "Major": "major",
        "Minor": "minor",
        "GitVersion": "gitVersion",
        "GitCommit": "gitCommit",
        "GitTreeState": "gitTreeState",
        "BuildDate": "buildDate",
        "GoVersion": "goVersion",
        "Compiler": "compiler",
        "Platform": "platform",
    }

    def __init__(self, version: KubeVersion, dialect: Dialect) -> None:
        self.Major = version.major
        self.Minor = version.minor
        self.GitVersion = version.version
        self.GitCommit = self.GitTreeState = self.BuildDate = ""
        self.GoVersion = dialect.go_version
        self.Compiler = "gc"
        self.Platform = "linux/amd64"

    @method("String", result="string")
    def go_string(self) -> str:
        return self.GitVersion


class _BuildInfo(GoStruct):
    go_type = "version.BuildInfo"
    go_fields = {"Version": "string", "GitCommit": "string", "GitTreeState": "string", "GoVersion": "string"}
    json_fields = {
        "Version": "version,omitempty",
        "GitCommit": "git_commit,omitempty",
        "GitTreeState": "git_tree_state,omitempty",
        "GoVersion": "go_version,omitempty",
    }

    def __init__(self, dialect: Dialect) -> None:
        self.Version = dialect.helm_version
        self.GitCommit = ""
        self.GitTreeState = "clean"
        self.GoVersion = dialect.go_version


class _BuildInfo4(_BuildInfo):
    go_fields = {**_BuildInfo.go_fields, "KubeClientVersion": "string"}
    json_fields = {**_BuildInfo.json_fields, "KubeClientVersion": "kube_client_version"}

    def __init__(self, dialect: Dialect) -> None:
        super().__init__(dialect)
        self.KubeClientVersion = DEFAULT_KUBE_VERSION[4].rsplit(".", 1)[0]


class _TillerVersion(GoStruct):
    go_type = "*version.Version"
    go_fields = {"SemVer": "string", "GitCommit": "string", "GitTreeState": "string"}
    json_fields = {
        "SemVer": "sem_ver,omitempty",
        "GitCommit": "git_commit,omitempty",
        "GitTreeState": "git_tree_state,omitempty",
    }

    def __init__(self, dialect: Dialect) -> None:
        self.SemVer = dialect.helm_version
        self.GitCommit = ""
        self.GitTreeState = "clean"

    @method("GetSemVer", result="string")
    def get_sem_ver(self) -> str:
        return self.SemVer

    @method("GetGitCommit", result="string")
    def get_git_commit(self) -> str:
        return self.GitCommit

    @method("GetGitTreeState", result="string")
    def get_git_tree_state(self) -> str:
        return self.GitTreeState

    @method("String", result="string")
    def go_string(self) -> str:
        fields = (("sem_ver", self.SemVer), ("git_commit", self.GitCommit), ("git_tree_state", self.GitTreeState))
        return "".join(f'{name}:"{value}" ' for name, value in fields if value)


class CapabilitiesObject(GoStruct):
    """``.Capabilities`` in Helm 3; each use is recorded in :class:`ClusterQueries`."""

    go_type = "*chartutil.Capabilities"
    go_fields = {
        "KubeVersion": "chartutil.KubeVersion",
        "APIVersions": "chartutil.VersionSet",
        "HelmVersion": "version.BuildInfo",
    }
    _version_set = VersionSet
    _kube_version: type = _KubeVersion
    _build_info: type = _BuildInfo

    def __init__(self, capabilities: Capabilities, dialect: Dialect, queries: ClusterQueries) -> None:
        self._use = _VersionsUse(queries)
        self._queries = queries
        self._kube = self._kube_version(capabilities.kube_version)
        self._versions = self._version_set(capabilities.api_versions)
        self._versions.use = self._use
        self._versions.known = frozenset(capabilities.api_versions)
        self.HelmVersion = self._build_info(dialect)

    @property
    def KubeVersion(self) -> Any:
        self._queries.kube_version = self._kube.Version
        return self._kube

    @property
    def APIVersions(self) -> Any:
        self._use.uses += 1
        return self._versions

    @method("Copy", result="*chartutil.Capabilities")
    def go_copy(self) -> Any:
        return self

    def finish(self) -> None:
        """Complete the record of queries; call it after rendering."""
        self._use.finish()


class CapabilitiesObject4(CapabilitiesObject):
    """``.Capabilities`` in Helm 4."""

    go_type = "*common.Capabilities"
    go_fields = {
        "KubeVersion": "common.KubeVersion",
        "APIVersions": "common.VersionSet",
        "HelmVersion": "version.BuildInfo",
    }
    _version_set = VersionSet4
    _kube_version = _KubeVersion4
    _build_info = _BuildInfo4


class CapabilitiesObject2(GoStruct):
    """``.Capabilities`` in Helm 2."""

    go_type = "*chartutil.Capabilities"
    go_fields = {
        "APIVersions": "chartutil.VersionSet",
        "KubeVersion": "*version.Info",
        "TillerVersion": "*version.Version",
    }

    def __init__(self, capabilities: Capabilities, dialect: Dialect, queries: ClusterQueries) -> None:
        self._use = _VersionsUse(queries)
        self._queries = queries
        self._kube = _VersionInfo(capabilities.kube_version, dialect)
        self._versions = VersionMap({version: {} for version in capabilities.api_versions})
        self._versions.use = self._use
        self.TillerVersion = _TillerVersion(dialect)

    @property
    def KubeVersion(self) -> Any:
        self._queries.kube_version = self._kube.GitVersion
        return self._kube

    @property
    def APIVersions(self) -> Any:
        self._use.uses += 1
        return self._versions

    def finish(self) -> None:
        """Complete the record of queries; call it after rendering."""
        self._use.finish()


_OBJECTS: dict[int, type] = {2: CapabilitiesObject2, 3: CapabilitiesObject, 4: CapabilitiesObject4}


def capabilities_object(capabilities: Capabilities, dialect: Dialect, queries: ClusterQueries) -> Any:
    """Return the value of ``.Capabilities`` in a dialect."""
    return _OBJECTS[dialect.major](capabilities, dialect, queries)
