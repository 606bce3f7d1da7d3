# SPDX-License-Identifier: GPL-3.0-or-later
"""Backends: unsupported options and the connection to Tiller."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.module import (
    backends,
    release,
    release_info,
    release_rollback,
    release_test,
)
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import tiller_options

UNSET = {name: spec.get("default") for name, spec in tiller_options.SPEC.items()}


def defaults(spec):
    return {name: option.get("default") for name, option in spec.items()}


@pytest.mark.parametrize("module", [release, release_info, release_rollback, release_test])
def test_the_defaults_of_every_module_suit_tiller(module):
    backends.check_options({**defaults(module.SPEC), "backend": "tiller"})


@pytest.mark.parametrize(
    ("module", "option", "value"),
    [
        (release, "apply", "server"),
        (release, "server_side", "true"),
        (release, "wait_for_jobs", True),
        (release, "force_conflicts", True),
        (release, "history_max", 5),
        (release, "take_ownership", True),
        (release, "labels", {"a": "b"}),
        (release, "patches", [{"patch": "x"}]),
        (release, "post_render", "x"),
        (release, "post_renderer", ["x"]),
        (release, "rewrite_apis", True),
        (release, "crds", "upgrade"),
        (release, "deletion_propagation", "orphan"),
        (release_rollback, "rewrite_apis", True),
        (release_info, "label_selector", "a=b"),
        (release_test, "include", ["x"]),
        (release_test, "exclude", ["x"]),
    ],
)
def test_options_that_tiller_does_not_support(module, option, value):
    assert option in module.SPEC
    with pytest.raises(ReleaseError, match=f"{option}: is not supported with backend: tiller") as caught:
        backends.check_options({**defaults(module.SPEC), "backend": "tiller", option: value})
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("params", "tls"),
    [
        ({}, None),
        ({"tls_verify": False}, None),
        ({"tls_verify": True}, ("/h/ca.pem", "/h/cert.pem", "/h/key.pem", "", True)),
        ({"tls_cert": "c", "tls_key": "k"}, ("/h/ca.pem", "c", "k", "", True)),
        ({"tls_ca_cert": "a", "tls_verify": False}, ("a", "/h/cert.pem", "/h/key.pem", "", False)),
        ({"tls_hostname": "tiller"}, ("/h/ca.pem", "/h/cert.pem", "/h/key.pem", "tiller", True)),
    ],
)
def test_when_tls_is_used(params, tls, monkeypatch):
    monkeypatch.setenv("HELM_HOME", "/h")
    found = tiller_options.options_from({**UNSET, **params}).tls
    assert (None if found is None else (found.ca_cert, found.cert, found.key, found.hostname, found.verify)) == tls


@pytest.mark.parametrize(
    ("params", "asked"),
    [
        ({"tiller_host": "x:1"}, False),
        ({"tiller_host": "x:1", "context": "here"}, True),
        ({"tiller_host": "x:1", "kubeconfig": "/x"}, True),
        ({}, True),
    ],
)
def test_with_an_address_of_tiller_the_default_kubeconfig_is_not_used(params, asked, monkeypatch):
    class Module:
        def __init__(self, params):
            self.params = params

    monkeypatch.setattr(tiller_options.connection, "connect_from", lambda module: "api")
    assert tiller_options.api_from(Module({**UNSET, **params})) == ("api" if asked else None)
