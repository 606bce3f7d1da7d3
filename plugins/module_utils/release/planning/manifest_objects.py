# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that a manifest declares, with their namespaces and ownership labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...cluster.objects import Ref
from ...data import yaml_in
from ...errors import DataError, ReleaseError, RenderError, UnknownKindError
from ..api_rewrite.fields import NO_SUCCESSOR
from . import ownership
from .plan import Declared

if TYPE_CHECKING:
    from ...cluster.discovery import Discovery
    from ..api_rewrite.rewrite import Rewriter


def documents_of(text: str, where: str) -> list[dict[str, Any]]:
    """Return the documents of a manifest; objects of the kind ``List`` are replaced by their items.

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
    """Return objects with their namespaces and the ownership labels of their release.

    :param upcoming: kinds that CRDs of the same run define, and whether each is namespaced.
    :raises UnknownKindError: the cluster does not serve some kinds; all of them are named.
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

    :raises UnknownKindError: there are some; all of them are named.
    """
    missing = [
        document
        for document in documents
        if discovery.find(*_key(document)) is None and _key(document) not in (upcoming or {})
    ]
    if missing:
        raise UnknownKindError(_unserved(missing, discovery), f"release {name}", _remedy(missing, discovery))


def check_stored(documents: list[dict[str, Any]], discovery: Discovery, name: str, revision: int) -> None:
    """Refuse to start from a revision with objects of kinds that the cluster does not serve.

    :raises UnknownKindError: there are some; all of them are named.
    """
    try:
        check_served(documents, discovery, name)
    except UnknownKindError as error:
        raise UnknownKindError(
            f"the stored manifest of revision {revision}: {error.what}", error.where, error.remedy
        ) from None


def declare_served(
    documents: list[dict[str, Any]], discovery: Discovery, name: str, namespace: str
) -> tuple[list[Declared], list[str]]:
    """Return the objects of a stored manifest, whose API versions may no longer be served; see :func:`declare`.

    Such an object is looked for in a version that is served. The names of objects that cannot be reached in any version
    are returned as well.
    """
    found, unreachable = [], []
    rewriter: Rewriter | None = None
    for document in documents:
        key = _key(document)
        resource = discovery.find(*key)
        if resource is None:
            rewriter = rewriter or _rewriter(discovery)
            document = rewriter.document(document) or document
            key = _key(document)
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


def _key(document: dict[str, Any]) -> tuple[str, str]:
    return str(document["apiVersion"]), str(document["kind"])


def _rewriter(discovery: Discovery) -> Rewriter:
    from ..api_rewrite.rewrite import Rewriter

    return Rewriter(discovery)


def _unserved(missing: list[dict[str, Any]], discovery: Discovery) -> str:
    """Return a sentence for each kind, with the names of its objects."""
    names: dict[tuple[str, str], list[str]] = {}
    for document in missing:
        metadata = document["metadata"]
        name = str(metadata.get("name") or metadata.get("generateName"))
        where = metadata.get("namespace")
        names.setdefault(_key(document), []).append(f"{where}/{name}" if where else name)
    return "; ".join(f"{discovery.unserved(*key)} ({', '.join(found)})" for key, found in names.items())


def _remedy(missing: list[dict[str, Any]], discovery: Discovery) -> str:
    served = {}
    for api_version, kind in dict.fromkeys(_key(document) for document in missing):
        group = api_version.rpartition("/")[0]
        found = discovery.versions_of(group, kind) or sorted(
            {resource.api_version for resource in discovery.resources if resource.kind == kind}
        )
        if found:
            served[kind] = f"{kind} in {', '.join(found)}"
    text = "Nothing was changed."
    if served:
        text += f" The cluster serves {'; '.join(served.values())}."
    rewriter = _rewriter(discovery)
    obstacles: dict[tuple[str, str], str | None] = {}
    for document in missing:
        obstacles[_key(document)] = obstacles.get(_key(document)) or rewriter.obstacle(document)
    if not any(obstacles.values()):
        return text + " Set rewrite_apis to rewrite them, or use a newer version of the chart."
    if not all(obstacles.values()):
        helped = ", ".join(f"{key[1]} ({key[0]})" for key, obstacle in obstacles.items() if not obstacle)
        text += f" With rewrite_apis, only {helped} can be rewritten."
    reasons = [
        f"{key[1]} ({key[0]}) cannot be rewritten: {obstacle}."
        for key, obstacle in obstacles.items()
        if obstacle and obstacle != NO_SUCCESSOR
    ]
    text = " ".join([text, *reasons])
    return text + " Use a newer version of the chart, or values that fit the cluster's version of Kubernetes."
