# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's texts, and what is made of them."""

from __future__ import annotations

import ssl

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import TillerError
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection import connect, tls
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection.tls_stream import forward_failure
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.refusals import refusal


@pytest.mark.parametrize(
    ("text", "reason", "message"),
    [
        ('release: "shop" not found', "not-found", 'release: "shop" not found'),
        ('getting deployed release "shop": release: "shop" not found', "not-found", "not found"),
        ("getting release 'shop' (v3): release: \"shop.v3\" not found", "not-found", "shop.v3"),
        ('"shop" has no deployed releases', "not-deployed", "has no deployed releases"),
        (
            "a release named shop already exists.\nRun: helm ls --all shop; to check the status of the release",
            "exists",
            "a release of this name exists already",
        ),
        ("a release named shop is in use, cannot re-use a name that is still in use", "exists", "is in use"),
        ("another operation (install/upgrade/rollback) is in progress", "locked", "in progress"),
        ('release: "shop.v2" already exists', "locked", "in progress"),
        ('the release named "shop" is already deleted', "deleted", "deleted already"),
        ("incompatible versions client[v2.18.0] server[v2.17.0]", "version", "incompatible versions"),
        (
            "current release manifest contains removed kubernetes api(s) for this kubernetes version and it is "
            "therefore unable to build the kubernetes objects",
            "removed-api",
            "removed kubernetes api",
        ),
        (
            'kind Pod with the name "x" already exists in the cluster and wasn\'t defined in the previous release',
            "conflict",
            "already exists in the cluster",
        ),
        ("release shop failed: timed out waiting for the condition", "timeout", "timed out"),
        ("Chart requires kubernetesVersion: >=1.99 which is incompatible with Kubernetes v1.36.3", "chart", "requires"),
        ("release shop failed: no objects visited", "chart", "the chart renders no object"),
        ("YAML parse error on shop/templates/x.yaml: error converting YAML to JSON", "chart", "YAML parse error"),
        (
            'release shop failed: configmaps is forbidden: User "tiller" cannot create resource',
            "forbidden",
            "forbidden",
        ),
        ('release name "xxx" exceeds max length of 53', "name", "exceeds max length"),
        ("grpc: received message larger than max (30000000 vs. 20971520)", "too-large", "20 MiB"),
        ("something else entirely", "failed", "something else entirely"),
        ("", "failed", "refuses without a reason"),
    ],
)
def test_what_a_text_means(text, reason, message):
    error = refusal(text, "release shop")
    assert (error.reason, message in str(error)) == (reason, True)
    assert str(error).startswith("release shop: ")
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("unable to do port forwarding: socat not found.", "role coxswain.helm.node_prep"),
        ('failed to find socat: exec: "socat": executable file not found in $PATH', "the node has no socat"),
        ("unable to do port forwarding: nsenter not found", "the node has no nsenter"),
        ("dial tcp4 127.0.0.1:44134: connect: connection refused", "nothing listens on Tiller's port"),
        ("dial tcp: lookup node-1 on 10.0.0.1:53: no such host", "the API server does not know the address"),
        ("No SSH tunnels currently open. Were the targets able to accept an ssh-key", "no way to the node"),
        ("something else", "the port cannot be forwarded: something else"),
    ],
)
def test_what_a_failed_port_forward_means(text, message):
    error = forward_failure(f"an error occurred forwarding 1 -> 44134: error forwarding port 44134: {text}", "Tiller")
    assert message.partition(": ")[0] in str(error) and error.remedy and error.reason == "unreachable"


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "refuses the client's certificate"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "refuses the client's certificate"),
        ("TLSV1_ALERT_UNKNOWN_CA", "another authority has issued it"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "it has expired"),
        ("WRONG_VERSION_NUMBER", "it does not speak TLS"),
        ("INTERNAL_ERROR", "TLS failed (internal error)"),
    ],
)
def test_what_a_failure_of_tls_means(reason, message):
    error = ssl.SSLError(1, f"[SSL: {reason}] text")
    error.reason = reason
    assert message in str(tls.explained(error, "Tiller at x", "x"))


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        ("certificate has expired", "Tiller's certificate has expired"),
        ("certificate is not yet valid", "is not valid yet"),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'", "is not made out to 127.0.0.1"),
        ("Hostname mismatch, certificate is not valid for 'a'", "Set tls_hostname"),
        ("unable to get local issuer certificate", "Give the authority that has issued it with tls_ca_cert"),
    ],
)
def test_what_a_certificate_that_is_refused_means(verdict, message):
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_message = verdict
    assert message in str(tls.explained(error, "Tiller at x", "127.0.0.1"))


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("tiller.example.com:44134", ("tiller.example.com", 44134)),
        (":44134", ("127.0.0.1", 44134)),
        ("10.0.0.1", ("10.0.0.1", 44134)),
        ("[fe80::1]:1", ("fe80::1", 1)),
        ("[::1]", ("::1", 44134)),
        (" host:1 ", ("host", 1)),
    ],
)
def test_addresses(text, address):
    assert connect.address_of(text) == address


