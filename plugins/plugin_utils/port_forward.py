# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that a node needs for ``kubectl port-forward``, by container runtime.

dockershim, cri-dockerd and older releases of containerd and CRI-O run ``nsenter`` and ``socat``; newer releases connect
from within the pod's network namespace themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

SOCAT, NSENTER = "socat", "nsenter"

#: names of container runtimes by alias
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

#: first version of a runtime that needs no programs, and the programs that older ones run
SINCE: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "containerd": ((1, 4), (SOCAT, NSENTER)),
    "cri-o": ((1, 19), (SOCAT, NSENTER)),
}

#: package of each program by package manager; "" for all others
PACKAGES = {
    SOCAT: {"": "socat"},
    NSENTER: {"": "util-linux", "apk": "util-linux-misc"},
    "conntrack": {"": "conntrack-tools", "apt": "conntrack"},
}

#: install commands of package managers without a module in ansible.builtin
COMMANDS = {
    "apk": ["apk", "add", "--no-progress"],
    "pacman": ["pacman", "--sync", "--noconfirm", "--needed"],
    "zypper": ["zypper", "--non-interactive", "install", "--no-recommends"],
}
#: package managers with a module in ansible.builtin
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
    """The programs that a node needs, and why.

    :ivar runtime: one of the values of :data:`RUNTIMES`, ``""`` if unknown.
    :ivar version: version of the runtime, ``""`` if unknown.
    """

    runtime: str
    version: str
    programs: tuple[str, ...]
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the fields for use in templates."""
        return {**vars(self), "programs": list(self.programs)}


def find_runtime(facts: dict[str, Any]) -> tuple[str, str]:
    """Return container runtime and version of a node, empty if unknown.

    :param facts: any of ``node`` (the node's containerRuntimeVersion, such as ``containerd://1.7.2``), ``flags``
        (command line and configuration of the kubelet), ``sockets`` (existing paths) and ``versions`` (version output
        of the runtimes' programs by name).
    """
    name, separator, version = str(facts.get("node") or "").partition("://")
    if separator and name in RUNTIMES:
        # k3s reports containerd too, with a version suffix
        runtime = "k3s" if "k3s" in version else RUNTIMES[name]
        return runtime, _extract_version(version)
    versions = {str(key): str(text) for key, text in (facts.get("versions") or {}).items()}
    flags = str(facts.get("flags") or "")
    endpoint = re.search(r"container-?runtime-?endpoint[\"']?\s*[=:\s]\s*[\"']?([^\s\"']+)", flags, re.IGNORECASE)
    sockets = [endpoint[1]] if endpoint else [str(path) for path in facts.get("sockets") or []]
    for word, runtime in _SOCKETS:
        if any(word in socket for socket in sockets):
            return runtime, _extract_version(_reported(versions, runtime))
    if not endpoint and re.search(r"container-runtime\s*[=:]\s*[\"']?docker", flags):
        return "docker", _extract_version(_reported(versions, "docker"))
    for name, text in sorted(versions.items()):
        if name in RUNTIMES and _extract_version(text):
            return RUNTIMES[name], _extract_version(text)
    return "", ""


def needs(runtime: str, version: str = "") -> Needs:
    """Return what a node with a container runtime needs.

    :param version: empty if unknown.
    :raises ValueError: the runtime is not supported.
    """
    if not runtime:
        return Needs(
            "",
            "",
            (SOCAT, NSENTER),
            "the container runtime is unknown, so all programs that a runtime may need are installed",
        )
    known = RUNTIMES.get(runtime.lower())
    if known is None:
        raise ValueError(f"unsupported container runtime {runtime!r}; supported are {', '.join(sorted(RUNTIMES))}")
    number = _extract_version(version)
    if known == "docker":
        return Needs(
            known, number, (SOCAT, NSENTER), "dockershim and cri-dockerd run nsenter and socat for port-forward"
        )
    if known == "k3s":
        return Needs(known, number, (), "the containerd of k3s needs no programs for port-forward")
    since, programs = SINCE[known]
    first = ".".join(map(str, since))
    parts = _VERSION.match(number)
    if parts is None:
        return Needs(
            known,
            "",
            programs,
            f"the version of {known} is unknown; releases before {first} run nsenter and socat for port-forward",
        )
    if (int(parts[1]), int(parts[2])) < since:
        return Needs(
            known,
            number,
            programs,
            f"{known} {number} runs nsenter and socat for port-forward, as all releases before {first}",
        )
    return Needs(known, number, (), f"{known} needs no programs for port-forward since {first}")


def packages(programs: list[str], manager: str) -> list[str]:
    """Return the packages that contain the programs, for a package manager.

    :raises ValueError: the package of a program is unknown.
    """
    found = []
    for program in programs:
        by_manager = PACKAGES.get(program)
        if by_manager is None:
            raise ValueError(f"unsupported program {program!r}; supported are {', '.join(sorted(PACKAGES))}")
        found.append(by_manager.get(manager, by_manager[""]))
    return list(dict.fromkeys(found))


def install_method(manager: str) -> str:
    """Return how to install packages: ``module``, ``command``, or ``file`` without a supported package manager."""
    if manager in MODULES:
        return "module"
    return "command" if manager in COMMANDS else "file"


def _reported(versions: dict[str, str], runtime: str) -> str:
    return next((text for name, text in versions.items() if RUNTIMES.get(name) == runtime and text), "")


def _extract_version(text: str) -> str:
    found = _VERSION.search(text)
    return found[0] if found else ""
