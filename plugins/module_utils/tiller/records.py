# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and change Tiller's records without Tiller: one ConfigMap or Secret per revision, in Tiller's namespace.

A record is a Release message in base64, compressed with gzip unless it is very old.
"""

from __future__ import annotations

import base64
import binascii
import time
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..cluster.api import segment
from ..errors import ApiError, TillerError
from ..release.records.codec import GZIP, compress, decompress
from ..release.records.storage import PLURALS
from .protocol.fields import CODES
from .protocol.messages import parse

if TYPE_CHECKING:
    from ..cluster.api import Api

#: the label selector of all records
OWNER = "OWNER=TILLER"
STORAGES = ("configmap", "secret")
AUTO = "auto"


@dataclass(frozen=True)
class Record:
    """A stored revision.

    :param storage: ``configmap`` or ``secret``.
    :param key: the name of the object, such as ``shop.v3``.
    :param message: a Release message.
    """

    storage: str
    key: str
    message: Any

    @property
    def name(self) -> str:
        """The name of the release."""
        return str(self.message.name)

    @property
    def revision(self) -> int:
        """The number of the revision."""
        return int(self.message.version)


class Records:
    """The records of one Tiller.

    :param namespace: the namespace that Tiller runs in.
    :param storage: ``configmap``, ``secret``, or ``auto`` for both.

    :ivar warnings: warnings about broken records, which are skipped as Tiller does.
    """

    def __init__(self, api: Api, namespace: str, storage: str = AUTO) -> None:
        self.api = api
        self.namespace = namespace
        self.storages = STORAGES if storage == AUTO else (storage,)
        self.warnings: list[str] = []

    def read(self, name: str | None = None) -> list[Record]:
        """Return the records of a release, or of all releases, sorted by name and revision.

        :raises ApiError: they cannot be listed.
        """
        selector = OWNER + (f",NAME={name}" if name else "")
        found: list[Record] = []
        for storage in self.storages:
            try:
                items = self.api.items(collection(self.namespace, storage), {"labelSelector": selector})
            except ApiError as error:
                # Users of a Tiller with records in ConfigMaps may not be allowed to list Secrets.
                if error.status == 403 and len(self.storages) > 1 and (found or storage != self.storages[-1]):
                    continue
                raise
            for item in items:
                try:
                    found.append(Record(storage, str(item["metadata"]["name"]), decode(item, storage)))
                except TillerError as error:
                    self.warnings.append(f"{error} It is skipped.")
        return sorted(found, key=lambda record: (record.name, record.revision))

    def delete(self, record: Record) -> None:
        """Delete a record if it exists."""
        try:
            self.api.request("DELETE", self._path(record.storage, record.key))
        except ApiError as error:
            if error.status != 404:
                raise

    def mark(self, record: Record, status: str, description: str) -> None:
        """Set the status of a revision, in its record and its labels.

        :param status: Tiller's name of a status, such as ``FAILED``.
        """
        record.message.info.status.code = CODES.index(status)
        record.message.info.Description = description
        path = self._path(record.storage, record.key)
        stored = self.api.request("GET", path)
        labels = {**(stored["metadata"].get("labels") or {}), "STATUS": status, "MODIFIED_AT": str(int(time.time()))}
        labels.pop("CREATED_AT", None)
        stored["metadata"]["labels"] = labels
        text = encode(record.message)
        if record.storage == "secret":
            text = base64.b64encode(text.encode("ascii")).decode("ascii")
        stored["data"] = {**(stored.get("data") or {}), "release": text}
        self.api.request("PUT", path, None, stored)

    def _path(self, storage: str, key: str) -> str:
        return f"{collection(self.namespace, storage)}/{segment(key)}"


def collection(namespace: str, storage: str) -> str:
    """Return the API path of the objects that hold the records."""
    return f"/api/v1/namespaces/{segment(namespace)}/{PLURALS[storage]}"


def decode(stored: dict[str, Any], storage: str) -> Any:
    """Return the Release message in a ConfigMap or Secret.

    :raises TillerError: the record is broken.
    """
    metadata = stored.get("metadata") or {}
    where = f"record {metadata.get('namespace')}/{metadata.get('name')}"
    text = str((stored.get("data") or {}).get("release") or "")
    try:
        octets = base64.b64decode(text, validate=True)
        if storage == "secret":
            octets = base64.b64decode(octets, validate=True)
        if octets.startswith(GZIP):
            octets = decompress(octets)
        message = parse("Release", octets)
    except (binascii.Error, zlib.error, ValueError):
        message = None
    if message is None or not message.name:
        raise TillerError("the release record is broken", where, reason="broken")
    return message


def encode(message: Any) -> str:
    """Return the text of a record, as Tiller writes it."""
    return base64.b64encode(compress(message.SerializeToString(), 9)).decode("ascii")
