# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``certificates``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ..certificates.specs import ECDSA, RSA, SUBJECT
from ..errors import CertificateError
from .definition import ModuleDefinition
from .task import Task

if TYPE_CHECKING:
    from ..certificates.specs import DirectorySpec

_PARTS: dict[str, str] = {
    "C": "country",
    "ST": "state_or_province",
    "L": "locality",
    "O": "organization",
    "OU": "organizational_unit",
    "CN": "common_name",
    "emailAddress": "email_address",
}

_SUBJECT: dict[str, dict[str, Any]] = {_PARTS[part]: {"type": "str"} for part in SUBJECT}

SPEC: dict[str, dict[str, Any]] = {
    "path": {"type": "path", "default": "/opt/helm/ssl"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "tiller_namespace": {"type": "str", "default": "kube-system"},
    "key_type": {"type": "str", "default": ECDSA, "choices": [ECDSA, RSA], "no_log": False},
    "key_size": {"type": "int", "default": 3072, "no_log": False},
    "authority": {"type": "dict", "options": _SUBJECT},
    "authority_days": {"type": "int", "default": 3650},
    "authority_renew_days": {"type": "int", "default": 425},
    "server": {"type": "dict", "options": _SUBJECT},
    "server_names": {"type": "list", "elements": "str", "default": []},
    "server_is_client": {"type": "bool", "default": True},
    "clients": {
        "type": "list",
        "elements": "dict",
        "options": {"name": {"type": "str", "required": True}, **_SUBJECT},
    },
    "days": {"type": "int", "default": 365},
    "renew_days": {"type": "int", "default": 30},
    "renew": {"type": "list", "elements": "str", "default": []},
    "rotation": {
        "type": "str",
        "default": "auto",
        "choices": ["auto", "introduce", "switch", "finish", "keep"],
    },
    "overlap_days": {"type": "int", "default": 1},
    "requests": {"type": "bool", "default": False},
}

#: base names of the files of Tiller and of the default client, as in Helm's documentation
_SERVER = "tiller"
_CLIENT = "helm"


def run(task: Task) -> dict[str, Any]:
    """Ensure or remove the authority and its certificates, and return their facts."""
    from ..certificates import ensure
    from ..certificates.directory import CertificateDirectory

    params = task.params
    spec = spec_from(params)
    if params["state"] == "absent":
        removed = ensure.remove(spec, check=task.check_mode)
        diff = {"diff": {"before": {"files": removed}, "after": {"files": []}}} if task.diff else {}
        return {
            "changed": bool(removed),
            "path": spec.path,
            **diff,
            "authority": None,
            "certificates": {},
            "changes": [{"what": "remove", "name": path, "reason": "state is absent"} for path in removed],
        }
    result = ensure.ensure(spec, step=params["rotation"], force=params["renew"], check=task.check_mode)
    for warning in result.warnings:
        task.warn(warning)
    directory = CertificateDirectory(spec.path)
    active, *others = result.authorities
    diff = {"diff": {"before": result.before, "after": result.after}} if task.diff else {}
    return {
        **diff,
        "changed": bool(result.changes),
        "path": spec.path,
        "changes": [{"what": change.what, "name": change.name, "reason": change.reason} for change in result.changes],
        "authority": {
            **active.as_dict(),
            "certificate_file": directory.certificate("ca"),
            "key_file": directory.key("ca"),
            "others": [item.as_dict() for item in others],
        },
        "certificates": {
            name: {**info.as_dict(), "certificate_file": directory.certificate(name), "key_file": directory.key(name)}
            for name, info in result.certificates.items()
        },
    }


def spec_from(params: dict[str, Any]) -> DirectorySpec:
    """Return the desired state that the options describe.

    :raises CertificateError: a number is out of range.
    """
    from ..certificates.specs import CertificateSpec, DirectorySpec, KeySpec, server_hosts

    for name, least in (("authority_days", 1), ("days", 1), ("renew_days", 0), ("overlap_days", 0)):
        if params[name] < least:
            raise CertificateError(f"is {params[name]}, the minimum is {least}", name)
    if params["renew_days"] >= params["days"]:
        raise CertificateError(
            f"is {params['renew_days']}, but certificates are valid for {params['days']} days only",
            "renew_days",
            "Use less than days, or every run reissues all certificates.",
        )
    if params["key_type"] == RSA and not 2048 <= params["key_size"] <= 8192:
        raise CertificateError(f"is {params['key_size']}", "key_size", "Use 2048 to 8192 bits for RSA.")
    hosts = tuple(dict.fromkeys((*server_hosts(params["tiller_namespace"]), *params["server_names"])))
    certificates = [
        CertificateSpec(
            _SERVER,
            _subject(params["server"], "tiller-server"),
            hosts,
            server=True,
            client=params["server_is_client"],
        )
    ]
    clients = params["clients"] if params["clients"] is not None else [{"name": _CLIENT}]
    certificates += [CertificateSpec(entry["name"], _subject(entry, entry["name"])) for entry in clients]
    return DirectorySpec(
        path=os.path.abspath(params["path"]),
        certificates=tuple(certificates),
        # the size applies to RSA only: it must not make two ECDSA keys differ
        key=KeySpec(RSA, params["key_size"]) if params["key_type"] == RSA else KeySpec(ECDSA),
        authority_subject=_subject(params["authority"], "tiller-ca"),
        authority_days=params["authority_days"],
        certificate_days=params["days"],
        renew_days=params["renew_days"],
        authority_renew_days=params["authority_renew_days"],
        overlap_days=params["overlap_days"],
        requests=params["requests"],
    )


def _subject(given: dict[str, Any] | None, common_name: str) -> dict[str, str]:
    found = {part: str(given[option]) for part, option in _PARTS.items() if given and given.get(option)}
    return found if "CN" in found else {**found, "CN": common_name}


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
)
