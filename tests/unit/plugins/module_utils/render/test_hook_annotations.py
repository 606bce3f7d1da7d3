# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks and their annotations."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_out
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.render.hook_annotations import RenderedHook
from ansible_collections.coxswain.helm.plugins.module_utils.render.manifest_sorter import sort_manifests


def hooks(dialect: Dialect, **annotations: Any) -> list[RenderedHook]:
    """Return the hooks of a file with one object; the names of annotations lack their prefix."""
    named = {"helm.sh/" + name.replace("_", "-"): value for name, value in annotations.items()}
    document = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "job", "annotations": named}}
    return sort_manifests({"a": yaml_out.marshal(document)}, dialect)[1]


#: The annotation and its events; None if the object is skipped.
EVENTS = [
    ("pre-install", ("pre-install",)),
    (" Pre-Install , post-upgrade", ("pre-install", "post-upgrade")),
    ("test", ("test",)),
    ("test-success", ("test",)),
    ("test-failure", None),
    ("crd-install", None),
    ("pre-install,never", None),
    ("", None),
]


@pytest.mark.parametrize("dialect", [HELM4, HELM3], ids=lambda dialect: dialect.name)
@pytest.mark.parametrize(("annotation", "events"), EVENTS, ids=[repr(row[0]) for row in EVENTS])
def test_events(annotation: str, events: tuple[str, ...] | None, dialect: Dialect) -> None:
    found = hooks(dialect, hook=annotation)
    assert [hook.events for hook in found] == ([] if events is None else [events])


def test_events_of_helm_2() -> None:
    (hook,) = hooks(HELM2, hook="crd-install,test-success,test-failure")
    assert hook.events == ("crd-install", "test-success", "test-failure")
    assert hook.is_test
    assert hooks(HELM2, hook="test") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", 5),
        (5, 5),
        ("-3", -3),
        ("+7", 7),
        ("007", 7),
        ("x", 0),
        ("1.5", 0),
        (1.5, 0),
        ("", 0),
        ("1e3", 0),
        (None, 0),
    ],
)
def test_weight(value: Any, expected: int) -> None:
    (hook,) = hooks(HELM4, hook="pre-install", hook_weight=value)
    assert hook.weight == expected


def test_policies() -> None:
    (hook,) = hooks(
        HELM4, hook="pre-install", hook_delete_policy="Hook-Succeeded, what-ever", hook_output_log_policy="hook-failed"
    )
    assert hook.delete_policies == ("hook-succeeded", "what-ever")
    assert hook.output_log_policies == ("hook-failed",)
    (hook,) = hooks(HELM4, hook="pre-install")
    assert hook.delete_policies == hook.output_log_policies == ()


def test_policies_of_helm_2() -> None:
    (hook,) = hooks(HELM2, hook="pre-install", hook_delete_policy="hook-succeeded, what-ever")
    assert (hook.delete_policies, hook.delete_timeout) == (("hook-succeeded",), 60)
    (hook,) = hooks(HELM2, hook="pre-install", hook_delete_policy="hook-failed", hook_delete_timeout="5")
    assert hook.delete_timeout == 5
    (hook,) = hooks(HELM2, hook="pre-install", hook_delete_timeout="5")
    assert hook.delete_timeout == 0
