# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Store releases as Helm 3 and Helm 4 do: in Secrets or ConfigMaps in the namespace of the release.

Lists contain names, labels and annotations only; records, which may be large, are read one by one.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ...cluster.api import MERGE_PATCH, segment
from ...errors import ApiError, ReleaseError
from . import codec
from .model import DEPLOYED, SYSTEM_LABELS, Release

if TYPE_CHECKING:
    from ...cluster.api import Api

PREFIX = "sh.helm.release.v1"
SECRET_TYPE = "helm.sh/release.v1"
#: the API server's limit for the data of one Secret or ConfigMap, in bytes
SIZE_LIMIT = 1024 * 1024
#: bytes that a record may grow by while its operation runs: results of hooks, the reason of a failure
ROOM = 4096

#: the compression level of pending records
_PENDING_LEVEL = 3
_REVISE_ATTEMPTS = 5
_METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
#: the API plural of each storage driver
PLURALS = {"secret": "secrets", "secrets": "secrets", "configmap": "configmaps", "configmaps": "configmaps"}
_UNSUPPORTED = ("sql", "memory")


class OutdatedError(ReleaseError):
    """A stored revision was changed since it was read."""


@dataclass(frozen=True)
class Entry:
    """One stored revision, without its record."""

    name: str
    namespace: str
    revision: int
    status: str
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    resource_version: str = ""
    #: when the stored object was created, RFC 3339
    created: str = ""


class Storage:
    """The releases of one namespace (``""`` for all namespaces), in one kind of object.

    :param driver: ``secret`` or ``configmap``, singular or plural.
    :raises ReleaseError: the driver is not supported.
    """

    def __init__(self, api: Api, namespace: str, driver: str = "secret") -> None:
        plural = PLURALS.get(driver.lower() or "secret")
        if plural is None:
            known = driver.lower() in _UNSUPPORTED
            raise ReleaseError(
                f"the storage driver {driver!r} {'is not supported' if known else 'does not exist'}",
                remedy="Use secret or configmap (variable HELM_DRIVER).",
            )
        self.api = api
        self.namespace = namespace
        self.plural = plural
        # The heartbeat writes to the same object as the operation.
        self._lock = threading.RLock()
        self._versions: dict[str, str] = {}
        self._last: tuple[Release, str] | None = None

    def entries(self, name: str | None = None) -> list[Entry]:
        """Return the stored revisions of a release (or of all releases), oldest first."""
        selector = "owner=helm" + (f",name={name}" if name else "")
        # By name, since a list that expires half-way begins again.
        found = {}
        for page in self.api.pages(self._collection(), {"labelSelector": selector}, _METADATA_ONLY):
            for item in page.get("items") or []:
                entry = _entry(item["metadata"])
                if entry is not None:
                    found[(entry.namespace, str(item["metadata"]["name"]))] = entry
        return sorted(found.values(), key=lambda entry: (entry.namespace, entry.name, entry.revision))

    def get(self, name: str, revision: int, namespace: str = "") -> Release | None:
        """Return one revision with its record, ``None`` when there is none."""
        try:
            stored = self.api.request("GET", self._path(name, revision, namespace))
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        return self._release(stored)

    def create(self, release: Release, *, dry_run: bool = False) -> Release:
        """Store a new revision.

        :raises ReleaseError: it exists already, which is how Helm locks a release; or it is too large.
        """
        body = self._object(release, "createdAt")
        with self._lock:
            try:
                stored = self.api.request("POST", self._collection(), _dry(dry_run), body)
            except ApiError as error:
                if error.status == 409:
                    raise ReleaseError(
                        "another operation (install/upgrade/rollback) is in progress",
                        f"release {release.name}",
                        f"Revision {release.revision} was stored by another process; run the task again.",
                    ) from None
                raise
            return self._remember(release, stored, dry_run)

    def update(self, release: Release, *, dry_run: bool = False) -> Release:
        """Replace the stored revision that was read or created before.

        :raises OutdatedError: another process has changed it since.
        """
        body = self._object(release, "modifiedAt")
        key = key_of(release.name, release.revision)
        with self._lock:
            version = self._versions.get(key) or release.resource_version
            if version:
                body["metadata"]["resourceVersion"] = version
            try:
                path = self._path(release.name, release.revision)
                stored = self.api.request("PUT", path, _dry(dry_run), body)
            except ApiError as error:
                if error.status in (404, 409):
                    how = "changed" if error.status == 409 else "removed"
                    raise OutdatedError(
                        f"revision {release.revision} was {how} by another process",
                        f"release {release.name}",
                        "Run the task again when the other operation has ended.",
                    ) from None
                raise
            return self._remember(release, stored, dry_run)

    def revise(self, name: str, revision: int, change: Callable[[Release], Release]) -> Release | None:
        """Change a stored revision, whatever other processes write to it; return ``None`` when there is none.

        :param change: returns the new revision for the stored one; called again for each attempt.
        :raises OutdatedError: another process was faster each time.
        """
        attempts = _REVISE_ATTEMPTS
        while True:
            attempts -= 1
            with self._lock:
                stored = self.get(name, revision)
                if stored is None:
                    return None
                self._versions.pop(key_of(name, revision), None)
                try:
                    return self.update(change(stored).replace(resource_version=stored.resource_version))
                except OutdatedError:
                    if not attempts:
                        raise

    def annotate(self, name: str, revision: int, annotations: dict[str, str | None]) -> None:
        """Set annotations of a stored revision; remove those whose value is ``None``."""
        with self._lock:
            body = {"metadata": {"annotations": annotations}}
            stored = self.api.request("PATCH", self._path(name, revision), None, body, MERGE_PATCH)
            self._versions[key_of(name, revision)] = stored["metadata"]["resourceVersion"]

    def delete(self, name: str, revision: int, *, dry_run: bool = False) -> None:
        """Delete a revision if it exists."""
        try:
            self.api.request("DELETE", self._path(name, revision), _dry(dry_run))
        except ApiError as error:
            if error.status != 404:
                raise

    def check_size(self, release: Release) -> None:
        """Refuse a release whose record is too large for the API server, now or when the operation ends.

        :raises ReleaseError: it is too large.
        """
        self._object(release, "createdAt", SIZE_LIMIT - ROOM)

    def _encoded(self, release: Release) -> str:
        """Return the text of a record; the last one is kept, since its size is checked before it is stored."""
        if self._last is None or self._last[0] is not release:
            # A pending record is replaced by the next one, so it is not worth the time that the usual level takes.
            text = codec.encode(release, _PENDING_LEVEL) if release.pending else codec.encode(release)
            if len(text) > SIZE_LIMIT - ROOM:
                text = codec.encode(release, 9)
            self._last = (release, text)
        return self._last[1]

    def _object(self, release: Release, stamp: str, limit: int = SIZE_LIMIT) -> dict[str, Any]:
        text = self._encoded(release)
        if len(text) > limit:
            raise ReleaseError(
                f"the record of revision {release.revision} has {len(text)} bytes, and the API server stores at most "
                f"{SIZE_LIMIT} in one object",
                f"release {release.name}",
                "Exclude files that templates do not need with .helmignore, or split the chart.",
            )
        labels = {key: value for key, value in release.labels.items() if key not in SYSTEM_LABELS}
        labels.update(
            {
                stamp: str(int(time.time())),
                "name": release.name,
                "owner": "helm",
                "status": release.status,
                "version": str(release.revision),
            }
        )
        metadata: dict[str, Any] = {
            "name": key_of(release.name, release.revision),
            "namespace": self.namespace,
            "labels": labels,
        }
        if release.annotations:
            metadata["annotations"] = dict(release.annotations)
        if self.plural == "secrets":
            data = base64.b64encode(text.encode("ascii")).decode("ascii")
            kind = {"apiVersion": "v1", "kind": "Secret", "type": SECRET_TYPE}
            return {**kind, "metadata": metadata, "data": {"release": data}}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"release": text}}

    def _release(self, stored: dict[str, Any]) -> Release:
        metadata = stored["metadata"]
        where = f"{metadata['namespace']}/{metadata['name']}"
        text = (stored.get("data") or {}).get("release") or ""
        if self.plural == "secrets":
            try:
                text = base64.b64decode(text)
            except ValueError:
                text = ""
        release = codec.decode(text, where)
        labels = metadata.get("labels") or {}
        return release.replace(
            labels={key: value for key, value in labels.items() if key not in SYSTEM_LABELS},
            annotations=dict(metadata.get("annotations") or {}),
            resource_version=str(metadata.get("resourceVersion") or ""),
        )

    def _remember(self, release: Release, stored: dict[str, Any], dry_run: bool) -> Release:
        version = str(stored["metadata"].get("resourceVersion") or "")
        if not dry_run:
            self._versions[key_of(release.name, release.revision)] = version
        return release.replace(resource_version=version)

    def _collection(self, namespace: str = "") -> str:
        namespace = namespace or self.namespace
        return f"/api/v1/namespaces/{segment(namespace)}/{self.plural}" if namespace else f"/api/v1/{self.plural}"

    def _path(self, name: str, revision: int, namespace: str = "") -> str:
        return f"{self._collection(namespace)}/{segment(key_of(name, revision))}"


