# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read kubeconfigs: locate the files, merge them, and resolve a context to its cluster and user.

The rules are those of kubectl: ``KUBECONFIG`` is a list of files, the first file that defines a name wins, and paths
in a file are relative to it. No request is made.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field
from typing import Any

from ..errors import ConnectionOptionsError, MissingLibraryError

_SECTIONS = {"clusters": "cluster", "users": "user", "contexts": "context"}
_PATHS = {"clusters": ("certificate-authority",), "users": ("client-certificate", "client-key", "tokenFile")}
_CHOOSE = "Set the option context, or current-context in the kubeconfig."


@dataclass(frozen=True)
class Context:
    """A context of a kubeconfig, with the mappings of its cluster and user."""

    name: str
    namespace: str
    cluster: dict[str, Any] = field(repr=False)
    user: dict[str, Any] = field(repr=False)
    #: the merged kubeconfig, for credential plugins
    document: dict[str, Any] = field(repr=False)
    #: where it was read from, for error messages
    origin: str = "kubeconfig"


def default_paths() -> list[str]:
    """Return the files that kubectl reads by default: ``KUBECONFIG``, or ``~/.kube/config``."""
    listed = [path for path in os.environ.get("KUBECONFIG", "").split(os.pathsep) if path]
    return listed or [os.path.join(os.path.expanduser("~"), ".kube", "config")]


def split_paths(text: str) -> list[str]:
    """Return the paths in the option ``kubeconfig``."""
    return [os.path.expanduser(path) for path in text.split(os.pathsep) if path]


def read(paths: list[str], *, missing_ok: bool = False) -> dict[str, Any] | None:
    """Read and merge kubeconfig files.

    :param missing_ok: ignore missing files, and return ``None`` if none exists.
    :raises ConnectionOptionsError: a file is missing, unreadable, not YAML or not a kubeconfig.
    """
    documents = []
    for path in paths:
        if not os.path.exists(path):
            if missing_ok or len(paths) > 1:
                continue
            raise ConnectionOptionsError(
                f"the kubeconfig {path} does not exist",
                remedy="Check the option kubeconfig, or the environment variables K8S_AUTH_KUBECONFIG and KUBECONFIG.",
            )
        documents.append(_read_file(path))
    if not documents:
        if missing_ok:
            return None
        raise ConnectionOptionsError(
            f"none of the kubeconfigs exists: {', '.join(paths)}",
            remedy="Check the option kubeconfig, or the environment variables K8S_AUTH_KUBECONFIG and KUBECONFIG.",
        )
    return merge(documents)


def merge(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """Merge kubeconfigs; the first definition of a cluster, user, context or current-context wins."""
    merged: dict[str, Any] = {section: [] for section in _SECTIONS}
    merged["current-context"] = ""
    for document in documents:
        merged["current-context"] = merged["current-context"] or document.get("current-context") or ""
        for section in _SECTIONS:
            known = {entry["name"] for entry in merged[section]}
            merged[section] += [entry for entry in document.get(section) or [] if entry["name"] not in known]
    return merged


def resolve(document: dict[str, Any], name: str | None, origin: str) -> Context:
    """Return the context ``name``, or the current context, with its cluster and user.

    :raises ConnectionOptionsError: the context, cluster or user does not exist, or there is no current context.
    """
    document = check(document, origin)
    name = name or document.get("current-context") or ""
    contexts = {entry["name"]: entry for entry in document.get("contexts") or []}
    if not name:
        raise ConnectionOptionsError("the kubeconfig has no current-context", origin, _CHOOSE)
    if name not in contexts:
        known = ", ".join(sorted(contexts)) or "none"
        raise ConnectionOptionsError(
            f"the kubeconfig has no context {name!r}", origin, f"Available contexts: {known}. Check the option context."
        )
    context = contexts[name].get("context") or {}
    cluster = _named(document, "clusters", context.get("cluster"), name, origin)
    user = _named(document, "users", context.get("user"), name, origin) if context.get("user") else {}
    if not cluster.get("server"):
        raise ConnectionOptionsError(
            f"the cluster of context {name!r} has no server address",
            origin,
            "Set the cluster's field server in the kubeconfig.",
        )
    return Context(name, context.get("namespace") or "", cluster, user, document, origin)


def check(document: Any, origin: str) -> dict[str, Any]:
    """Return a document after checking that it has the structure of a kubeconfig.

    :raises ConnectionOptionsError: it does not.
    """
    if not isinstance(document, dict):
        raise ConnectionOptionsError("the kubeconfig is not a mapping", origin, "Check that this is the right file.")
    for section, singular in _SECTIONS.items():
        entries = document.get(section)
        if entries is None:
            continue
        if not isinstance(entries, list):
            raise ConnectionOptionsError(f"{section} of the kubeconfig is not a list", origin)
        for entry in entries:
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                raise ConnectionOptionsError(f"an entry of {section} in the kubeconfig has no name", origin)
            if not isinstance(entry.get(singular) or {}, dict):
                raise ConnectionOptionsError(f"{singular} {entry['name']!r} of the kubeconfig is not a mapping", origin)
    return document


def pem_data(section: dict[str, Any], key: str, what: str, origin: str) -> bytes | None:
    """Return the PEM data in ``KEY-data`` (base64) or in the file ``KEY``, ``None`` if neither is set.

    :param what: its name in error messages, such as ``the client key``.
    """
    inline = section.get(key + "-data")
    if inline:
        try:
            return base64.b64decode(inline, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise ConnectionOptionsError(f"{key}-data of the kubeconfig is not base64", origin) from None
    path = section.get(key)
    return read_pem(path, what, origin) if path else None


def read_pem(path: str, what: str, origin: str | None = None) -> bytes:
    """Return the content of a certificate or key file."""
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            return stream.read()
    except OSError as error:
        raise ConnectionOptionsError(f"cannot read {what} {path}: {error.strerror}", origin) from None


def _named(document: dict[str, Any], section: str, name: Any, context: str, origin: str) -> dict[str, Any]:
    singular = _SECTIONS[section]
    for entry in document.get(section) or []:
        if entry["name"] == name:
            return entry.get(singular) or {}
    raise ConnectionOptionsError(
        f"context {context!r} refers to {singular} {name!r}, which the kubeconfig does not define", origin
    )


def _read_file(path: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise MissingLibraryError("PyYAML", "5.4", "to read a kubeconfig") from None
    try:
        with open(path, "rb") as stream:
            document = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise ConnectionOptionsError(f"cannot read the kubeconfig {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f" (line {mark.line + 1})" if mark is not None else ""
        # The message of a YAML error may quote the file, which contains credentials.
        raise ConnectionOptionsError(f"the kubeconfig {path} is not valid YAML{at}") from None
    document = check({} if document is None else document, path)
    folder = os.path.dirname(os.path.abspath(path))
    for section, keys in _PATHS.items():
        for entry in document.get(section) or []:
            part = entry.get(_SECTIONS[section]) or {}
            for key in keys:
                if part.get(key):
                    part[key] = os.path.join(folder, os.path.expanduser(str(part[key])))
    return document
