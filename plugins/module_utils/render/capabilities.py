# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a rendering knows of the cluster and of Helm: ``.Capabilities``, and a record of what templates asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ..dialect import HELM4, Dialect
from ..errors import RenderError
from ..gotemplate.functions import method
from ..gotemplate.kinds import GoStruct, StringList, TypedMap
from . import api_versions as tables

#: The version of Kubernetes that each Helm takes for granted offline.
_DEFAULT_KUBE_VERSION = {2: "v1.14.0", 3: "v1.37.0", 4: "v1.37.0"}

_NUMBER = r"(?:0|[1-9][0-9]*)"
_GENERIC_VERSION = re.compile(rf"\s*v?({_NUMBER}(?:\.{_NUMBER})*)(.*)", re.ASCII)
_HELM2_VERSION = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


@dataclass(frozen=True)
class KubeVersion:
    """A version of Kubernetes.

    :param version: as the server tells it, with a leading ``v``, suffixes included.
    :param normalized: the numbers alone, with a leading ``v``.
    """

    version: str
    normalized: str
    major: str
    minor: str

    @classmethod
    def parse(cls, text: str, dialect: Dialect = HELM4) -> KubeVersion:
        """The version that a user gives, as the dialect understands it.

        :raises RenderError: the text is no version.
        """
        if dialect.major == 2:
            found = _HELM2_VERSION.fullmatch(text)
            if found is None:
                raise RenderError("could not parse a kubernetes version: Invalid Semantic Version")
            major, minor = str(int(found.group(1))), str(int(found.group(2) or 0))
            version = f"v{major}.{minor}.0"
            return cls(version, version, major, minor)
        found = _GENERIC_VERSION.fullmatch(text)
        if found is None:
            raise RenderError(
                f"invalid kube version '{text}': could not parse \"{text}\" as version", remedy="Give it as 1.2.3"
            )
        parts = found.group(1).split(".")
        if len(parts) < 2:
            raise RenderError(f"invalid kube version '{text}': illegal version string \"{text}\"")
        numbers = [str(int(part)) for part in parts]
        normalized = "v" + ".".join(numbers)
        version = text if text.startswith("v") else f"v{text}"
        if dialect.major == 3:
            version = normalized
        return cls(version, normalized, numbers[0], numbers[1])


@dataclass(frozen=True)
class Capabilities:
    """What templates may ask of the cluster and of Helm.

    :param api_versions: the groups and versions (``apps/v1``) that are served and, for a live cluster and for Helm 2,
        the kinds (``apps/v1/Deployment``), in the order in which templates list them.
    """

    kube_version: KubeVersion
    api_versions: tuple[str, ...]

    @classmethod
    def default(cls, dialect: Dialect = HELM4) -> Capabilities:
        """What Helm assumes as long as nobody asks a cluster."""
        version = KubeVersion.parse(_DEFAULT_KUBE_VERSION[dialect.major], dialect)
        return cls(version, tables.OFFLINE[dialect.major])

    def with_kube_version(self, text: str, dialect: Dialect = HELM4) -> Capabilities:
        """The same with another version of Kubernetes (``--kube-version``)."""
        return replace(self, kube_version=KubeVersion.parse(text, dialect))

    def with_api_versions(self, versions: Iterable[str], dialect: Dialect = HELM4) -> Capabilities:
        """The same with further API versions (``--api-versions``); for Helm 2 they replace all but ``v1``."""
        given = tuple(versions)
        if not given:
            return self
        if dialect.major == 2:
            return replace(self, api_versions=tuple(sorted({*given, "v1"})))
        return replace(self, api_versions=self.api_versions + given)


@dataclass
class Questions:
    """What templates asked, with the answers: two clusters that answer alike give the same rendering.

    :param api_versions: each API version whose presence was asked for, and whether it is there.
    :param all_api_versions: the whole list was looked at, so that any change of it matters.
    :param kube_version: the version, when it was asked for.
    :param lookups: arguments of each ``lookup``.
    """

    api_versions: dict[str, bool] = field(default_factory=dict)
    all_api_versions: bool = False
    kube_version: str | None = None
    lookups: list[tuple[str, str, str, str]] = field(default_factory=list)


# -------------------------------------------------------------------------------------------- what templates see


