# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log: which requests are writes, and which are changes."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest
from harness.audit import COMPONENTS, HARNESS, AuditLog, parse, policy


def event(**changes: Any) -> dict[str, Any]:
    """Return an event of the API server: the successful creation of a ConfigMap, with changes."""
    base: dict[str, Any] = {
        "stage": "ResponseComplete",
        "verb": "create",
        "user": {"username": "jane"},
        "requestURI": "/api/v1/namespaces/shop/configmaps",
        "objectRef": {"resource": "configmaps", "namespace": "shop", "name": "prices", "apiVersion": "v1"},
        "responseStatus": {"code": 201},
        "userAgent": "test",
        "requestReceivedTimestamp": "2026-01-01T00:00:00.000000Z",
    }
    return base | changes


REFERENCE = {"resource": "pods", "namespace": "shop", "name": "web"}

#: name, changes to the event, whether it is a write, a dry run, a change
CASES = [
    ("a create", {}, True, False, True),
    ("a refused create", {"responseStatus": {"code": 403}}, True, False, False),
    ("a dry run", {"requestURI": "/api/v1/namespaces/shop/configmaps?dryRun=All"}, True, True, False),
    ("dryRun among others", {"verb": "patch", "requestURI": "/x?fieldManager=helm&dryRun=All"}, True, True, False),
    ("a value that looks alike", {"verb": "patch", "requestURI": "/x?fieldManager=dryRun%3DAll"}, True, False, True),
    (
        "a delete that says so in its body",
        {"verb": "delete", "requestObject": {"kind": "DeleteOptions", "dryRun": ["All"]}},
        True,
        True,
        False,
    ),
    ("a delete", {"verb": "delete", "requestObject": {"kind": "DeleteOptions"}}, True, False, True),
    ("a read", {"verb": "list"}, False, False, False),
    ("a port-forward", {"objectRef": {**REFERENCE, "subresource": "portforward"}}, False, False, False),
    ("an eviction", {"objectRef": {**REFERENCE, "subresource": "eviction"}}, True, False, True),
    (
        "an access review",
        {"objectRef": {"resource": "selfsubjectaccessreviews", "apiGroup": "authorization.k8s.io"}},
        False,
        False,
        False,
    ),
]


@pytest.mark.parametrize(
    ("changes", "writes", "dry_run", "has_changed"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_requests(changes: dict[str, Any], writes: bool, dry_run: bool, has_changed: bool) -> None:
    (request,) = parse([json.dumps(event(**changes))])
    assert (request.writes, request.dry_run, request.changes) == (writes, dry_run, has_changed)


def test_with_impersonation_the_impersonated_user_counts() -> None:
    (request,) = parse([json.dumps(event(impersonatedUser={"username": "joe"}))])
    assert request.user == "joe"


def test_only_finished_requests_count() -> None:
    assert list(parse([json.dumps(event(stage="ResponseStarted"))])) == []


def test_reading_from_a_mark_on(tmp_path: pathlib.Path) -> None:
    log = AuditLog(tmp_path / "audit.log")
    assert log.mark() == 0
    assert log.requests() == []
    log.path.write_text(json.dumps(event()) + "\n")
    mark = log.mark()
    with log.path.open("a") as file:
        file.write(json.dumps(event(verb="delete")) + "\n")
        file.write(json.dumps(event(user={"username": HARNESS})) + "\n")
        file.write(json.dumps(event(verb="update"))[:40])
    assert [request.verb for request in log.requests()] == ["create", "delete"]
    assert [request.verb for request in log.requests(mark)] == ["delete"]
    assert [request.user for request in log.requests(mark, HARNESS)] == [HARNESS]
    assert [str(request) for request in log.changes(mark)] == ["delete configmaps shop/prices -> 201"]


def test_writes_with_and_without_dry_runs(tmp_path: pathlib.Path) -> None:
    log = AuditLog(tmp_path / "audit.log")
    dry = event(requestURI="/x?dryRun=All")
    log.path.write_text(f"{json.dumps(event())}\n{json.dumps(dry)}\n")
    assert [request.dry_run for request in log.writes()] == [False, True]
    assert [request.dry_run for request in log.writes(dry_run=True)] == [True]
    assert [request.dry_run for request in log.writes(dry_run=False)] == [False]


def test_the_last_rule_of_the_policy_is_about_reads() -> None:
    assert json.loads(policy(everything=False))["rules"][-1] == {"level": "None"}
    assert json.loads(policy(everything=True))["rules"][-1] == {"level": "Metadata"}
    assert json.loads(policy(everything=True))["rules"][0]["users"] == list(COMPONENTS)
