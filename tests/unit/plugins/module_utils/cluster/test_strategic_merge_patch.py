# SPDX-License-Identifier: GPL-3.0-or-later
"""Strategic merge patches. Expected results are those of apimachinery's strategicpatch and jsonmergepatch."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.strategic_merge_patch import (
    apply_patch,
    three_way,
    type_of,
)


def deployment(spec=None, **metadata):
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", **metadata}, "spec": spec or {}}


def pod(**spec):
    return {"template": {"spec": spec}}


def plain(kind, rest):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}, **rest}


def boat(**spec):
    return {"apiVersion": "example.com/v1", "kind": "Boat", "metadata": {"name": "a"}, "spec": spec}


#: original, modified and live object, the patch
THREE_WAY = [
    (
        "nothing to do",
        deployment({"replicas": 1}),
        deployment({"replicas": 1}),
        deployment({"replicas": 1, "paused": False}, uid="1"),
        {},
    ),
    (
        "a value changes",
        deployment({"replicas": 1}),
        deployment({"replicas": 2}),
        deployment({"replicas": 1}),
        {"spec": {"replicas": 2}},
    ),
    (
        "drift is corrected",
        deployment({"replicas": 1}),
        deployment({"replicas": 1}),
        deployment({"replicas": 3}),
        {"spec": {"replicas": 1}},
    ),
    (
        "a field is removed",
        deployment({"replicas": 1, "paused": True}),
        deployment({"replicas": 1}),
        deployment({"replicas": 1, "paused": True}),
        {"spec": {"paused": None}},
    ),
    (
        "a removed field is already missing",
        deployment({"replicas": 1, "paused": True}),
        deployment({"replicas": 1}),
        deployment({"replicas": 1}),
        {},
    ),
    (
        "fields in neither manifest are kept",
        deployment(),
        deployment(),
        deployment({"replicas": 5}, labels={"x": "y"}),
        {},
    ),
    (
        "a label is added and one removed",
        deployment(labels={"a": "1", "b": "2"}),
        deployment(labels={"a": "1", "c": "3"}),
        deployment(labels={"a": "1", "b": "2", "z": "9"}),
        {"metadata": {"labels": {"b": None, "c": "3"}}},
    ),
    (
        "all labels are removed",
        deployment(labels={"a": "1"}),
        deployment(),
        deployment(labels={"a": "1", "z": "9"}),
        {"metadata": {"labels": None}},
    ),
    (
        "a container's image",
        deployment(pod(containers=[{"name": "c", "image": "x:1"}])),
        deployment(pod(containers=[{"name": "c", "image": "x:2"}])),
        deployment(pod(containers=[{"name": "c", "image": "x:1", "imagePullPolicy": "Always"}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [{"image": "x:2", "name": "c"}],
                    }
                }
            }
        },
    ),
    (
        "a container is added",
        deployment(pod(containers=[{"name": "c", "image": "x"}])),
        deployment(pod(containers=[{"name": "c", "image": "x"}, {"name": "d", "image": "y"}])),
        deployment(pod(containers=[{"name": "c", "image": "x"}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}, {"name": "d"}],
                        "containers": [{"image": "y", "name": "d"}],
                    }
                }
            }
        },
    ),
    (
        "a container is removed",
        deployment(pod(containers=[{"name": "c", "image": "x"}, {"name": "d", "image": "y"}])),
        deployment(pod(containers=[{"name": "c", "image": "x"}])),
        deployment(pod(containers=[{"name": "c", "image": "x"}, {"name": "d", "image": "y"}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [{"$patch": "delete", "name": "d"}],
                    }
                }
            }
        },
    ),
    (
        "an injected sidecar is kept",
        deployment(pod(containers=[{"name": "c", "image": "x:1"}])),
        deployment(pod(containers=[{"name": "c", "image": "x:2"}])),
        deployment(pod(containers=[{"name": "proxy", "image": "p"}, {"name": "c", "image": "x:1"}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [{"image": "x:2", "name": "c"}],
                    }
                }
            }
        },
    ),
    (
        "the order of environment variables",
        deployment(pod(containers=[{"name": "c", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}])),
        deployment(pod(containers=[{"name": "c", "env": [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}]}])),
        deployment(pod(containers=[{"name": "c", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [{"$setElementOrder/env": [{"name": "B"}, {"name": "A"}], "name": "c"}],
                    }
                }
            }
        },
    ),
    (
        "an environment variable with another source",
        deployment(pod(containers=[{"name": "c", "env": [{"name": "A", "value": "1"}]}])),
        deployment(
            pod(
                containers=[
                    {"name": "c", "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]}
                ]
            )
        ),
        deployment(pod(containers=[{"name": "c", "env": [{"name": "A", "value": "1"}]}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [
                            {
                                "$setElementOrder/env": [{"name": "A"}],
                                "env": [
                                    {
                                        "name": "A",
                                        "value": None,
                                        "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}},
                                    }
                                ],
                                "name": "c",
                            }
                        ],
                    }
                }
            }
        },
    ),
    (
        "an atomic list",
        deployment(pod(containers=[{"name": "c", "args": ["a", "b"]}])),
        deployment(pod(containers=[{"name": "c", "args": ["a"]}])),
        deployment(pod(containers=[{"name": "c", "args": ["a", "b"]}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/containers": [{"name": "c"}],
                        "containers": [{"args": ["a"], "name": "c"}],
                    }
                }
            }
        },
    ),
    (
        "tolerations are replaced as a whole",
        deployment(pod(tolerations=[{"key": "a"}])),
        deployment(pod(tolerations=[{"key": "b"}])),
        deployment(pod(tolerations=[{"key": "a"}, {"key": "z"}])),
        {"spec": {"template": {"spec": {"tolerations": [{"key": "b"}]}}}},
    ),
    (
        "another strategy",
        deployment({"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}),
        deployment({"strategy": {"type": "Recreate"}}),
        deployment({"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}}),
        {"spec": {"strategy": {"$retainKeys": ["type"], "rollingUpdate": None, "type": "Recreate"}}},
    ),
    (
        "a volume with another source",
        deployment(pod(volumes=[{"name": "v", "emptyDir": {}}])),
        deployment(pod(volumes=[{"name": "v", "configMap": {"name": "m"}}])),
        deployment(pod(volumes=[{"name": "v", "emptyDir": {}}])),
        {
            "spec": {
                "template": {
                    "spec": {
                        "$setElementOrder/volumes": [{"name": "v"}],
                        "volumes": [
                            {
                                "$retainKeys": ["configMap", "name"],
                                "configMap": {"name": "m"},
                                "emptyDir": None,
                                "name": "v",
                            }
                        ],
                    }
                }
            }
        },
    ),
    (
        "finalizers",
        deployment(finalizers=["a", "b"]),
        deployment(finalizers=["a", "c"]),
        deployment(finalizers=["a", "b", "z"]),
        {
            "metadata": {
                "$deleteFromPrimitiveList/finalizers": ["b"],
                "$setElementOrder/finalizers": ["a", "c"],
                "finalizers": ["c"],
            }
        },
    ),
    (
        "the type of a value changes",
        deployment({"x": {"a": 1}}),
        deployment({"x": "text"}),
        deployment({"x": {"a": 1}}),
        {"spec": {"x": "text"}},
    ),
    (
        "a null removes a field",
        deployment({"replicas": 1}),
        deployment({"replicas": None}),
        deployment({"replicas": 1}),
        {"spec": {"replicas": None}},
    ),
    (
        "a list is added",
        deployment(pod(containers=[])),
        deployment(pod(containers=[{"name": "c"}])),
        deployment(pod()),
        {"spec": {"template": {"spec": {"containers": [{"name": "c"}]}}}},
    ),
    (
        "all entries of a list are removed",
        deployment(pod(imagePullSecrets=[{"name": "s"}])),
        deployment(pod(imagePullSecrets=[])),
        deployment(pod(imagePullSecrets=[{"name": "s"}])),
        {"spec": {"template": {"spec": {"imagePullSecrets": [{"$patch": "delete", "name": "s"}]}}}},
    ),
    (
        "ports",
        plain("Service", {"spec": {"ports": [{"port": 80, "targetPort": 1}]}}),
        plain("Service", {"spec": {"ports": [{"port": 80, "targetPort": 2}, {"port": 81}]}}),
        plain(
            "Service", {"spec": {"clusterIP": "10.0.0.1", "ports": [{"port": 80, "targetPort": 1, "protocol": "TCP"}]}}
        ),
        {
            "spec": {
                "$setElementOrder/ports": [{"port": 80}, {"port": 81}],
                "ports": [{"port": 80, "targetPort": 2}, {"port": 81}],
            }
        },
    ),
    (
        "data of a ConfigMap",
        plain("ConfigMap", {"data": {"a": "1", "b": "2"}}),
        plain("ConfigMap", {"data": {"a": "3"}}),
        plain("ConfigMap", {"data": {"a": "1", "b": "2", "z": "9"}}),
        {"data": {"a": "3", "b": None}},
    ),
    ("custom: nothing to do", boat(a=1), boat(a=1), boat(a=1, b=2), {}),
    (
        "custom: values",
        boat(a=1, b={"c": 1, "d": 2}),
        boat(a=2, b={"c": 1}),
        boat(a=1, b={"c": 1, "d": 2, "z": 9}),
        {"spec": {"a": 2, "b": {"d": None}}},
    ),
    (
        "custom: lists are replaced as a whole",
        boat(l=[{"name": "a"}]),
        boat(l=[{"name": "b"}]),
        boat(l=[{"name": "a"}, {"name": "z"}]),
        {"spec": {"l": [{"name": "b"}]}},
    ),
    ("custom: drift is corrected", boat(a=1), boat(a=1), boat(a=7), {"spec": {"a": 1}}),
    # Two ports with the same number have the same key in a strategic merge, so the list is replaced.
    (
        "entries that share a key",
        plain("Service", {"spec": {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}}),
        plain("Service", {"spec": {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "SCTP"}]}}),
        plain("Service", {"spec": {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]}}),
        {"spec": {"ports": [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "SCTP"}, {"$patch": "replace"}]}},
    ),
]


@pytest.mark.parametrize(
    ("original", "modified", "current", "expected"), [row[1:] for row in THREE_WAY], ids=[row[0] for row in THREE_WAY]
)
def test_three_way(original, modified, current, expected):
    given = copy.deepcopy((original, modified, current))
    patch, content_type = three_way(original, modified, current)
    assert patch == expected
    assert (original, modified, current) == given
    custom = modified["kind"] == "Boat"
    assert content_type == f"application/{'' if custom else 'strategic-'}merge-patch+json"


WEB = {
    "containers": [
        {
            "name": "web",
            "image": "w:1",
            "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
            "args": ["a"],
        },
        {"name": "side", "image": "s:1"},
    ],
}
#: object, patch, the result of kustomize
APPLIED = [
    ("a value", deployment({"replicas": 1}), {"spec": {"replicas": 2}}, deployment({"replicas": 2})),
    ("a null", deployment({"replicas": 1}), {"spec": {"replicas": None}}, deployment()),
    (
        "lists by key, entries of the patch first",
        deployment(pod(**WEB)),
        {
            "spec": pod(
                containers=[
                    {"name": "proxy", "image": "p"},
                    {
                        "name": "web",
                        "image": "w:2",
                        "env": [{"name": "C", "value": "3"}, {"name": "A", "value": "9"}],
                        "args": ["z"],
                    },
                ]
            )
        },
        deployment(
            pod(
                containers=[
                    {"name": "proxy", "image": "p"},
                    {
                        "name": "web",
                        "image": "w:2",
                        "env": [
                            {"name": "C", "value": "3"},
                            {"name": "A", "value": "9"},
                            {"name": "B", "value": "2"},
                        ],
                        "args": ["z"],
                    },
                    {"name": "side", "image": "s:1"},
                ]
            )
        ),
    ),
    (
        "an entry is deleted",
        deployment(pod(**WEB)),
        {"spec": pod(containers=[{"name": "side", "$patch": "delete"}, {"name": "none", "$patch": "delete"}])},
        deployment(pod(containers=WEB["containers"][:1])),
    ),
    (
        "a list is replaced",
        deployment(pod(**WEB)),
        {"spec": pod(containers=[{"name": "x"}, {"$patch": "replace"}])},
        deployment(pod(containers=[{"name": "x"}])),
    ),
    (
        "a mapping is replaced",
        deployment(labels={"a": "1", "b": "2"}),
        {"metadata": {"labels": {"$patch": "replace", "c": "3"}}},
        deployment(labels={"c": "3"}),
    ),
    (
        "a mapping is deleted",
        deployment(labels={"a": "1"}),
        {"metadata": {"labels": {"$patch": "delete"}}},
        deployment(),
    ),
    (
        "retained keys",
        deployment({"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}),
        {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}},
        deployment({"strategy": {"type": "Recreate"}}),
    ),
    (
        "values of a primitive list",
        deployment(finalizers=["a", "b"]),
        {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"], "finalizers": ["c"]}},
        deployment(finalizers=["c", "b"]),
    ),
    (
        "an order",
        deployment(pod(**WEB)),
        {"spec": pod(**{"$setElementOrder/containers": [{"name": "side"}, {"name": "web"}]})},
        deployment(pod(containers=WEB["containers"][::-1])),
    ),
    ("nulls in a new field", deployment(), {"spec": {"x": {"a": None, "b": 1}}}, deployment({"x": {"b": 1}})),
    (
        "lists of custom resources",
        boat(crew=[{"name": "a"}], sail="big"),
        {"spec": {"crew": [{"name": "b"}], "sail": None}},
        boat(crew=[{"name": "b"}]),
    ),
    ("the whole object", deployment(), {"$patch": "delete"}, None),
]


@pytest.mark.parametrize(
    ("document", "patch", "expected"), [row[1:] for row in APPLIED], ids=[row[0] for row in APPLIED]
)
def test_applied(document, patch, expected):
    given = copy.deepcopy((document, patch))
    assert apply_patch(document, patch, type_of(document["apiVersion"], document["kind"])) == expected
    assert (document, patch) == given


def test_kinds():
    assert type_of("apps/v1", "Deployment") == "Deployment"
    assert type_of("policy/v1", "PodDisruptionBudget") is not None
    assert type_of("example.com/v1", "Deployment") is None
