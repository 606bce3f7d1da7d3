# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of the fields of objects whose API versions are gone.

The defaults are those of Kubernetes 1.16 (``pkg/apis/*/v1beta*/defaults.go``), the last that served most of them.
"""

from __future__ import annotations

import contextlib
import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.conversions import ROUTES
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.fields import NotConvertible

LABELS = {"app": "shop", "tier": "web"}
SELECTOR = {"matchLabels": LABELS}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "a", "image": "b"}]}}
WITHOUT_END = 2147483647


def convert(api_version, kind, fields):
    """The fields after the conversion to the best successor, and what is told."""
    (_target, conversion) = ROUTES[api_version, kind][0]
    document = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "shop"}, **copy.deepcopy(fields)}
    told = conversion(document)
    return {key: value for key, value in document.items() if key not in ("apiVersion", "kind", "metadata")}, told


def spec(**fields):
    return {"spec": fields}


def path(old):
    return spec(rules=[{"host": "a.example", "http": {"paths": [old]}}])


def path_of(new):
    return {"spec": {"rules": [{"host": "a.example", "http": {"paths": [new]}}]}}


EXTENSIONS = "extensions/v1beta1"
RBAC = "rbac.authorization.k8s.io"
FLOW = "flowcontrol.apiserver.k8s.io"

ROWS = [
    (
        "a backend with a number",
        (EXTENSIONS, "Ingress"),
        path({"path": "/", "backend": {"serviceName": "web", "servicePort": 80}}),
        path_of(
            {
                "path": "/",
                "pathType": "ImplementationSpecific",
                "backend": {"service": {"name": "web", "port": {"number": 80}}},
            }
        ),
    ),
    (
        "a backend with the name of a port, and a path type of its own",
        ("networking.k8s.io/v1beta1", "Ingress"),
        path({"path": "/", "pathType": "Prefix", "backend": {"serviceName": "web", "servicePort": "http"}}),
        path_of({"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"name": "http"}}}}),
    ),
    (
        "a number in quotes",
        (EXTENSIONS, "Ingress"),
        path({"backend": {"serviceName": "web", "servicePort": "8080"}}),
        path_of(
            {
                "pathType": "ImplementationSpecific",
                "backend": {"service": {"name": "web", "port": {"number": 8080}}},
            }
        ),
    ),
    (
        "a backend that is no service",
        ("networking.k8s.io/v1beta1", "Ingress"),
        path({"pathType": "Exact", "backend": {"resource": {"kind": "Bucket", "name": "a"}}}),
        path_of({"pathType": "Exact", "backend": {"resource": {"kind": "Bucket", "name": "a"}}}),
    ),
    (
        "the default backend, and TLS",
        ("networking.k8s.io/v1beta1", "Ingress"),
        spec(backend={"serviceName": "web", "servicePort": 80}, tls=[{"hosts": ["a"]}], ingressClassName="x"),
        spec(
            defaultBackend={"service": {"name": "web", "port": {"number": 80}}},
            tls=[{"hosts": ["a"]}],
            ingressClassName="x",
        ),
    ),
    (
        "a rule without paths, and one without anything",
        (EXTENSIONS, "Ingress"),
        spec(rules=[{"host": "a", "http": {"paths": None}}, {"host": "b"}]),
        spec(rules=[{"host": "a", "http": {"paths": None}}, {"host": "b"}]),
    ),
    (
        "a Deployment of extensions: its selector and its defaults",
        (EXTENSIONS, "Deployment"),
        spec(replicas=2, template=TEMPLATE, rollbackTo={"revision": 1}),
        spec(
            replicas=2,
            template=TEMPLATE,
            selector=SELECTOR,
            strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 1}},
            revisionHistoryLimit=WITHOUT_END,
            progressDeadlineSeconds=WITHOUT_END,
        ),
    ),
    (
        "a Deployment of extensions that says everything",
        (EXTENSIONS, "Deployment"),
        spec(
            template=TEMPLATE,
            selector={"matchLabels": {"app": "shop"}},
            strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": "10%"}},
            revisionHistoryLimit=3,
            progressDeadlineSeconds=60,
        ),
        spec(
            template=TEMPLATE,
            selector={"matchLabels": {"app": "shop"}},
            strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": "10%"}},
            revisionHistoryLimit=3,
            progressDeadlineSeconds=60,
        ),
    ),
    (
        "a Deployment of extensions that is recreated",
        (EXTENSIONS, "Deployment"),
        spec(template=TEMPLATE, strategy={"type": "Recreate"}, revisionHistoryLimit=0),
        spec(
            template=TEMPLATE,
            selector=SELECTOR,
            strategy={"type": "Recreate"},
            revisionHistoryLimit=0,
            progressDeadlineSeconds=WITHOUT_END,
        ),
    ),
    (
        "a Deployment of apps/v1beta1: two revisions, all else as today",
        ("apps/v1beta1", "Deployment"),
        spec(template=TEMPLATE),
        spec(template=TEMPLATE, selector=SELECTOR, revisionHistoryLimit=2),
    ),
    (
        "a Deployment of apps/v1beta2: as today",
        ("apps/v1beta2", "Deployment"),
        spec(template=TEMPLATE, selector=SELECTOR),
        spec(template=TEMPLATE, selector=SELECTOR),
    ),
    (
        "a DaemonSet of extensions waits for its pods to be deleted",
        (EXTENSIONS, "DaemonSet"),
        spec(template=TEMPLATE, templateGeneration=4),
        spec(template=TEMPLATE, selector=SELECTOR, updateStrategy={"type": "OnDelete"}),
    ),
    (
        "a DaemonSet of extensions that does not",
        (EXTENSIONS, "DaemonSet"),
        spec(template=TEMPLATE, updateStrategy={"type": "RollingUpdate"}),
        spec(template=TEMPLATE, selector=SELECTOR, updateStrategy={"type": "RollingUpdate"}),
    ),
    (
        "a StatefulSet of apps/v1beta1 waits too",
        ("apps/v1beta1", "StatefulSet"),
        spec(template=TEMPLATE, serviceName="a"),
        spec(template=TEMPLATE, serviceName="a", selector=SELECTOR, updateStrategy={"type": "OnDelete"}),
    ),
    (
        "a StatefulSet of apps/v1beta2 does not",
        ("apps/v1beta2", "StatefulSet"),
        spec(template=TEMPLATE, selector=SELECTOR),
        spec(template=TEMPLATE, selector=SELECTOR),
    ),
    (
        "a ReplicaSet of extensions",
        (EXTENSIONS, "ReplicaSet"),
        spec(template=TEMPLATE),
        spec(template=TEMPLATE, selector=SELECTOR),
    ),
    (
        "a binding without the group of its role",
        (f"{RBAC}/v1beta1", "RoleBinding"),
        {"roleRef": {"kind": "Role", "name": "a"}, "subjects": [{"kind": "ServiceAccount", "name": "b"}]},
        {
            "roleRef": {"kind": "Role", "name": "a", "apiGroup": RBAC},
            "subjects": [{"kind": "ServiceAccount", "name": "b"}],
        },
    ),
    (
        "subjects of v1alpha1",
        (f"{RBAC}/v1alpha1", "ClusterRoleBinding"),
        {
            "roleRef": {"kind": "ClusterRole", "name": "a", "apiGroup": RBAC},
            "subjects": [
                {"kind": "User", "name": "*", "apiVersion": f"{RBAC}/v1alpha1"},
                {"kind": "User", "name": "eve"},
                {"kind": "ServiceAccount", "name": "b", "namespace": "c", "apiVersion": "v1"},
            ],
        },
        {
            "roleRef": {"kind": "ClusterRole", "name": "a", "apiGroup": RBAC},
            "subjects": [
                {"kind": "Group", "name": "system:authenticated", "apiGroup": RBAC},
                {"kind": "User", "name": "eve", "apiGroup": RBAC},
                {"kind": "ServiceAccount", "name": "b", "namespace": "c"},
            ],
        },
    ),
    (
        "a budget with a selector",
        ("policy/v1beta1", "PodDisruptionBudget"),
        spec(minAvailable=1, selector=SELECTOR),
        spec(minAvailable=1, selector=SELECTOR),
    ),
    (
        "a budget that selected no pod must not select all of them",
        ("policy/v1beta1", "PodDisruptionBudget"),
        spec(minAvailable=1, selector={}),
        spec(
            minAvailable=1,
            selector={
                "matchExpressions": [
                    {"key": "pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match", "operator": "Exists"}
                ]
            },
        ),
    ),
    (
        "the metrics of an autoscaler",
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler"),
        spec(
            maxReplicas=3,
            metrics=[
                {"type": "Resource", "resource": {"name": "cpu", "targetAverageUtilization": 80}},
                {"type": "Resource", "resource": {"name": "memory", "targetAverageValue": "1Gi"}},
                {"type": "Pods", "pods": {"metricName": "hits", "targetAverageValue": 5, "selector": SELECTOR}},
                {
                    "type": "Object",
                    "object": {
                        "metricName": "hits",
                        "target": {"kind": "Service", "name": "web"},
                        "targetValue": "10k",
                    },
                },
                {
                    "type": "Object",
                    "object": {
                        "metricName": "hits",
                        "target": {"kind": "Service", "name": "web"},
                        "targetValue": 0,
                        "averageValue": 4,
                    },
                },
                {
                    "type": "External",
                    "external": {"metricName": "queue", "metricSelector": SELECTOR, "targetValue": 30},
                },
                {
                    "type": "ContainerResource",
                    "containerResource": {"name": "cpu", "container": "a", "targetAverageUtilization": 50},
                },
            ],
        ),
        spec(
            maxReplicas=3,
            metrics=[
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}},
                },
                {
                    "type": "Resource",
                    "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "1Gi"}},
                },
                {
                    "type": "Pods",
                    "pods": {
                        "metric": {"name": "hits", "selector": SELECTOR},
                        "target": {"type": "AverageValue", "averageValue": 5},
                    },
                },
                {
                    "type": "Object",
                    "object": {
                        "describedObject": {"kind": "Service", "name": "web"},
                        "metric": {"name": "hits"},
                        "target": {"type": "Value", "value": "10k"},
                    },
                },
                {
                    "type": "Object",
                    "object": {
                        "describedObject": {"kind": "Service", "name": "web"},
                        "metric": {"name": "hits"},
                        "target": {"type": "AverageValue", "averageValue": 4},
                    },
                },
                {
                    "type": "External",
                    "external": {
                        "metric": {"name": "queue", "selector": SELECTOR},
                        "target": {"type": "Value", "value": 30},
                    },
                },
                {
                    "type": "ContainerResource",
                    "containerResource": {
                        "name": "cpu",
                        "container": "a",
                        "target": {"type": "Utilization", "averageUtilization": 50},
                    },
                },
            ],
        ),
    ),
    (
        "a metric that is written as today already",
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler"),
        spec(
            metrics=[
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 8}},
                }
            ]
        ),
        spec(
            metrics=[
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 8}},
                }
            ]
        ),
    ),
    (
        "a runtime class of v1alpha1",
        ("node.k8s.io/v1alpha1", "RuntimeClass"),
        spec(runtimeHandler="gvisor", overhead={"podFixed": {"cpu": "1"}}),
        {"handler": "gvisor", "overhead": {"podFixed": {"cpu": "1"}}},
    ),
    (
        "the node of an endpoint",
        ("discovery.k8s.io/v1beta1", "EndpointSlice"),
        {
            "addressType": "IPv4",
            "endpoints": [
                {
                    "addresses": ["10.0.0.1"],
                    "topology": {"kubernetes.io/hostname": "n", "topology.kubernetes.io/zone": "z", "other": "x"},
                }
            ],
        },
        {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"], "nodeName": "n", "zone": "z"}]},
    ),
    (
        "a signing request that says everything",
        ("certificates.k8s.io/v1beta1", "CertificateSigningRequest"),
        spec(request="x", signerName="example.com/a", usages=["client auth"]),
        spec(request="x", signerName="example.com/a", usages=["client auth"]),
    ),
    (
        "shares of a priority level",
        (f"{FLOW}/v1beta2", "PriorityLevelConfiguration"),
        spec(type="Limited", limited={"assuredConcurrencyShares": 20, "limitResponse": {"type": "Reject"}}),
        spec(type="Limited", limited={"nominalConcurrencyShares": 20, "limitResponse": {"type": "Reject"}}),
    ),
    (
        "no shares stood for the default",
        (f"{FLOW}/v1beta3", "PriorityLevelConfiguration"),
        spec(type="Limited", limited={"nominalConcurrencyShares": 0}),
        spec(type="Limited", limited={}),
    ),
    (
        "a claim for devices",
        ("resource.k8s.io/v1beta1", "ResourceClaimTemplate"),
        spec(
            spec={
                "devices": {
                    "requests": [
                        {"name": "a", "deviceClassName": "gpu", "count": 2},
                        {"name": "b", "firstAvailable": [{"name": "c", "deviceClassName": "gpu"}]},
                    ]
                }
            }
        ),
        spec(
            spec={
                "devices": {
                    "requests": [
                        {"name": "a", "exactly": {"deviceClassName": "gpu", "count": 2}},
                        {"name": "b", "firstAvailable": [{"name": "c", "deviceClassName": "gpu"}]},
                    ]
                }
            }
        ),
    ),
]


@pytest.mark.parametrize(("key", "old", "new"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_fields(key, old, new):
    assert convert(*key, old) == (new, [])


@pytest.mark.parametrize(("key", "old", "new"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_second_conversion_changes_nothing(key, old, new):
    """Charts write new fields under an old version, too."""
    once, _told = convert(*key, old)
    assert convert(*key, once) == (once, [])


def test_a_webhook_keeps_the_defaults_of_its_version():
    old = {
        "webhooks": [
            {
                "name": "a.example.com",
                "clientConfig": {"service": {"name": "a", "namespace": "b"}},
                "rules": [{"operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]}],
            },
            {
                "name": "b.example.com",
                "failurePolicy": "Fail",
                "matchPolicy": "Equivalent",
                "timeoutSeconds": 5,
                "sideEffects": "NoneOnDryRun",
                "admissionReviewVersions": ["v1", "v1beta1"],
            },
        ]
    }
    new, told = convert("admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", old)
    first, second = new["webhooks"]
    assert first == {
        **old["webhooks"][0],
        "rules": [{**old["webhooks"][0]["rules"][0], "scope": "*"}],
        "failurePolicy": "Ignore",
        "matchPolicy": "Exact",
        "timeoutSeconds": 30,
        "sideEffects": "None",
        "admissionReviewVersions": ["v1beta1"],
    }
    assert second == old["webhooks"][1]
    assert told == ["the webhooks a.example.com are taken to have no side effects (sideEffects: None)"]


IMPOSSIBLE = [
    ("a workload without labels", ("apps/v1beta1", "Deployment"), spec(template={"spec": {}}), "selector"),
    (
        "a signing request without a signer",
        ("certificates.k8s.io/v1beta1", "CertificateSigningRequest"),
        spec(request="x", usages=["client auth"]),
        "signerName",
    ),
    (
        "a definition without a version",
        ("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"),
        spec(group="a.example"),
        "no version",
    ),
]


@pytest.mark.parametrize(("key", "old", "said"), [row[1:] for row in IMPOSSIBLE], ids=[row[0] for row in IMPOSSIBLE])
def test_what_cannot_be_rewritten(key, old, said):
    with pytest.raises(NotConvertible, match=said):
        convert(*key, old)


ODD = [None, "text", 5, [], ["x"], {"a": None}]


@pytest.mark.parametrize("odd", ODD, ids=repr)
@pytest.mark.parametrize(("api_version", "kind"), sorted(ROUTES), ids=str)
def test_documents_that_hold_anything_end_in_no_other_error(api_version, kind, odd):
    for fields in (
        {"spec": odd},
        {"spec": dict.fromkeys(("template", "versions", "rules", "metrics", "devices", "validation", "limited"), odd)},
        {"webhooks": odd, "endpoints": odd, "subjects": odd, "roleRef": odd},
        {"spec": {"version": "v1", "validation": {"openAPIV3Schema": odd}, "additionalPrinterColumns": odd}},
        {"spec": {"version": "v1", "validation": {"openAPIV3Schema": {"properties": odd, "items": odd, "anyOf": odd}}}},
        {"metadata": odd},
    ):
        with contextlib.suppress(NotConvertible):
            convert(api_version, kind, fields)
