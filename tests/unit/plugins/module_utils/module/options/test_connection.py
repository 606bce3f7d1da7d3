# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options: names, environment variables and secrets."""

from __future__ import annotations

import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ConnectionOptionsError
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection

SPEC = {**connection.SPEC, **connection.PASSWORD_SPEC}

#: option, variable, text of the variable, field of ConnectionOptions, value
VARIABLES = {
    "context": ("CONTEXT", "c", "context", "c"),
    "kubeconfig": ("KUBECONFIG", "/k", "kubeconfig", "/k"),
    "host": ("HOST", "https://h", "host", "https://h"),
    "api_key": ("API_KEY", "t", "api_key", "t"),
    "ca_cert": ("SSL_CA_CERT", "/ca", "ca_cert", "/ca"),
    "validate_certs": ("VERIFY_SSL", "no", "validate_certs", False),
    "client_cert": ("CERT_FILE", "/c", "client_cert", "/c"),
    "client_key": ("KEY_FILE", "/k", "client_key", "/k"),
    "username": ("USERNAME", "u", "username", "u"),
    "password": ("PASSWORD", "p", "password", "p"),
    "proxy": ("PROXY", "http://p", "proxy", "http://p"),
    "no_proxy": ("NO_PROXY", "h", "no_proxy", "h"),
    "impersonate_user": ("IMPERSONATE_USER", "i", "impersonate_user", "i"),
    "impersonate_groups": ("IMPERSONATE_GROUPS", "a,b", "impersonate_groups", ("a", "b")),
    "tls_server_name": ("TLS_SERVER_NAME", "n", "tls_server_name", "n"),
}


@pytest.mark.parametrize(("variable", "text", "field", "value"), VARIABLES.values(), ids=VARIABLES)
def test_variables(monkeypatch, task, variable, text, field, value):
    assert not getattr(connection.options_from(task(SPEC).params), field)
    monkeypatch.setenv(f"K8S_AUTH_{variable}", text)
    assert getattr(connection.options_from(task(SPEC).params), field) == value


ALIASES = {
    "kube_context": ("context", "c"),
    "kubeconfig_path": ("kubeconfig", "/k"),
    "ssl_ca_cert": ("ca_cert", "/ca"),
    "verify_ssl": ("validate_certs", False),
    "cert_file": ("client_cert", "/c"),
    "key_file": ("client_key", "/k"),
}


@pytest.mark.parametrize(("alias", "field", "value"), [(k, *v) for k, v in ALIASES.items()], ids=ALIASES)
def test_aliases(task, alias, field, value):
    assert getattr(connection.options_from(task(SPEC, **{alias: value}).params), field) == value


def test_verification_defaults_to_the_kubeconfig(task):
    assert connection.options_from(task(SPEC).params).validate_certs is None
    assert connection.options_from(task(SPEC, validate_certs=True).params).validate_certs is True


def test_an_invalid_kubeconfig(task):
    with pytest.raises(ConnectionOptionsError, match="kubeconfig: is neither a path nor a dictionary"):
        connection.options_from(task(SPEC, kubeconfig=["a"]).params)


KUBECONFIG = {
    "users": [
        {"name": "a", "user": {"token": "secret-1", "password": "secret-2", "client-key-data": "secret-3"}},
        {"name": "b", "user": {"auth-provider": {"config": {"id-token": "secret-4", "idp": "public"}}}},
        {"name": "c", "user": {"exec": {"command": "x", "env": [{"name": "TOKEN", "value": "secret-5"}]}}},
        {"name": "d", "user": None},
        "broken",
    ]
}
SECRETS = {f"secret-{number}" for number in range(1, 6)}


@pytest.mark.parametrize("form", [KUBECONFIG, json.dumps(KUBECONFIG)], ids=["dictionary", "text"])
def test_secrets_of_a_kubeconfig_are_not_logged(task, form):
    module = task(SPEC, kubeconfig=form)
    connection.hide_secrets(module)
    assert module.secrets == SECRETS


@pytest.mark.parametrize("form", ["/path", None, {"users": None}, {"users": {}}, {}])
def test_a_kubeconfig_without_secrets(task, form):
    module = task(SPEC, kubeconfig=form)
    connection.hide_secrets(module)
    assert module.secrets == set()


def test_options_show_no_secrets(task):
    shown = repr(connection.options_from(task(SPEC, api_key="geheim", password="geheim", kubeconfig=KUBECONFIG).params))
    assert "geheim" not in shown
    assert "secret-" not in shown
