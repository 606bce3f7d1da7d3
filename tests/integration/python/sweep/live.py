# SPDX-License-Identifier: GPL-3.0-or-later
"""The live objects of a release, without what the server and its controllers set by themselves; and how two of them
differ."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.live_state import read_by_name
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.manifest_objects import (
    declare,
    documents_of,
)

Objects = dict[Ref, Any]

_METADATA = (
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "managedFields",
    "selfLink",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "ownerReferences",
)
_ANNOTATIONS = ("deployment.kubernetes.io/", "pv.kubernetes.io/", "volume.", "deprecated.daemonset.")


def read(api: Any, manifest: str, name: str, namespace: str) -> Objects:
    """The live objects that a manifest declares, ``None`` for those that are not there."""
    declared = declare(documents_of(manifest, "the sweep"), api.discovery, name, namespace)
    observed = read_by_name(api, declared)
    return {item.ref: settled(observed.get(item.ref)) for item in declared if not item.generated}


def settled(live: Any) -> Any:
    if live is None:
        return None
    result = copy.deepcopy(live)
    result.pop("status", None)
    metadata = result["metadata"]
    for key in _METADATA:
        metadata.pop(key, None)
    annotations = metadata.get("annotations") or {}
    for key in [key for key in annotations if key.startswith(_ANNOTATIONS)]:
        del annotations[key]
    spec = result.get("spec") or {}
    if result["kind"] == "Service":
        for key in ("clusterIP", "clusterIPs", "healthCheckNodePort"):
            if spec.get(key) not in (None, "None", ["None"]):
                del spec[key]
        for port in spec.get("ports") or []:
            port.pop("nodePort", None)
    elif result["kind"] == "PersistentVolumeClaim":
        spec.pop("volumeName", None)
    elif result["kind"] == "PersistentVolume":
        # The claim that a controller has bound to it.
        spec.pop("claimRef", None)
    elif result["kind"] == "Job":
        # A label that is the Job's own identity.
        spec.pop("selector", None)
        for key in ("labels", "creationTimestamp"):
            spec["template"]["metadata"].pop(key, None)
    return result


def differences(one: Objects, other: Objects) -> Iterator[tuple[Ref, str]]:
    """Objects with the paths at which they differ, ``""`` for a whole object."""
    for ref in {**one, **other}:
        mine, theirs = one.get(ref), other.get(ref)
        if mine is None or theirs is None:
            if mine is not theirs:
                yield ref, ""
            continue
        for path in _paths(mine, theirs, ""):
            yield ref, path


def _paths(one: Any, other: Any, at: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            yield from _paths(one.get(key), other.get(key), f"{at}/{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from _paths(mine, theirs, f"{at}/{index}")
    elif one != other:
        yield at


def random_paths(one: str, other: str, api: Any, name: str, namespace: str) -> set[tuple[str, str, str]]:
    """Where two renderings of one chart by Helm differ: kind, name and path, ``""`` for an object of a random name."""
    first, second = (
        {
            (item.ref.kind, item.ref.name): item.document
            for item in declare(documents_of(text, "helm template"), api.discovery, name, namespace)
        }
        for text in (one, other)
    )
    found = {(*key, "") for key in first.keys() ^ second.keys()}
    for key in first.keys() & second.keys():
        for path in _paths(first[key], second[key], ""):
            found.add((*key, path.replace("/stringData/", "/data/")))
    return found
