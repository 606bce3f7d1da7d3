# SPDX-License-Identifier: GPL-3.0-or-later
"""Splitting rendered files into documents, and sorting them into objects and hooks."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.render.manifest_sorter import sort_manifests
from ansible_collections.coxswain.helm.plugins.module_utils.render.manifests import split_documents

#: A rendered file, its documents in Helm 4, and in Helm 3 (and 2).
SPLIT = [
    ("one", "a: 1\n", ["a: 1\n"], ["a: 1"]),
    ("two", "a: 1\n---\nb: 2\n", ["a: 1\n", "b: 2\n"], ["a: 1", "b: 2"]),
    ("leading separator", "---\na: 1\n", ["a: 1\n"], ["a: 1"]),
    ("leading white space", "\n\n  \n---\na: 1", ["a: 1"], ["a: 1"]),
    ("empty ones", "---\n---\n\n---\na: 1\n---\n", ["a: 1\n"], ["---", "a: 1"]),
    ("white space between", "a: 1\n\n\n---\n\n\nb: 2\n\n", ["a: 1\n\n\n", "b: 2\n\n"], ["a: 1", "b: 2"]),
    (
        "words behind the separator",
        "---apiVersion: v1\nkind: X\n",
        ["apiVersion: v1\nkind: X\n"],
        ["apiVersion: v1\nkind: X"],
    ),
    (
        "indentation of the first line",
        "a: 1\n---\n  b: 2\n  c: 3\n",
        ["a: 1\n", "b: 2\n  c: 3\n"],
        ["a: 1", "b: 2\n  c: 3"],
    ),
    ("dashes inside a line", "a: x---y\n", ["a: x---y\n"], ["a: x---y"]),
    ("dashes inside a block", "a: |\n  ---\n", ["a: |\n  ---\n"], ["a: |\n  ---"]),
    ("lines of Windows", "a: 1\r\n---\r\nb: 2\r\n", ["a: 1\r\n", "b: 2\r\n"], ["a: 1", "b: 2"]),
    ("nothing", " \n\t\n", [], []),
]


@pytest.mark.parametrize(("text", "helm4", "helm3"), [row[1:] for row in SPLIT], ids=[row[0] for row in SPLIT])
def test_split(text: str, helm4: list[str], helm3: list[str] | None) -> None:
    assert split_documents(text, HELM4) == helm4
    if helm3 is not None:
        assert split_documents(text, HELM3) == helm3
        assert split_documents(text, HELM2) == helm3


def test_adjacent_separators_in_helm_3() -> None:
    """The first separator consumes the line break that the second one would need."""
    assert split_documents("---\n---\na: 1", HELM3) == ["---\na: 1"]
    assert split_documents("a: 1\n---\n---\nb: 1", HELM3) == ["a: 1", "---\nb: 1"]


@pytest.mark.parametrize("dialect", [HELM4, HELM3], ids=lambda dialect: dialect.name)
def test_long_runs_of_empty_lines_are_fast(dialect: Dialect) -> None:
    started = time.monotonic()
    assert len(split_documents("a: 1" + "\n" * 300_000 + "b: 2", dialect)) == 1
    assert time.monotonic() - started < 2


FILES = {
    "boat/templates/b.yaml": "kind: Service\nmetadata: {name: b}\n---\nkind: Widget\n---\nkind: Anchor\n",
    "boat/templates/a.yaml": "kind: Service\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Namespace\n",
    "boat/templates/_partial.yaml": "kind: [not looked at",
    "boat/templates/empty.yaml": "\n \n",
    "boat/templates/hook.yaml": "kind: Job\nmetadata: {name: h, annotations: {helm.sh/hook: pre-install, "
    "helm.sh/hook-weight: 5}}\n",
}


def test_sort() -> None:
    manifests, hooks = sort_manifests(FILES)
    assert [(manifest.kind, manifest.name) for manifest in manifests] == [
        ("Namespace", ""),
        ("Service", "a"),
        ("Service", "b"),
        ("Anchor", ""),
        ("Widget", ""),
    ]
    assert manifests[0].api_version == "v1"
    assert manifests[0].path == "boat/templates/a.yaml"
    assert manifests[2].head == {"kind": "Service", "metadata": {"name": "b"}}
    assert [(hook.name, hook.weight, hook.events) for hook in hooks] == [("h", 5, ("pre-install",))]


def test_documents_without_a_kind() -> None:
    manifests, _hooks = sort_manifests({"a": "# nothing but words\n", "b": "x: 1"})
    assert [(manifest.path, manifest.kind, manifest.head) for manifest in manifests] == [
        ("a", "", None),
        ("b", "", {"x": 1}),
    ]


#: A document, and Helm 4's error.
REFUSED = [
    ("a: b: c", "error converting YAML to JSON: yaml: mapping values are not allowed in this context"),
    (
        "kind: x\n\tfoo: y",
        "error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation",
    ),
    (
        "- a",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type "
        "util.SimpleHead",
    ),
    (
        "metadata: {annotations: [1]}",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
        ".metadata.annotations of type map[string]string",
    ),
    (
        "metadata: {annotations: {a: {b: c}}}",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field "
        ".metadata.annotations of type string",
    ),
    (
        "metadata: {name: [1]}",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field "
        ".metadata.name of type string",
    ),
    (
        "apiVersion: {a: b}",
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object into Go struct field "
        "SimpleHead.apiVersion of type string",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_invalid_documents(text: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        sort_manifests({"boat/templates/a.yaml": text})
    assert caught.value.what == f"YAML parse error on boat/templates/a.yaml: {message}"
