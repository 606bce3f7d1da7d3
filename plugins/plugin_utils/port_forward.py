# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which programs a node needs for ``kubectl port-forward`` to reach its pods, by its container runtime.

The kubelet's own Docker shim and cri-dockerd start ``nsenter`` and ``socat``, old containerd and CRI-O likewise; newer
ones connect from inside the pod's network themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

SOCAT, NSENTER = "socat", "nsenter"

#: names of runtimes, as nodes, sockets and people write them, to the one that is used here
RUNTIMES = {
    "containerd": "containerd",
    "cri-o": "cri-o",
    "crio": "cri-o",
    "docker": "docker",
    "dockershim": "docker",
    "cri-dockerd": "docker",
    "k3s": "k3s",
    "rke2": "k3s",
}

#: the first version of a runtime that needs nothing, with the programs that older ones start
SINCE: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "containerd": ((1, 4), (SOCAT, NSENTER)),
    "cri-o": ((1, 19), (SOCAT, NSENTER)),
}

#: package of a program by package manager; "" stands for all others
PACKAGES = {
    SOCAT: {"": "socat"},
    NSENTER: {"": "util-linux", "apk": "util-linux-misc"},
    "conntrack": {"": "conntrack-tools", "apt": "conntrack"},
}

#: how the package managers install that Ansible itself has no module for
COMMANDS = {
    "apk": ["apk", "add", "--no-progress"],
    "pacman": ["pacman", "--sync", "--noconfirm", "--needed"],
    "zypper": ["zypper", "--non-interactive", "install", "--no-recommends"],
}
MODULES = ("apt", "dnf", "dnf5", "yum")

_SOCKETS = (
    ("cri-dockerd", "docker"),
    ("dockershim", "docker"),
    ("k3s", "k3s"),
    ("rke2", "k3s"),
    ("crio", "cri-o"),
    ("containerd", "containerd"),
)
_VERSION = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True)
class Needs:
    """What a node needs, and why.

    :param runtime: one of the values of :data:`RUNTIMES`, ``""`` when it is not known.
    :param version: of the runtime, ``""`` when it is not known.
    """

    runtime: str
    version: str
    programs: tuple[str, ...]
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """For templates."""
        return {**vars(self), "programs": list(self.programs)}


def find_runtime(facts: dict[str, Any]) -> tuple[str, str]:
    """Runtime and version of a node.

    :param facts: any of ``node`` (what the node tells the API server, ``containerd://1.7.2``), ``flags`` (the command
        line and settings of the kubelet), ``sockets`` (paths that exist) and ``versions`` (what the runtimes' own
        programs say, by their names).
    """
    told = str(facts.get("node") or "")
    name, separator, version = told.partition("://")
    if separator and name in RUNTIMES:
        # k3s says containerd too, with a version of its own that has the suffix.
        runtime = "k3s" if "k3s" in version else RUNTIMES[name]
        return runtime, _number(version)
    versions = {str(key): str(text) for key, text in (facts.get("versions") or {}).items()}
    flags = str(facts.get("flags") or "")
    endpoint = re.search(r"container-?runtime-?endpoint[\"']?\s*[=:\s]\s*[\"']?([^\s\"']+)", flags, re.IGNORECASE)
    places = [endpoint[1]] if endpoint else [str(path) for path in facts.get("sockets") or []]
    for word, runtime in _SOCKETS:
        if any(word in place for place in places):
            return runtime, _number(_said(versions, runtime))
    if not endpoint and re.search(r"container-runtime\s*[=:]\s*[\"']?docker", flags):
        return "docker", _number(_said(versions, "docker"))
    for name, text in sorted(versions.items()):
        if name in RUNTIMES and _number(text):
            return RUNTIMES[name], _number(text)
    return "", ""


def needs(runtime: str, version: str = "") -> Needs:
    """What a node with that runtime needs for port-forward.

    :raises ValueError: the runtime is none that is known.
    """
    if not runtime:
        return Needs(
            "", "", (SOCAT, NSENTER), "the container runtime is not known, so what the oldest need is installed"
        )
    known = RUNTIMES.get(runtime.lower())
    if known is None:
        raise ValueError(f"{runtime!r} is no container runtime that is known; there are {', '.join(sorted(RUNTIMES))}")
    number = _number(version)
    if known == "docker":
        return Needs(known, number, (SOCAT, NSENTER), "Docker's shims start nsenter and socat for port-forward")
    if known == "k3s":
        return Needs(known, number, (), "the containerd of k3s forwards ports itself")
    since, programs = SINCE[known]
    first = ".".join(map(str, since))
    parts = _VERSION.match(number)
    if parts is None:
        return Needs(
            known, "", programs, f"the version of {known} is not known, and it forwards ports itself since {first}"
        )
    if (int(parts[1]), int(parts[2])) < since:
        return Needs(
            known, number, programs, f"{known} {number} starts nsenter and socat for port-forward, until {first}"
        )
    return Needs(known, number, (), f"{known} {number} forwards ports itself, as it does since {first}")


def packages(programs: list[str], manager: str) -> list[str]:
    """The packages that have the programs, for a package manager.

    :raises ValueError: a program is in no package that is known.
    """
    found = []
    for program in programs:
        by_manager = PACKAGES.get(program)
        if by_manager is None:
            raise ValueError(f"no package is known for {program!r}; there are some for {', '.join(sorted(PACKAGES))}")
        found.append(by_manager.get(manager, by_manager[""]))
    return list(dict.fromkeys(found))


def way(manager: str) -> str:
    """How packages get onto a host: ``module``, ``command``, or ``file`` where there is no package manager."""
    if manager in MODULES:
        return "module"
    return "command" if manager in COMMANDS else "file"


def _said(versions: dict[str, str], runtime: str) -> str:
    return next((text for name, text in versions.items() if RUNTIMES.get(name) == runtime and text), "")


def _number(text: str) -> str:
    found = _VERSION.search(text)
    return found[0] if found else ""
