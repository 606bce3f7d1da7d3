# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read kubeconfigs: find the files, merge them, and resolve one context to its cluster and user.

The rules are kubectl's: ``KUBECONFIG`` names a list of files, the first file that has a name wins, and a path inside a
file is relative to that file. What a kubeconfig says becomes a :class:`Context`; nothing is contacted here.
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
_CHOOSE = "Name one with the option context, or set current-context in the kubeconfig."


@dataclass(frozen=True)
class Context:
    """One context of a kubeconfig, with its cluster and user as the mappings that the file holds."""

    name: str
    namespace: str
    cluster: dict[str, Any] = field(repr=False)
    user: dict[str, Any] = field(repr=False)
    #: the merged kubeconfig, for credential plugins
    document: dict[str, Any] = field(repr=False)
    #: where it was read from, for messages
    origin: str = "kubeconfig"


def default_paths() -> list[str]:
    """The files that kubectl would read: those of ``KUBECONFIG``, otherwise ``~/.kube/config``."""
    listed = [path for path in os.environ.get("KUBECONFIG", "").split(os.pathsep) if path]
    return listed or [os.path.join(os.path.expanduser("~"), ".kube", "config")]


def split_paths(text: str) -> list[str]:
    """A value of the option ``kubeconfig`` as the files that it names."""
    return [os.path.expanduser(path) for path in text.split(os.pathsep) if path]


def read(paths: list[str], *, missing_ok: bool = False) -> dict[str, Any] | None:
    """Read and merge kubeconfig files.

    :param missing_ok: files that do not exist are left out; when none exists the answer is ``None``.
    :raises ConnectionOptionsError: a file is missing, unreadable, not YAML or not a kubeconfig.
    """
    documents = []
    for path in paths:
        if not os.path.exists(path):
            if missing_ok or len(paths) > 1:
                continue
            raise ConnectionOptionsError(
                f"the kubeconfig {path} does not exist",
                remedy="Check the option kubeconfig, or the variables K8S_AUTH_KUBECONFIG and KUBECONFIG.",
            )
        documents.append(_read_file(path))
    if not documents:
        if missing_ok:
            return None
        raise ConnectionOptionsError(
            f"none of the kubeconfigs {', '.join(paths)} exists",
            remedy="Check the option kubeconfig, or the variables K8S_AUTH_KUBECONFIG and KUBECONFIG.",
        )
    return merge(documents)


def merge(documents: list[dict[str, Any]]) -> dict[str, Any]:
    """One kubeconfig out of several: the first that names a cluster, user, context or current-context wins."""
    merged: dict[str, Any] = {section: [] for section in _SECTIONS}
    merged["current-context"] = ""
    for document in documents:
        merged["current-context"] = merged["current-context"] or document.get("current-context") or ""
        for section in _SECTIONS:
            known = {entry["name"] for entry in merged[section]}
            merged[section] += [entry for entry in document.get(section) or [] if entry["name"] not in known]
    return merged


def resolve(document: dict[str, Any], name: str | None, origin: str) -> Context:
    """The context ``name``, or the current one, with its cluster and user.

    :raises ConnectionOptionsError: there is no such context, cluster or user, or none is chosen.
    """
    document = check(document, origin)
    name = name or document.get("current-context") or ""
    contexts = {entry["name"]: entry for entry in document.get("contexts") or []}
    if not name:
        raise ConnectionOptionsError("the kubeconfig has no current-context", origin, _CHOOSE)
    if name not in contexts:
        known = ", ".join(sorted(contexts)) or "none"
        raise ConnectionOptionsError(
            f"the kubeconfig has no context {name!r}", origin, f"It has: {known}. Check the option context."
        )
    context = contexts[name].get("context") or {}
    cluster = _named(document, "clusters", context.get("cluster"), name, origin)
    user = _named(document, "users", context.get("user"), name, origin) if context.get("user") else {}
    if not cluster.get("server"):
        raise ConnectionOptionsError(
            f"the cluster of context {name!r} has no server address", origin, "Set its field server in the kubeconfig."
        )
    return Context(name, context.get("namespace") or "", cluster, user, document, origin)


def check(document: Any, origin: str) -> dict[str, Any]:
    """Make sure that a document has the shape of a kubeconfig."""
    if not isinstance(document, dict):
        raise ConnectionOptionsError("the kubeconfig is not a mapping", origin, "Check that it is the right file.")
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


def material(section: dict[str, Any], key: str, what: str, origin: str) -> bytes | None:
    """PEM text given as ``KEY-data`` in base64 or as the path ``KEY``.

    :param what: how a message names it, such as ``the client key``.
    """
    inline = section.get(key + "-data")
    if inline:
        try:
            return base64.b64decode(inline, validate=True)
        except (binascii.Error, ValueError, TypeError):
            raise ConnectionOptionsError(f"{key}-data of the kubeconfig is not base64", origin) from None
    path = section.get(key)
    return read_material(path, what, origin) if path else None


def read_material(path: str, what: str, origin: str | None = None) -> bytes:
    """The content of a certificate, key or token file."""
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            return stream.read()
    except OSError as error:
        raise ConnectionOptionsError(f"{what} {path} cannot be read: {error.strerror}", origin) from None


def _named(document: dict[str, Any], section: str, name: Any, context: str, origin: str) -> dict[str, Any]:
    singular = _SECTIONS[section]
    for entry in document.get(section) or []:
        if entry["name"] == name:
            return entry.get(singular) or {}
    raise ConnectionOptionsError(
        f"context {context!r} names {singular} {name!r}, which the kubeconfig does not have", origin
    )


def _read_file(path: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise MissingLibraryError("PyYAML 5.4 or newer is needed to read a kubeconfig") from None
    try:
        with open(path, "rb") as stream:
            document = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        raise ConnectionOptionsError(f"the kubeconfig {path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = f" (line {mark.line + 1})" if mark is not None else ""
        # The text of a YAML error quotes the file, which holds credentials.
        raise ConnectionOptionsError(f"the kubeconfig {path} is not YAML{at}") from None
    document = check({} if document is None else document, path)
    folder = os.path.dirname(os.path.abspath(path))
    for section, keys in _PATHS.items():
        for entry in document.get(section) or []:
            part = entry.get(_SECTIONS[section]) or {}
            for key in keys:
                if part.get(key):
                    part[key] = os.path.join(folder, os.path.expanduser(str(part[key])))
    return document
