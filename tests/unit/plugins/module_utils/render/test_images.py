# SPDX-License-Identifier: GPL-3.0-or-later
"""Images in objects: where they are found and where not."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.render.images import image_uses


def pod(*containers, **more):
    return {"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": list(containers), **more}}


CASES = {
    "a container": (pod({"name": "a", "image": "x:1"}), [("x:1", "a")]),
    "of each kind": (
        pod(
            {"name": "a", "image": "x"},
            initContainers=[{"name": "b", "image": "y"}],
            ephemeralContainers=[{"name": "c", "image": "z"}],
        ),
        [("x", "a"), ("y", "b"), ("z", "c")],
    ),
    "a volume": (
        pod(volumes=[{"name": "v", "image": {"reference": "x:1"}}, {"name": "w", "emptyDir": {}}]),
        [("x:1", "v")],
    ),
    "a template": (
        {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": pod({"name": "a", "image": "x"})}}}},
        [("x", "a")],
    ),
    "a list": ({"kind": "List", "items": [pod({"name": "a", "image": "x"}), None]}, [("x", "a")]),
    "a custom resource": ({"kind": "Prometheus", "spec": {"image": "x:1"}}, [("x:1", "spec.image")]),
    "a custom resource, in parts": (
        {"kind": "X", "spec": {"image": {"registry": "r", "repository": "a/b", "tag": "1", "digest": "sha256:0"}}},
        [("r/a/b:1@sha256:0", "spec.image")],
    ),
    "a custom resource, under another name": (
        {"kind": "X", "spec": {"sidecarImage": {"repository": "a", "version": "2"}}},
        [("a:2", "spec.sidecarImage")],
    ),
    "the same twice": (pod({"name": "a", "image": "x"}, {"name": "a", "image": "x"}), [("x", "a")]),
    "an argument": (pod({"name": "a", "image": "x", "args": ["--image=y"]}), [("x", "a")]),
    "an annotation": ({"kind": "X", "metadata": {"annotations": {"image": "x"}}}, []),
    "nothing that is one": (pod({"name": "a", "image": 7}, {"name": "b"}, "text", image=None), []),
}


@pytest.mark.parametrize(("found", "wanted"), CASES.values(), ids=CASES.keys())
def test_found(found, wanted):
    assert [(use.image, use.container) for use in image_uses([found])] == wanted


def test_locations():
    use = image_uses([pod({"name": "a", "image": "x"}), "text", None])[0]
    assert (use.kind, use.name) == ("Pod", "p")