def key_of(name: str, revision: int) -> str:
    """Return the name of the object that stores a revision."""
    return f"{PREFIX}.{name}.v{revision}"


def surplus(entries: list[Entry], maximum: int) -> list[Entry]:
    """Return the revisions to delete so that one more fits into ``maximum``; 0 keeps all.

    Helm's rule: the oldest first, and never the newest deployed one.
    """
    if maximum <= 0:
        return []
    deployed = [entry.revision for entry in entries if entry.status == DEPLOYED]
    keep = max(deployed) if deployed else None
    spare = len(entries) - (maximum - 1)
    candidates = [entry for entry in entries if entry.revision != keep]
    return candidates[: max(0, spare)]


def _entry(metadata: dict[str, Any]) -> Entry | None:
    labels = metadata.get("labels") or {}
    try:
        revision = int(labels["version"])
    except (KeyError, ValueError):
        return None
    return Entry(
        name=str(labels.get("name") or ""),
        namespace=str(metadata.get("namespace") or ""),
        revision=revision,
        status=str(labels.get("status") or ""),
        labels={key: value for key, value in labels.items() if key not in SYSTEM_LABELS},
        annotations=dict(metadata.get("annotations") or {}),
        resource_version=str(metadata.get("resourceVersion") or ""),
        created=str(metadata.get("creationTimestamp") or ""),
    )


def _dry(dry_run: bool) -> dict[str, Any] | None:
    return {"dryRun": "All"} if dry_run else None
