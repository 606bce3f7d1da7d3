# SPDX-License-Identifier: GPL-3.0-or-later
"""The plays and inventories of the rows, and the same work as commands of Helm."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .rows import EMPTY, PING, Column, Row

#: The start of the namespaces of releases.
NAMESPACE = "bench"


def release_names(row: Row, column: str) -> list[str]:
    """Return the names of a host's releases.

    They contain the column, since charts name cluster roles after the release.
    """
    if row.releases == 1:
        return [f"{column}-{row.chart.short}"]
    return [f"{column}-{row.chart.short}-{number}" for number in range(1, row.releases + 1)]


def hosts(row: Row) -> list[str]:
    """Return the names of the hosts."""
    return [f"cluster-{number}" for number in range(1, row.hosts + 1)]


def namespaces(row: Row, column: str) -> list[str]:
    """Return the namespaces of the releases, one for each host."""
    return [_namespace(column)] if row.hosts == 1 else [f"{_namespace(column)}-{host}" for host in hosts(row)]


def play(row: Row, column: Column, chart: Path, kubeconfig: Path, mark: int) -> list[dict[str, Any]]:
    """Return a playbook of one play with at most one task."""
    found: dict[str, Any] = {"name": row.title, "hosts": "all", "gather_facts": False}
    if column.environment:
        found["environment"] = column.environment
    if column.key != EMPTY:
        found["tasks"] = [_task(row, column, chart, kubeconfig, mark)]
    return [found]


def inventory(row: Row, variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return an inventory of the row's hosts with the same variables."""
    return {"all": {"hosts": dict.fromkeys(hosts(row), {}), "vars": dict(variables)}}


def script(row: Row, column: str, helm: Path, chart: Path, values: Path) -> str:
    """Return the shell commands of Helm that do the work of the row."""
    (namespace,) = namespaces(row, column)
    lines = [
        shlex.join(
            [
                str(helm),
                "upgrade",
                name,
                str(chart),
                "--install",
                "--create-namespace",
                "--namespace",
                namespace,
                "--values",
                str(values),
            ]
        )
        for name in release_names(row, column)
    ]
    return "\n".join(["set -e", *lines, ""])


def contexts(kubeconfig: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    """Return a kubeconfig with further contexts, each the same as the current one."""
    current = next(item for item in kubeconfig["contexts"] if item["name"] == kubeconfig["current-context"])
    more = [{"name": name, "context": current["context"]} for name in names]
    return {**kubeconfig, "contexts": [*kubeconfig["contexts"], *more]}


def _task(row: Row, column: Column, chart: Path, kubeconfig: Path, mark: int) -> dict[str, Any]:
    task: dict[str, Any] = {"name": row.title}
    looped = row.releases > 1
    if column.key == PING:
        task[column.module] = {}
        # An empty task as often as there are hosts, but once for a whole loop: the loop is part of the measured work.
        return task
    options: dict[str, Any] = {
        "release_name": "{{ item }}" if looped else release_names(row, column.key)[0],
        "release_namespace": _namespace(column.key),
        "create_namespace": True,
        "chart_ref": str(chart),
        "release_values": row.chart.values_of(mark),
        "kubeconfig": str(kubeconfig),
        **column.options,
    }
    if row.hosts > 1:
        options |= {
            "context": "{{ inventory_hostname }}",
            "release_namespace": f"{_namespace(column.key)}-{{{{ inventory_hostname }}}}",
        }
    task[column.module] = options
    if looped:
        task["loop"] = release_names(row, column.key)
    return task


def _namespace(column: str) -> str:
    return f"{NAMESPACE}-{column}"
