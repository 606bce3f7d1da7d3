# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of a cluster: references, paths, and get, list, create, replace, patch and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import ApiError
from .api import JSON, MERGE_PATCH, segment

if TYPE_CHECKING:
    from .api import Api
    from .discovery import Resource

#: the field manager of Helm, which this collection shares
FIELD_MANAGER = "helm"

#: values of ``fieldValidation``: unknown fields are an error, or are dropped with a warning
STRICT = "Strict"
LENIENT = "Warn"


class Ref(NamedTuple):
    """A reference to an object; ``namespace`` is ``""`` for cluster-scoped objects."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def group(self) -> str:
        """The API group, ``""`` for the core group."""
        return self.api_version.rpartition("/")[0]

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Group, kind, namespace and name, which identify the object in any API version."""
        return (self.group, self.kind, self.namespace, self.name)

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind} {where}{self.name}"


def ref_of(document: dict[str, Any], namespace: str = "") -> Ref:
    """Return the reference to an object, with ``namespace`` as the default."""
    metadata = document.get("metadata") or {}
    return Ref(
        str(document.get("apiVersion") or ""),
        str(document.get("kind") or ""),
        str(metadata.get("namespace") or namespace),
        str(metadata.get("name") or ""),
    )


def collection_path(resource: Resource, namespace: str = "") -> str:
    """Return the path of a kind's objects in a namespace, ``""`` for all namespaces."""
    if resource.namespaced and namespace:
        return f"{resource.base}/namespaces/{segment(namespace)}/{resource.name}"
    return f"{resource.base}/{resource.name}"


def object_path(resource: Resource, namespace: str, name: str, subresource: str = "") -> str:
    """Return the path of an object."""
    path = f"{collection_path(resource, namespace)}/{segment(name)}"
    return f"{path}/{subresource}" if subresource else path


def path_of(api: Api, ref: Ref, subresource: str = "") -> str:
    """Return the path of an object whose kind is looked up by discovery.

    :raises UnknownKindError: the server does not serve the kind.
    """
    return object_path(api.discovery.resource_for(ref.api_version, ref.kind), ref.namespace, ref.name, subresource)


def get(api: Api, ref: Ref) -> dict[str, Any] | None:
    """Return an object, ``None`` if it does not exist."""
    try:
        found: dict[str, Any] = api.request("GET", path_of(api, ref))
    except ApiError as error:
        if error.status == 404:
            return None
        raise
    return found


def list_by_label(api: Api, resource: Resource, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Return the objects of a kind that have all of the labels."""
    selector = ",".join(f"{key}={value}" for key, value in labels.items())
    return api.items(collection_path(resource, namespace), {"labelSelector": selector} if selector else None)


def create(
    api: Api, document: dict[str, Any], namespace: str = "", *, dry_run: bool = False, validation: str = STRICT
) -> dict[str, Any]:
    """Create an object, with its own name or ``generateName``.

    :param validation: ``Strict``, ``Warn`` or ``Ignore`` unknown fields.
    :raises ApiError: status 409 if the object exists.
    """
    ref = ref_of(document, namespace)
    resource = api.discovery.resource_for(ref.api_version, ref.kind)
    query = _query(dry_run, validation)
    result: dict[str, Any] = api.request("POST", collection_path(resource, ref.namespace), query, document)
    return result


def replace(api: Api, document: dict[str, Any], namespace: str = "", *, dry_run: bool = False) -> dict[str, Any]:
    """Replace an object."""
    query = _query(dry_run, STRICT)
    result: dict[str, Any] = api.request("PUT", path_of(api, ref_of(document, namespace)), query, document)
    return result


def patch(
    api: Api,
    ref: Ref,
    body: Any,
    content_type: str = MERGE_PATCH,
    *,
    dry_run: bool = False,
    validation: str = STRICT,
) -> dict[str, Any]:
    """Patch an object.

    :param content_type: the type of the patch in ``body``.
    """
    result: dict[str, Any] = api.request("PATCH", path_of(api, ref), _query(dry_run, validation), body, content_type)
    return result


def delete(
    api: Api, ref: Ref, *, propagation: str = "Background", dry_run: bool = False, uid: str | None = None
) -> bool:
    """Delete an object.

    :param propagation: ``Background``, ``Foreground`` or ``Orphan``.
    :param uid: delete the object only if it still has this UID.
    :returns: false if the object did not exist.
    """
    body: dict[str, Any] = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
    if dry_run:
        body["dryRun"] = ["All"]
    if uid:
        body["preconditions"] = {"uid": uid}
    try:
        api.request("DELETE", path_of(api, ref), {"dryRun": "All" if dry_run else None}, body, JSON)
    except ApiError as error:
        if error.status == 404:
            return False
        raise
    return True


def _query(dry_run: bool, validation: str) -> dict[str, Any]:
    return {"fieldManager": FIELD_MANAGER, "fieldValidation": validation, "dryRun": "All" if dry_run else None}