class _Asked:
    """Counts the looks at the list against the questions to it: a look that is no question may be at all of it."""

    def __init__(self, questions: Questions) -> None:
        self.questions = questions
        self.looks = 0
        self.answers = 0

    def settle(self) -> None:
        if self.looks != self.answers:
            self.questions.all_api_versions = True


class VersionSet(StringList):
    """The list of API versions of Helm 3 and 4."""

    go_type = "chartutil.VersionSet"
    asked: _Asked
    known: frozenset[str]

    @method("Has", "string", result="bool")
    def has(self, version: str) -> bool:
        answer = version in self.known
        self.asked.answers += 1
        self.asked.questions.api_versions[version] = answer
        return answer


class VersionSet4(VersionSet):
    """The same under its name in Helm 4."""

    go_type = "common.VersionSet"


class VersionMap(TypedMap):
    """The set of API versions of Helm 2."""

    go_type = "chartutil.VersionSet"
    asked: _Asked

    @method("Has", "string", result="bool")
    def has(self, version: str) -> bool:
        answer = version in self
        self.asked.answers += 1
        self.asked.questions.api_versions[version] = answer
        return answer


class _KubeVersion(GoStruct):
    go_type = "chartutil.KubeVersion"
    go_fields = {"Version": "string", "Major": "string", "Minor": "string"}
    #: its methods belong to the pointer, so that it prints by ``String`` only where Go can take its address
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
    """Helm 2's version of Kubernetes."""

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
        self.KubeClientVersion = _DEFAULT_KUBE_VERSION[4].rsplit(".", 1)[0]


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
    """``.Capabilities``: every look at it is recorded in :class:`Questions`."""

    go_type = "*chartutil.Capabilities"
    go_fields = {
        "KubeVersion": "chartutil.KubeVersion",
        "APIVersions": "chartutil.VersionSet",
        "HelmVersion": "version.BuildInfo",
    }
    _version_set = VersionSet
    _kube_version: type = _KubeVersion
    _build_info: type = _BuildInfo

    def __init__(self, capabilities: Capabilities, dialect: Dialect, questions: Questions) -> None:
        self._asked = _Asked(questions)
        self._questions = questions
        self._kube = self._kube_version(capabilities.kube_version)
        self._versions = self._version_set(capabilities.api_versions)
        self._versions.asked = self._asked
        self._versions.known = frozenset(capabilities.api_versions)
        self.HelmVersion = self._build_info(dialect)

    @property
    def KubeVersion(self) -> Any:
        self._questions.kube_version = self._kube.Version
        return self._kube

    @property
    def APIVersions(self) -> Any:
        self._asked.looks += 1
        return self._versions

    @method("Copy", result="*chartutil.Capabilities")
    def go_copy(self) -> Any:
        return self

    def settle(self) -> None:
        """To be called when rendering is over: bring the record up to date."""
        self._asked.settle()


class CapabilitiesObject4(CapabilitiesObject):
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
    """``.Capabilities`` of Helm 2."""

    go_type = "*chartutil.Capabilities"
    go_fields = {
        "APIVersions": "chartutil.VersionSet",
        "KubeVersion": "*version.Info",
        "TillerVersion": "*version.Version",
    }

    def __init__(self, capabilities: Capabilities, dialect: Dialect, questions: Questions) -> None:
        self._asked = _Asked(questions)
        self._questions = questions
        self._kube = _VersionInfo(capabilities.kube_version, dialect)
        self._versions = VersionMap({version: {} for version in capabilities.api_versions})
        self._versions.asked = self._asked
        self.TillerVersion = _TillerVersion(dialect)

    @property
    def KubeVersion(self) -> Any:
        self._questions.kube_version = self._kube.GitVersion
        return self._kube

    @property
    def APIVersions(self) -> Any:
        self._asked.looks += 1
        return self._versions

    def settle(self) -> None:
        """See :meth:`CapabilitiesObject.settle`."""
        self._asked.settle()


_OBJECTS: dict[int, type] = {2: CapabilitiesObject2, 3: CapabilitiesObject, 4: CapabilitiesObject4}


def capabilities_object(capabilities: Capabilities, dialect: Dialect, questions: Questions) -> Any:
    """The value of ``.Capabilities`` in a dialect."""
    return _OBJECTS[dialect.major](capabilities, dialect, questions)
