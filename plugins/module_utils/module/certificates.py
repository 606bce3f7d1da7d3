# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``certificates`` does."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..certificates.model import ECDSA, RSA, SUBJECT
from ..errors import CertificateError

if TYPE_CHECKING:
    from ..certificates.model import Leaf, Wanted

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

#: the name of Tiller's files, as in Helm's documents
_SERVER = "tiller"
_CLIENT = "helm"


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have the authority and its certificates in the folder, or none of them, and tell about them."""
    from ..certificates import renew
    from ..certificates.files import Folder

    params = module.params
    wanted = wanted_from(params)
    if params["state"] == "absent":
        removed = renew.remove(wanted, check=module.check_mode)
        gone = {"diff": {"before": {"files": removed}, "after": {"files": []}}} if module._diff else {}
        return {
            "changed": bool(removed),
            "path": wanted.folder,
            **gone,
            "authority": None,
            "certificates": {},
            "changes": [{"what": "remove", "name": path, "reason": "state is absent"} for path in removed],
        }
    outcome = renew.bring(wanted, step=params["rotation"], force=params["renew"], check=module.check_mode)
    for warning in outcome.warnings:
        module.warn(warning)
    folder = Folder(wanted.folder)
    active, *others = outcome.authorities
    shown = {"diff": {"before": outcome.before, "after": outcome.after}} if module._diff else {}
    return {
        **shown,
        "changed": bool(outcome.changes),
        "path": wanted.folder,
        "changes": [{"what": change.what, "name": change.name, "reason": change.reason} for change in outcome.changes],
        "authority": {
            **active.as_dict(),
            "certificate_file": folder.certificate("ca"),
            "key_file": folder.key("ca"),
            "others": [item.as_dict() for item in others],
        },
        "certificates": {
            name: {**facts.as_dict(), "certificate_file": folder.certificate(name), "key_file": folder.key(name)}
            for name, facts in outcome.leaves.items()
        },
    }


def wanted_from(params: dict[str, Any]) -> Wanted:
    """What the options ask for.

    :raises CertificateError: a number makes no sense.
    """
    from ..certificates.model import KeyKind, Leaf, Wanted, server_hosts

    for name, least in (("authority_days", 1), ("days", 1), ("renew_days", 0), ("overlap_days", 0)):
        if params[name] < least:
            raise CertificateError(f"is {params[name]}, which is too few", name)
    if params["renew_days"] >= params["days"]:
        raise CertificateError(
            f"is {params['renew_days']}, and certificates hold {params['days']} days",
            "renew_days",
            "With fewer days than they hold, they are not issued anew by every run.",
        )
    if params["key_type"] == RSA and not 2048 <= params["key_size"] <= 8192:
        raise CertificateError(f"is {params['key_size']}", "key_size", "Use 2048 to 8192 bits for RSA.")
    hosts = tuple(dict.fromkeys((*server_hosts(params["tiller_namespace"]), *params["server_names"])))
    leaves: list[Leaf] = [
        Leaf(
            _SERVER,
            _subject(params["server"], "tiller-server"),
            hosts,
            server=True,
            client=params["server_is_client"],
        )
    ]
    clients = params["clients"] if params["clients"] is not None else [{"name": _CLIENT}]
    leaves += [Leaf(entry["name"], _subject(entry, entry["name"])) for entry in clients]
    return Wanted(
        folder=os.path.abspath(params["path"]),
        leaves=tuple(leaves),
        # The size is RSA's alone, and must not tell two kinds of ECDSA apart.
        key=KeyKind(RSA, params["key_size"]) if params["key_type"] == RSA else KeyKind(ECDSA),
        authority_subject=_subject(params["authority"], "tiller-ca"),
        authority_days=params["authority_days"],
        leaf_days=params["days"],
        renew_days=params["renew_days"],
        authority_renew_days=params["authority_renew_days"],
        overlap_days=params["overlap_days"],
        requests=params["requests"],
    )


def _subject(given: dict[str, Any] | None, common_name: str) -> dict[str, str]:
    found = {part: str(given[option]) for part, option in _PARTS.items() if given and given.get(option)}
    return found if "CN" in found else {**found, "CN": common_name}
