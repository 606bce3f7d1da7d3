# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``tiller``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import TillerError
from .definition import ModuleDefinition
from .options import connection, tiller_options
from .options.duration import seconds
from .progress import Progress
from .task import Task
from .tiller_details import describe

if TYPE_CHECKING:
    from ..cluster.api import Api
    from ..tiller.connection.connect import TillerOptions
    from ..tiller.server.changes import InstallResult
    from ..tiller.server.spec import TillerSpec

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.SPEC,
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "image": {"type": "str", "default": "ghcr.io/helm/tiller:v2.17.0", "aliases": ["tiller_image"]},
    "canary_image": {"type": "bool", "default": False},
    "replicas": {"type": "int", "default": 1},
    "service_account": {"type": "str"},
    "automount_service_account_token": {"type": "bool", "default": True},
    "node_selectors": {"type": "dict", "default": {}},
    "overrides": {"type": "list", "elements": "str", "default": [], "aliases": ["override"]},
    "history_max": {"type": "int", "default": 0},
    "net_host": {"type": "bool", "default": False},
    "storage": {"type": "str", "default": "configmap", "choices": ["configmap", "secret", "memory"]},
    "listen_localhost": {"type": "bool", "default": False},
    "tiller_tls": {"type": "bool", "default": False},
    "tiller_tls_verify": {"type": "bool", "default": False},
    "tiller_tls_cert": {"type": "path"},
    "tiller_tls_key": {"type": "path", "no_log": False},
    "rbac": {
        "type": "str",
        "default": "none",
        "choices": ["none", "cluster-admin", "namespaces", "cluster-rules"],
    },
    "rbac_namespaces": {"type": "list", "elements": "str", "default": []},
    "rbac_rules": {"type": "list", "elements": "dict", "default": []},
    "scope": {"type": "str", "default": "all", "choices": ["all", "rbac", "tiller"]},
    "create_namespace": {"type": "bool", "default": False},
    "force_upgrade": {"type": "bool", "default": False},
    "wait": {"type": "bool", "default": True},
    "wait_for": {"type": "str", "default": "answer", "choices": ["answer", "ready"]},
    "timeout": {"type": "str", "default": "300s", "aliases": ["wait_timeout"]},
    "force": {"type": "bool", "default": False},
    "remove_rbac": {"type": "bool", "default": False},
    "remove_records": {"type": "bool", "default": False},
}

_LIMIT = 1024 * 1024


def run(task: Task) -> dict[str, Any]:
    """Ensure that Tiller is installed, or that it is not."""
    params = task.params
    spec = spec_from(params)
    api = connection.connect_from(task)
    try:
        if params["state"] == "absent":
            return _absent(task, api, spec)
        return _present(task, api, spec)
    finally:
        api.close()


def _present(task: Task, api: Api, spec: TillerSpec) -> dict[str, Any]:
    from ..tiller.server import install, readiness

    params = task.params
    outcome = install.install(api, spec, scope=params["scope"], dry_run=task.check_mode)
    result = _result(task, outcome, spec)
    result["restarted"] = outcome.restarted
    result["version"] = ""
    if params["wait"] and params["scope"] != install.RBAC and not task.check_mode:
        try:
            result["version"] = readiness.wait_until_ready(
                api,
                options_from(params),
                seconds(params["timeout"], "timeout"),
                params["wait_for"],
                Progress(task.live, task.secrets),
            )
            _check_version(spec.chosen_image, result["version"])
        except TillerError as error:
            error.result = {**result, "tiller": describe(api, spec.namespace)}
            raise
    result["tiller"] = describe(api, spec.namespace)
    return result


def _check_version(image: str, version: str) -> None:
    """Check that the version that Tiller reports matches the tag of its image.

    :raises TillerError: it does not.
    """
    from ..data import semver
    from ..tiller.server.spec import version_of

    tagged = version_of(image)
    if not version or tagged is None:
        return
    running = semver.parse(version)
    # Tags of mirrors may have a suffix.
    if (running.major, running.minor, running.patch) != (tagged.major, tagged.minor, tagged.patch):
        raise TillerError(
            f"contains Tiller {version}, which does not match its tag",
            f"image {image}",
            "Set image to one whose tag is the version of Tiller.",
            reason="version",
        )


