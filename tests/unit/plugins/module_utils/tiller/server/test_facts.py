# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of a Tiller, as read from its Deployment."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.facts import facts_of
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.manifests import deployment
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.server.spec import Certificates, TillerSpec

DEFAULT = {
    "namespace": "kube-system",
    "name": "tiller-deploy",
    "image": "ghcr.io/helm/tiller:v2.17.0",
    "replicas": 1,
    "ready_replicas": 0,
    "service_account": "",
    "service_account_alias": "",
    "automount_token": True,
    "history_max": 0,
    "storage": "configmap",
    "tls": "none",
    "host_network": False,
    "local_only": False,
    "node_selectors": {},
}

#: fields of a spec, and the facts in which its Deployment differs from the default one
SPECS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "history": ({"history_max": 9}, {"history_max": 9}),
    "an account": ({"service_account": "tiller"}, {"service_account": "tiller"}),
    "no token": ({"automount_token": False}, {"automount_token": False}),
    "secrets": ({"storage": "secret"}, {"storage": "secret"}),
    "memory, local only": ({"storage": "memory", "local_only": True}, {"storage": "memory", "local_only": True}),
    "network of the node": ({"host_network": True, "replicas": 2}, {"host_network": True, "replicas": 2}),
    "selectors": ({"node_selectors": {"a": "b"}}, {"node_selectors": {"a": "b"}}),
    "TLS for any client": ({"certificates": Certificates(b"k", b"c")}, {"tls": "encrypt"}),
    "TLS with verification": ({"certificates": Certificates(b"k", b"c", b"a")}, {"tls": "verify"}),
}


@pytest.mark.parametrize(("fields", "differing"), SPECS.values(), ids=SPECS)
def test_facts_match_the_spec(fields: dict[str, Any], differing: dict[str, Any]) -> None:
    assert facts_of(deployment(TillerSpec(**fields))).as_dict() == DEFAULT | differing


#: fields of a container, and their meaning
CONTAINERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "arguments": ({"args": ["--storage=secret", "--history-max=5"]}, {"storage": "secret", "history_max": 5}),
    "two words": ({"command": ["/tiller", "--storage", "sql"]}, {"storage": "sql"}),
    "one dash": ({"command": ["/tiller", "-storage=secret"]}, {"storage": "secret"}),
    "listening on 127.0.0.1": ({"args": ["--listen=127.0.0.1:44134"]}, {"local_only": True}),
    "listening everywhere": ({"args": ["--listen=:44134"]}, {"local_only": False}),
    "TLS by flags": ({"args": ["--tls", "--tls-verify"]}, {"tls": "verify"}),
    "TLS by a flag": ({"args": ["--tls=true"]}, {"tls": "encrypt"}),
    # Tiller takes any value as true.
    "verify is 0": ({"env": [{"name": "TILLER_TLS_VERIFY", "value": "0"}]}, {"tls": "verify", "history_max": None}),
    "verify is empty": ({"env": [{"name": "TILLER_TLS_VERIFY"}]}, {"history_max": None}),
    "no history": ({"env": []}, {"history_max": None}),
}


@pytest.mark.parametrize(("container", "differing"), CONTAINERS.values(), ids=CONTAINERS)
def test_flags_and_variables(container: dict[str, Any], differing: dict[str, Any]) -> None:
    document = deployment(TillerSpec())
    document["spec"]["template"]["spec"]["containers"][0].update(container)
    assert facts_of(document).as_dict() == DEFAULT | differing


def test_the_container_is_found_among_others() -> None:
    document = deployment(TillerSpec(image="a:v2.1.0"))
    document["spec"]["template"]["spec"]["containers"].insert(0, {"name": "proxy", "image": "b"})
    assert facts_of(document).image == "a:v2.1.0"
