# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of `./dev bench release`, their plays, and the same work as commands of Helm."""

from __future__ import annotations

from pathlib import Path

import pytest
from tooling.bench import plays, rows
from tooling.bench.rows import CORE, DIFF, EMPTY, HELM, OURS, PING, SHIPPED
from tooling.errors import ToolingError

COLUMNS = rows.columns("/plugins", "/helm3")
ROWS = {row.key: row for row in rows.ROWS}
CHART, KUBECONFIG = Path("/chart.tgz"), Path("/kubeconfig")

SELECTIONS = {
    "all, without SSH": ((), False, [key for key in ROWS if not key.startswith("ssh")]),
    "all": ((), True, list(ROWS)),
    "a key and those that continue it": (("loop", "empty"), False, ["empty", "loop", "loop-first"]),
    "rows over SSH by name": (("ssh",), False, ["ssh-first", "ssh", "ssh-loop"]),
    "only the profile": (("profile",), False, []),
}


@pytest.mark.parametrize(("names", "ssh", "expected"), SELECTIONS.values(), ids=SELECTIONS)
def test_selection(names, ssh, expected):
    assert [row.key for row in rows.select(names, ssh=ssh)] == expected


def test_an_unknown_row_is_an_error_that_lists_them():
    with pytest.raises(ToolingError, match="there is no row loops; the rows are empty, unchanged, .*, profile"):
        rows.select(["loops"], ssh=False)


BARE = {"changed": True, "first-large": True, "loop-first": True, "unchanged": False, "loop": False, "fleet": False}


@pytest.mark.parametrize(("key", "bare"), BARE.items(), ids=BARE)
def test_helm_alone_installs_and_changes(key, bare):
    assert (HELM in ROWS[key].columns) == bare
    assert {OURS, SHIPPED, CORE, DIFF, PING} <= set(ROWS[key].columns)


def test_without_helm_diff_there_is_no_column_for_it():
    assert DIFF not in rows.columns(None, "/helm3")


def test_values_differ_in_one_annotation_and_keep_the_chart():
    first, second = rows.LARGE.values_of(1), rows.LARGE.values_of(2)
    assert first == {"grafana": {"adminPassword": "bench", "podAnnotations": {"bench": "turn-1"}}}
    assert second == {"grafana": {"adminPassword": "bench", "podAnnotations": {"bench": "turn-2"}}}
    assert rows.LARGE.values == {"grafana": {"adminPassword": "bench"}}


def test_a_play_of_one_release():
    (play,) = plays.play(ROWS["unchanged"], COLUMNS[CORE], CHART, KUBECONFIG, 0)
    (task,) = play["tasks"]
    options = task["kubernetes.core.helm"]
    assert options["release_name"] == "core-small"
    assert options["binary_path"] == "/helm3"
    assert play["environment"] == {"HELM_PLUGINS": "/nonexistent"}
    assert "loop" not in task


def test_a_play_of_a_loop():
    (play,) = plays.play(ROWS["loop"], COLUMNS[OURS], CHART, KUBECONFIG, 0)
    (task,) = play["tasks"]
    assert task["loop"] == [f"ours-small-{number}" for number in range(1, 21)]
    assert task["coxswain.helm.release"]["release_name"] == "{{ item }}"
    assert "environment" not in play


def test_a_play_of_many_hosts_has_a_context_and_a_namespace_for_each():
    (play,) = plays.play(ROWS["fleet"], COLUMNS[OURS], CHART, KUBECONFIG, 0)
    options = play["tasks"][0]["coxswain.helm.release"]
    assert options["context"] == "{{ inventory_hostname }}"
    assert options["release_namespace"] == "bench-ours-{{ inventory_hostname }}"
    assert plays.namespaces(ROWS["fleet"], OURS)[-1] == "bench-ours-cluster-10"
    found = plays.inventory(ROWS["fleet"], {"ansible_connection": "local"})["all"]
    assert len(found["hosts"]) == 10 and found["vars"] == {"ansible_connection": "local"}


def test_an_empty_play_has_no_tasks():
    (play,) = plays.play(ROWS[EMPTY], COLUMNS[EMPTY], CHART, KUBECONFIG, 0)
    assert "tasks" not in play


def test_a_script_has_a_command_for_each_release():
    lines = plays.script(ROWS["loop-first"], HELM, Path("/helm 4"), CHART, Path("/values")).splitlines()
    assert lines[0] == "set -e"
    assert len(lines) == 21
    options = "--install --create-namespace --namespace bench-helm --values /values"
    assert lines[20] == f"'/helm 4' upgrade helm-small-20 /chart.tgz {options}"


def test_contexts_of_a_kubeconfig():
    given = {"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c", "user": "u"}}]}
    found = plays.contexts(given, ["one", "two"])
    assert [item["name"] for item in found["contexts"]] == ["a", "one", "two"]
    assert found["contexts"][2]["context"] == {"cluster": "c", "user": "u"}
