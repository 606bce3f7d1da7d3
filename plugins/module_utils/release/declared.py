# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that the text of a manifest declares, with their places in a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..cluster.objects import Ref
from ..data import yaml_in
from ..errors import DataError, ReleaseError, RenderError, UnknownKindError
from . import ownership
from .plan import Declared

if TYPE_CHECKING:
    from ..cluster.discovery import Discovery


def documents_of(text: str, where: str) -> list[dict[str, Any]]:
    """The documents of a manifest; lists of objects (kind ``List``) are taken apart.

    :raises RenderError: a document is not an object.
    """
    try:
        documents = yaml_in.load_objects(text)
    except DataError as error:
        raise RenderError(error.what, where) from error
    found: list[dict[str, Any]] = []
    for document in documents:
        if not isinstance(document, dict):
            raise RenderError("a document of the manifest is not a mapping", where)
        if isinstance(document.get("items"), list):
            found += [_checked(item, where) for item in document["items"]]
        else:
            found.append(_checked(document, where))
    return found


def declare(
    documents: list[dict[str, Any]],
    discovery: Discovery,
    name: str,
    namespace: str,
    *,
    upcoming: dict[tuple[str, str], bool] | None = None,
) -> list[Declared]:
    """Objects with their namespaces and the marks of their release.

    :param upcoming: kinds that will be served by then, with whether they are namespaced.
    :raises UnknownKindError: API versions that the cluster does not serve, all of them in one text.
    """
    check_served(documents, discovery, name, upcoming=upcoming)
    found = []
    for document in documents:
        key = (str(document["apiVersion"]), str(document["kind"]))
        resource = discovery.find(*key)
        namespaced = resource.namespaced if resource is not None else (upcoming or {})[key]
        found.append(_declared(document, key, namespaced, name, namespace))
    return found


def check_served(
    documents: list[dict[str, Any]],
    discovery: Discovery,
    name: str,
    *,
    upcoming: dict[tuple[str, str], bool] | None = None,
) -> None:
    """Refuse objects of kinds that the cluster does not serve.

    :raises UnknownKindError: with all of them.
    """
    wanted = dict.fromkeys((str(document["apiVersion"]), str(document["kind"])) for document in documents)
    missing = [key for key in wanted if discovery.find(*key) is None and key not in (upcoming or {})]
    if missing:
        raise UnknownKindError(
            "; ".join(discovery.unserved(*key) for key in missing), f"release {name}", _remedy(missing, discovery)
        )


def declare_served(
    documents: list[dict[str, Any]], discovery: Discovery, name: str, namespace: str
) -> tuple[list[Declared], list[str]]:
    """As :func:`declare` for the manifest of a stored revision, whose API versions may be gone since.

    An object of such a version is looked for in a version of the group that is served; what is left over cannot be
    reached any more, and is named.
    """
    found, unreachable = [], []
    for document in documents:
        key = (str(document["apiVersion"]), str(document["kind"]))
        resource = discovery.find(*key)
        if resource is None:
            others = discovery.versions_of(key[0].rpartition("/")[0], key[1])
            if not others:
                unreachable.append(f"{key[1]} {(document.get('metadata') or {}).get('name')} ({key[0]})")
                continue
            resource = discovery.resource_for(others[0], key[1])
            key = (others[0], key[1])
        found.append(_declared(document, key, resource.namespaced, name, namespace))
    return found, unreachable


def _declared(document: dict[str, Any], key: tuple[str, str], namespaced: bool, name: str, namespace: str) -> Declared:
    metadata = document.get("metadata") or {}
    own = str(metadata.get("namespace") or "")
    where = (own or namespace) if namespaced else ""
    stamped = ownership.stamp(document, name, namespace)
    if stamped["apiVersion"] != key[0]:
        stamped["apiVersion"] = key[0]
    if namespaced:
        stamped["metadata"]["namespace"] = where
    else:
        stamped["metadata"].pop("namespace", None)
    generate = str(metadata.get("generateName") or "")
    if generate and metadata.get("name"):
        raise ReleaseError("metadata.name and metadata.generateName cannot both be set", f"{key[1]} {metadata['name']}")
    ref = Ref(key[0], key[1], where, str(metadata.get("name") or "") or generate)
    return Declared(ref, stamped, generated=bool(generate))


def _checked(document: Any, source: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise RenderError("an entry of a list of objects is not a mapping", source)
    for key in ("apiVersion", "kind"):
        if not isinstance(document.get(key), str) or not document[key]:
            raise RenderError(f"Object '{key}' is missing", source)
    metadata = document.get("metadata")
    if not isinstance(metadata, dict) or not (metadata.get("name") or metadata.get("generateName")):
        raise RenderError(f"{document['kind']} has neither metadata.name nor metadata.generateName", source)
    for key in ("labels", "annotations"):
        if not isinstance(metadata.get(key) or {}, dict):
            raise RenderError(f"metadata.{key} of {document['kind']} {metadata.get('name')} is not a mapping", source)
    return document


def _remedy(missing: list[tuple[str, str]], discovery: Discovery) -> str:
    told = []
    for api_version, kind in missing:
        group = api_version.rpartition("/")[0]
        served = discovery.versions_of(group, kind) or sorted(
            {resource.api_version for resource in discovery.resources if resource.kind == kind}
        )
        if served:
            told.append(f"{kind} in {', '.join(served)}")
    text = "Nothing was changed."
    if told:
        text += f" The cluster serves {'; '.join(told)}."
    return text + " Use a newer version of the chart, or values that fit the cluster's version of Kubernetes."
