# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrite documents and manifests to the API versions that a cluster serves."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...data import yaml_in, yaml_out
from ...errors import DataError
from .conversions import GONE, ROUTES, Convert
from .fields import NO_SUCCESSOR, NotConvertible

if TYPE_CHECKING:
    from ...cluster.discovery import Discovery
    from ..records.model import Hook, Release

_VERSIONS = sorted({api_version for api_version, _kind in (*ROUTES, *GONE)})
#: the start of a document in a manifest
_START = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
#: the comments before a document, which name its template
_HEAD = re.compile(r"(?:---[^\n]*\n)?(?:[ \t]*(?:#[^\n]*)?\n)*")


class Rewriter:
    """Rewrites objects that one cluster does not serve, and leaves others as they are.

    :ivar moved: a sentence for each object that was rewritten.
    :ivar warnings: objects that were left out, and assumptions that were made.
    """

    def __init__(self, discovery: Discovery) -> None:
        self.discovery = discovery
        self.moved: list[str] = []
        self.warnings: list[str] = []

    def document(self, document: dict[str, Any]) -> dict[str, Any] | None:
        """Return a document in a version that the cluster serves, ``None`` for a kind that was removed from Kubernetes.

        A document that cannot or need not be rewritten is returned as it is.
        """
        key = _key(document)
        if not self._unserved(key):
            return document
        if key in GONE:
            self.warnings.append(f"{_named(document)} of {key[0]} is left out: {GONE[key]}")
            return None
        try:
            target, result, messages = self._converted(document)
        except NotConvertible:
            return document
        self.moved.append(f"rewrite {_named(document)} from {key[0]} to {target}")
        self.warnings += [f"{_named(document)}: {text}" for text in messages]
        return result

    def documents(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return rewritten documents, without those of removed kinds."""
        found = (self.document(document) for document in documents)
        return [document for document in found if document is not None]

    def text(self, manifest: str) -> str:
        """Return a rewritten manifest; documents that are not rewritten keep their text."""
        if not any(version in manifest for version in _VERSIONS):
            return manifest
        starts = [match.start() for match in _START.finditer(manifest)]
        edges = sorted({0, *starts, len(manifest)})
        parts = (manifest[start:end] for start, end in zip(edges, edges[1:]))
        return "".join(self._part(part) for part in parts)

    def hooks(self, hooks: tuple[Hook, ...]) -> tuple[Hook, ...]:
        """Return rewritten hooks, without those of removed kinds."""
        found = [(hook, self.text(hook.manifest)) for hook in hooks]
        return tuple(
            hook if text == hook.manifest else replace(hook, manifest=text) for hook, text in found if text.strip()
        )

    def release(self, release: Release) -> Release:
        """Return a rewritten copy of a revision."""
        return release.replace(manifest=self.text(release.manifest), hooks=self.hooks(release.hooks))

    def helps(self, document: dict[str, Any]) -> bool:
        """Return whether a document is not served and can be rewritten."""
        return self._unserved(_key(document)) and self.obstacle(document) is None

    def obstacle(self, document: dict[str, Any]) -> str | None:
        """Return why a document that is not served cannot be rewritten; ``None`` when it can."""
        key = _key(document)
        if key in GONE:
            return None
        try:
            self._converted(document)
        except NotConvertible as reason:
            return str(reason)
        return None

    def _converted(self, document: dict[str, Any]) -> tuple[str, dict[str, Any], list[str]]:
        target, convert = self._target(_key(document))
        try:
            result = copy.deepcopy(document)
            messages = convert(result)
        except RecursionError:
            raise NotConvertible("it is nested too deeply") from None
        result["apiVersion"] = target
        return target, result, messages

    def _unserved(self, key: tuple[str, str]) -> bool:
        # An aggregated API that does not answer at the moment may still be served.
        return self.discovery.find(*key) is None and key[0] not in self.discovery.incomplete

    def _target(self, key: tuple[str, str]) -> tuple[str, Convert]:
        for target, convert in ROUTES.get(key, ()):
            if self.discovery.find(target, key[1]) is not None:
                return target, convert
        raise NotConvertible(NO_SUCCESSOR)

    def _part(self, part: str) -> str:
        if not any(version in part for version in _VERSIONS):
            return part
        try:
            documents = yaml_in.load_objects(part)
        except DataError:
            return part
        changed = [self._object_or_list(document) for document in documents]
        if all(new is old for new, old in zip(changed, documents)):
            return part
        head = _HEAD.match(part)
        beginning = head.group() if head is not None else ""
        texts = [yaml_out.marshal(document).rstrip("\n") for document in changed if document is not None]
        return beginning + "\n---\n".join(texts) + "\n" if texts else ""

    def _object_or_list(self, document: Any) -> Any:
        if not isinstance(document, dict):
            return document
        items = document.get("items")
        if not isinstance(items, list):
            return self.document(document)
        changed = [self.document(item) if isinstance(item, dict) else item for item in items]
        if all(new is old for new, old in zip(changed, items)):
            return document
        left = [item for item in changed if item is not None]
        return {**document, "items": left} if left else None


def _key(document: dict[str, Any]) -> tuple[str, str]:
    return str(document.get("apiVersion") or ""), str(document.get("kind") or "")


def _named(document: dict[str, Any]) -> str:
    metadata = document.get("metadata")
    name = (metadata.get("name") or metadata.get("generateName")) if isinstance(metadata, dict) else None
    return f"{document.get('kind')} {name}"
