# SPDX-License-Identifier: GPL-3.0-or-later
"""One name for one thing in all modules; other names are aliases, and those with two meanings are listed here."""

from __future__ import annotations

import pytest

from .conftest import NAMES, documented

#: Option to its aliases in any module.
ALIASES = {
    "annotation_selector": {"annotationSelector"},
    "ca_cert": {"ssl_ca_cert"},
    "chart_devel": {"devel"},
    "chart_name": {"name"},
    "chart_ref": {"chart", "chart_path", "path"},
    "chart_type": {"type"},
    "chart_version": {"version"},
    "client_cert": {"cert_file"},
    "client_key": {"key_file"},
    "context": {"kube_context"},
    "dependency_update": {"dep_up"},
    "destination": {"dest", "path"},
    "force_update": {"force"},
    "helm_home": {"path"},
    "image": {"tiller_image"},
    "insecure_skip_tls_verify": {"insecure", "insecure_registry", "skip_tls_certs_check"},
    "keyword": {"query"},
    "kubeconfig": {"kubeconfig_path"},
    "label_selector": {"labelSelector", "selector"},
    "limit": {"max"},
    "overrides": {"override"},
    "path": {"dir", "folder"},
    "release_name": {"name"},
    "release_namespace": {"namespace"},
    "release_state": {"state"},
    "release_values": {"values"},
    "repo_ca_cert": {"ca_file", "chart_ca_cert"},
    "repo_client_cert": {"cert_file", "chart_ssl_cert_file"},
    "repo_client_key": {"chart_ssl_key_file", "key_file"},
    "repo_name": {"name"},
    "repo_password": {"chart_repo_password", "password"},
    "repo_state": {"state"},
    "repo_timeout": {"registry_timeout"},
    "repo_url": {"chart_repo_url", "remote", "url"},
    "repo_username": {"chart_repo_username", "username"},
    "swift_url": {"url"},
    "take_ownership": {"adopt"},
    "timeout": {"wait_timeout"},
    "untar_dir": {"untardir"},
    "update_repo_cache": {"update_cache"},
    "validate_certs": {"verify_ssl"},
}

#: Names with more than one meaning, which is the reason that they are aliases, to the options that they may mean. The
#: names of kubernetes.core and of Ansible modules in general leave no choice.
AMBIGUOUS = {
    "cert_file": {"client_cert", "repo_client_cert"},
    "force": {"force", "force_update"},
    "key_file": {"client_key", "repo_client_key"},
    "name": {"chart_name", "name", "release_name", "repo_name"},
    "namespace": {"namespace", "release_namespace"},
    "password": {"password", "repo_password"},
    "path": {"chart_ref", "destination", "helm_home", "path"},
    "state": {"release_state", "repo_state", "state"},
    "url": {"repo_url", "swift_url"},
    "username": {"repo_username", "username"},
    "version": {"chart_version", "version"},
}

#: Options whose type differs: kubernetes.core's helm_pull does not expand paths, and releases of several states can be
#: listed, but only one state can be requested.
TYPES = {"chart_ref": {"path", "str"}, "release_state": {"list", "str"}}


def options(spec, nested=True):
    """Return name and entry of all options of an argument spec, including suboptions."""
    for name, entry in spec.items():
        yield name, entry
        if nested:
            yield from options(entry.get("options") or {})


@pytest.fixture(scope="module")
def modules():
    return {name: documented(name).arguments["argument_spec"] for name in NAMES}


def test_every_alias_belongs_to_the_same_option_everywhere(modules):
    found: dict[str, set[str]] = {}
    for spec in modules.values():
        for name, entry in options(spec):
            if entry.get("aliases"):
                found.setdefault(name, set()).update(entry["aliases"])
    assert found == ALIASES


def test_a_name_means_one_thing_unless_it_is_listed(modules):
    meanings: dict[str, set[str]] = {}
    for spec in modules.values():
        for name, entry in options(spec):
            for each in (name, *entry.get("aliases", ())):
                meanings.setdefault(each, set()).add(name)
    assert {name: found for name, found in meanings.items() if len(found) > 1} == AMBIGUOUS


def test_an_option_has_the_same_type_everywhere(modules):
    kinds: dict[str, set[str]] = {}
    for spec in modules.values():
        for name, entry in options(spec, nested=False):
            kinds.setdefault(name, set()).add(entry["type"])
    assert {name: found for name, found in kinds.items() if len(found) > 1} == TYPES


#: The options and aliases of the modules of kubernetes.core, apart from the connection options.
KUBERNETES_CORE = {
    "release": (
        "atomic chart_ref chart_repo_url chart_version create_namespace dep_up dependency_update disable_hook "
        "force force_conflicts history_max insecure_skip_tls_verify name namespace plain_http post_renderer "
        "purge release_name release_namespace release_state release_values replace reset_then_reuse_values "
        "reset_values reuse_values server_side set_values skip_crds skip_schema_validation "
        "skip_tls_certs_check state take_ownership timeout update_repo_cache values values_files wait "
        "wait_timeout"
    ),
    "release_info": "get_all_values name namespace release_name release_namespace release_state",
    "template": (
        "chart_ref chart_repo_url chart_version dep_up dependency_update disable_hook include_crds "
        "insecure_registry name output_dir plain_http release_name release_namespace release_values "
        "set_values show_only update_repo_cache values values_files"
    ),
    "repository": (
        "force force_update insecure_skip_tls_verify name pass_credentials password repo_name repo_password "
        "repo_state repo_url repo_username skip_tls_certs_check state url username"
    ),
    "chart_pull": (
        "chart_ca_cert chart_devel chart_ref chart_repo_password chart_repo_url chart_repo_username "
        "chart_ssl_cert_file chart_ssl_key_file chart_version destination force insecure_skip_tls_verify "
        "pass_credentials password plain_http provenance repo_password repo_url repo_username "
        "skip_tls_certs_check untar_chart url username verify_chart verify_chart_keyring"
    ),
    "registry_auth": (
        "ca_file cert_file host insecure key_file password plain_http registry_url repo_password "
        "repo_username state username"
    ),
}


@pytest.mark.parametrize("name", KUBERNETES_CORE)
def test_the_options_of_kubernetes_core_are_accepted(modules, name):
    spec = modules[name]
    accepted = {each for option, entry in spec.items() for each in (option, *entry.get("aliases", ()))}
    assert set(KUBERNETES_CORE[name].split()) <= accepted