@pytest.mark.parametrize("text", ["", " ", "http://x:1", "x:0", "x:65536", "x:y", "fe80::1", "a b:1", "x:1/path"])
def test_what_is_no_address(text):
    with pytest.raises(TillerError, match="is not the address of Tiller"):
        connect.address_of(text)


def pod(name, *, ready=True, owner=None, created="2026-01-01T00:00:00Z", hash_=None, deleted=False, **status):
    metadata = {"name": name, "creationTimestamp": created, "labels": {"pod-template-hash": hash_} if hash_ else {}}
    if owner:
        metadata["ownerReferences"] = [{"controller": True, "kind": "ReplicaSet", "name": owner}]
    if deleted:
        metadata["deletionTimestamp"] = created
    conditions = [{"type": "Ready", "status": "True" if ready else "False", **status}]
    return {"metadata": metadata, "status": {"phase": "Running", "conditions": conditions}}


class Pods:
    def __init__(self, *found):
        self.found = list(found)

    def items(self, path, query):
        assert (path, query) == ("/api/v1/namespaces/kube-system/pods", {"labelSelector": "app=helm,name=tiller"})
        return self.found


@pytest.mark.parametrize(
    ("pods", "found"),
    [
        pytest.param([pod("a")], "a", id="one"),
        pytest.param([pod("a", ready=False), pod("b")], "b", id="one of two is ready"),
        pytest.param(
            [
                pod("t-1-a", owner="t-1", hash_="1", created="2026-01-01T00:00:00Z"),
                pod("t-2-b", owner="t-2", hash_="2", created="2026-01-02T00:00:00Z"),
            ],
            "t-2-b",
            id="a roll-out",
        ),
        pytest.param([pod("t-1-a", owner="t-1"), pod("t-1-b", owner="t-1")], "t-1-b", id="replicas"),
        pytest.param([pod("old", deleted=True), pod("new")], "new", id="one is going"),
    ],
)
def test_the_pod_that_is_chosen(pods, found):
    assert connect.find_pod(Pods(*pods), "kube-system") == found


@pytest.mark.parametrize(
    ("pods", "reason", "message"),
    [
        ([], "absent", "could not find tiller in namespace kube-system"),
        ([pod("a", ready=False, message="image missing")], "not-ready", "a is Running (image missing)"),
        ([pod("a"), pod("b")], "several", "several Tillers in namespace kube-system: a, b"),
        ([pod("x-1-a", owner="x-1", hash_="1"), pod("y-1-a", owner="y-1", hash_="1")], "several", "x, y"),
    ],
    ids=["none", "not ready", "two pods", "two deployments"],
)
def test_pods_that_will_not_do(pods, reason, message):
    with pytest.raises(TillerError) as caught:
        connect.find_pod(Pods(*pods), "kube-system")
    assert caught.value.reason == reason and message in str(caught.value)