def _absent(task: Task, api: Api, spec: TillerSpec) -> dict[str, Any]:
    from ..tiller.connection.connect import connect
    from ..tiller.server import readiness, uninstall

    params = task.params

    def list_deployed() -> list[str]:
        with connect(options_from(params), api) as tiller:
            return [str(release.name) for release in tiller.list_releases(["DEPLOYED"])]

    outcome = uninstall.uninstall(
        api,
        spec,
        force=params["force"],
        remove_rbac=params["remove_rbac"],
        remove_records=params["remove_records"],
        list_deployed=list_deployed,
        dry_run=task.check_mode,
    )
    if outcome.changes and params["wait"] and not task.check_mode:
        timeout = seconds(params["timeout"], "timeout")
        readiness.wait_until_gone(api, spec.namespace, timeout, Progress(task.live, task.secrets))
    return {**_result(task, outcome, spec), "restarted": False, "version": "", "tiller": None}


def _result(task: Task, outcome: InstallResult, spec: TillerSpec) -> dict[str, Any]:
    from ..release.reporting import diff

    result: dict[str, Any] = {
        "changed": bool(outcome.changes),
        "changes": [
            {
                "action": change.action,
                "api_version": change.ref.api_version,
                "kind": change.ref.kind,
                "namespace": change.ref.namespace,
                "name": change.ref.name,
            }
            for change in outcome.changes
        ],
    }
    if task.diff:
        result["diff"] = diff.object_diffs(outcome.pairs, spec.namespace)
    return result


def spec_from(params: dict[str, Any]) -> TillerSpec:
    """Return the desired state.

    :raises TillerError: a certificate or key cannot be read.
    """
    from ..tiller.server.spec import Permissions, TillerSpec

    return TillerSpec(
        namespace=params["tiller_namespace"],
        image=params["image"],
        canary=params["canary_image"],
        replicas=params["replicas"],
        service_account=params["service_account"] or "",
        automount_token=params["automount_service_account_token"],
        node_selectors={str(key): _label(value) for key, value in (params["node_selectors"] or {}).items()},
        overrides=tuple(params["overrides"]),
        history_max=params["history_max"],
        host_network=params["net_host"],
        storage=params["storage"],
        local_only=params["listen_localhost"],
        certificates=_certificates(params) if params["state"] == "present" else None,
        permissions=Permissions(
            params["rbac"], tuple(params["rbac_namespaces"]), tuple(_rule(rule) for rule in params["rbac_rules"])
        ),
        create_namespace=params["create_namespace"],
        allow_downgrade=params["force_upgrade"],
    )


def options_from(params: dict[str, Any]) -> TillerOptions:
    """Return the options for the connection to Tiller, with the client certificate or else with Tiller's own."""
    from ..tiller.connection.connect import TillerOptions
    from ..tiller.connection.tls import TlsOptions

    tls = None
    if params["tiller_tls"] or params["tiller_tls_verify"]:
        verify = params["tls_verify"]
        tls = TlsOptions(
            ca_cert=params["tls_ca_cert"] or "",
            cert=params["tls_cert"] or params["tiller_tls_cert"] or "",
            key=params["tls_key"] or params["tiller_tls_key"] or "",
            hostname=params["tls_hostname"] or "",
            verify=bool(params["tls_ca_cert"]) if verify is None else verify,
        )
    return TillerOptions(params["tiller_host"] or "", params["tiller_namespace"], tls)


def _certificates(params: dict[str, Any]) -> Any:
    from ..tiller.server.spec import Certificates

    verify = params["tiller_tls_verify"]
    if not (params["tiller_tls"] or verify):
        return None
    authority = _file(params, "tls_ca_cert", "CA file") if verify else None
    return Certificates(
        key=_file(params, "tiller_tls_key", "TLS key file"),
        certificate=_file(params, "tiller_tls_cert", "TLS certificate file"),
        authority=authority,
    )


def _file(params: dict[str, Any], option: str, what: str) -> bytes:
    path = params[option]
    if not path:
        raise TillerError(f"missing required {what}", option, f"Set {option}.", reason="tls")
    try:
        with open(path, "rb") as stream:
            content = stream.read(_LIMIT + 1)
    except OSError as error:
        raise TillerError(
            f"cannot be read: {(error.strerror or 'unknown error').lower()}",
            f"{option} {path}",
            "It must be on the target host. The role or module certificates can create it.",
            reason="tls",
        ) from None
    if b"-----BEGIN" not in content or len(content) > _LIMIT:
        raise TillerError("is not a PEM file", f"{option} {path}", "Set it to a PEM file.", reason="tls")
    return content


def _label(value: Any) -> str:
    # YAML's true and false are strings in a label.
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule with the field names of Kubernetes, which may be written in snake case."""
    names = {
        "api_groups": "apiGroups",
        "resource_names": "resourceNames",
        "non_resource_urls": "nonResourceURLs",
    }
    return {names.get(name, name): value for name, value in rule.items()}


MODULE = ModuleDefinition(
    argument_spec={**connection.SPEC, **connection.PASSWORD_SPEC, **SPEC},
    run=run,
)
