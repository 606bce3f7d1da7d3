# SPDX-License-Identifier: GPL-3.0-or-later
"""What `./dev bench release` measures: rows, each a play, and columns, each a way to run it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import ToolingError

#: States of the releases of a row.
UNCHANGED, CHANGED, FIRST = "unchanged", "changed", "first install"


@dataclass(frozen=True)
class Chart:
    """A chart of the corpus.

    :param short: the end of the names of its releases.
    :param values: values of every release.
    :param path: where the values have annotations of pods, one of which is changed.
    """

    name: str
    short: str
    values: dict[str, Any] = field(default_factory=dict)
    path: tuple[str, ...] = ()

    def values_of(self, mark: int) -> dict[str, Any]:
        """Return the values with an annotation whose value is ``mark``."""
        found = copy.deepcopy(self.values)
        place = found
        for key in self.path:
            place = place.setdefault(key, {})
        place["bench"] = f"turn-{mark}"
        return found


#: No node has the label, so that a DaemonSet has no pods, which would compete for ports and for this machine.
SMALL = Chart("prometheus-node-exporter", "small", {"nodeSelector": {"bench": "none"}}, ("podAnnotations",))
#: Without a password the chart makes a random one, and helm-diff finds a change each time.
LARGE = Chart("kube-prometheus-stack", "large", {"grafana": {"adminPassword": "bench"}}, ("grafana", "podAnnotations"))


@dataclass(frozen=True)
class Column:
    """A way to run a row.

    :param module: the Ansible module; empty for bare Helm.
    :param options: options of its own.
    :param variables: extra variables of the play.
    :param environment: the keyword ``environment`` of the play.
    """

    key: str
    title: str
    module: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)


#: What selects the profile of unchanged runs instead of a row.
PROFILE = "profile"

OURS, SHIPPED, CORE, DIFF, HELM, PING, EMPTY = "ours", "shipped", "core", "diff", "helm", "ping", "empty"

#: Titles of the columns, in the order of the tables.
TITLES = {
    OURS: "coxswain.helm",
    SHIPPED: "coxswain.helm, shipped",
    CORE: "kubernetes.core",
    DIFF: "kubernetes.core, helm-diff",
    HELM: "helm 4",
    PING: "ping",
}
#: Columns that competitors are.
COMPETITORS = (SHIPPED, CORE, DIFF, HELM, PING)


@dataclass(frozen=True)
class Row:
    """One play.

    :param text: what it does.
    :param hosts: number of hosts in the inventory, each with a context of the kubeconfig.
    :param releases: number of releases of each host, in a loop if there are several.
    :param ssh: whether its host is reached over SSH.
    :param forgotten: whether its host is as new before each run.
    """

    key: str
    title: str
    text: str
    chart: Chart = SMALL
    state: str = UNCHANGED
    hosts: int = 1
    releases: int = 1
    ssh: bool = False
    forgotten: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the columns that it has."""
        if self.key == EMPTY:
            return (EMPTY, PING)
        # Helm alone has no unchanged release: each upgrade is a new revision. And it has no inventory.
        bare = self.state != UNCHANGED and self.hosts == 1 and not self.ssh
        return (OURS, SHIPPED, CORE, DIFF, *((HELM,) if bare else ()), PING)


ROWS = (
    Row(EMPTY, "empty play", "A play without tasks."),
    Row("unchanged", "unchanged", "One release that is as declared; coxswain.helm also looks for drift."),
    Row("unchanged-large", "unchanged, large chart", "The same.", LARGE),
    Row("changed", "changed", "One release, of which a Deployment or DaemonSet changes.", state=CHANGED),
    Row("changed-large", "changed, large chart", "The same.", LARGE, CHANGED),
    Row("first", "first install", "One release that does not exist, in a namespace that does.", state=FIRST),
    Row("first-large", "first install, large chart", "The same; the chart's CRDs exist.", LARGE, FIRST),
    Row("loop", "20 unchanged", "20 releases in the loop of one task.", releases=20),
    Row("loop-first", "20 first installs", "20 releases in the loop of one task.", state=FIRST, releases=20),
    Row(
        "fleet",
        "10 clusters × 5 unchanged",
        "10 hosts with 5 releases each, in a loop; the hosts are contexts and namespaces of one cluster.",
        hosts=10,
        releases=5,
    ),
    Row(
        "ssh-first",
        "SSH, first task",
        "One unchanged release, on a host without anything from earlier tasks.",
        ssh=True,
        forgotten=True,
    ),
    Row(
        "ssh",
        "SSH, later task",
        "One unchanged release, in a new connection to a host that had a task before.",
        ssh=True,
    ),
    Row("ssh-loop", "SSH, 20 unchanged", "20 releases in the loop of one task.", releases=20, ssh=True),
)


def columns(plugins: str | None, helm3: str) -> dict[str, Column]:
    """Return the columns by key.

    :param plugins: the directory of Helm's plugins with helm-diff; None if there is none.
    :param helm3: the program for kubernetes.core.
    """
    binary = {"binary_path": helm3}
    found = [
        Column(OURS, TITLES[OURS], "coxswain.helm.release"),
        Column(SHIPPED, TITLES[SHIPPED], "coxswain.helm.release", variables={"coxswain_helm_direct": "never"}),
        Column(CORE, TITLES[CORE], "kubernetes.core.helm", binary, environment={"HELM_PLUGINS": "/nonexistent"}),
        Column(HELM, TITLES[HELM]),
        Column(PING, TITLES[PING], "ansible.builtin.ping"),
        Column(EMPTY, "empty play"),
    ]
    if plugins:
        found.append(Column(DIFF, TITLES[DIFF], "kubernetes.core.helm", binary, environment={"HELM_PLUGINS": plugins}))
    return {column.key: column for column in found}


def select(names: Sequence[str], *, ssh: bool) -> list[Row]:
    """Return the rows to measure.

    :param names: keys, or starts of keys before a hyphen, or :data:`PROFILE`; empty for all rows, those over SSH only
        with ``ssh``.
    """
    for name in set(names) - {PROFILE}:
        if not any(_matches(row.key, name) for row in ROWS):
            known = ", ".join([*(row.key for row in ROWS), PROFILE])
            raise ToolingError(f"there is no row {name}; the rows are {known}")
    if not names:
        return [row for row in ROWS if ssh or not row.ssh]
    return [row for row in ROWS if any(_matches(row.key, name) for name in names)]


def _matches(key: str, name: str) -> bool:
    return key == name or key.startswith(f"{name}-")
