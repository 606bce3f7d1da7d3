# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rewrite documents, and the texts of manifests, to the API versions that a cluster serves."""

from __future__ import annotations

import copy
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...data import yaml_in, yaml_out
from ...errors import DataError
from .fields import NO_SUCCESSOR, Impossible
from .routes import GONE, ROUTES, Convert

if TYPE_CHECKING:
    from ...cluster.discovery import Discovery
    from ..records.model import Hook, Release

_VERSIONS = sorted({api_version for api_version, _kind in (*ROUTES, *GONE)})
#: where a document of a manifest begins
_START = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)
#: the comments before a document, which name the template that it comes from
_HEAD = re.compile(r"(?:---[^\n]*\n)?(?:[ \t]*(?:#[^\n]*)?\n)*")


class Rewriter:
    """Rewrites what one cluster does not serve; what it serves stays as it is.

    :ivar moved: a sentence for each object that was rewritten.
    :ivar warnings: what a user has to know: objects that were left out, and assumptions.
    """

    def __init__(self, discovery: Discovery) -> None:
        self.discovery = discovery
        self.moved: list[str] = []
        self.warnings: list[str] = []

    def document(self, document: dict[str, Any]) -> dict[str, Any] | None:
        """The document as the cluster takes it, ``None`` for one of a kind that is gone for good.

        One that cannot be rewritten, or needs not be, is given back as it is.
        """
        key = _key(document)
        if not self._unserved(key):
            return document
        if key in GONE:
            self.warnings.append(f"{_named(document)} of {key[0]} is left out: {GONE[key]}")
            return None
        try:
            target, result, told = self._converted(document)
        except Impossible:
            return document
        self.moved.append(f"rewrite {_named(document)} from {key[0]} to {target}")
        self.warnings += [f"{_named(document)}: {text}" for text in told]
        return result

    def documents(self, documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Documents without those of kinds that are gone for good."""
        found = (self.document(document) for document in documents)
        return [document for document in found if document is not None]

    def text(self, manifest: str) -> str:
        """A manifest; a document of which nothing had to be changed keeps its text."""
        if not any(version in manifest for version in _VERSIONS):
            return manifest
        starts = [match.start() for match in _START.finditer(manifest)]
        edges = sorted({0, *starts, len(manifest)})
        parts = (manifest[start:end] for start, end in zip(edges, edges[1:]))
        return "".join(self._part(part) for part in parts)

    def hooks(self, hooks: tuple[Hook, ...]) -> tuple[Hook, ...]:
        """Hooks without those of kinds that are gone for good."""
        found = [(hook, self.text(hook.manifest)) for hook in hooks]
        return tuple(
            hook if text == hook.manifest else replace(hook, manifest=text) for hook, text in found if text.strip()
        )

    def release(self, release: Release) -> Release:
        """A revision as the cluster takes it; what is stored stays as it is."""
        return release.replace(manifest=self.text(release.manifest), hooks=self.hooks(release.hooks))

    def helps(self, document: dict[str, Any]) -> bool:
        """Is a document of a version that is not served, and can something be done about it?"""
        return self._unserved(_key(document)) and self.obstacle(document) is None

    def obstacle(self, document: dict[str, Any]) -> str | None:
        """Why a document that is not served cannot be rewritten; ``None`` when it can."""
        key = _key(document)
        if key in GONE:
            return None
        try:
            self._converted(document)
        except Impossible as reason:
            return str(reason)
        return None

    def _converted(self, document: dict[str, Any]) -> tuple[str, dict[str, Any], list[str]]:
        target, convert = self._target(_key(document))
        try:
            result = copy.deepcopy(document)
            told = convert(result)
        except RecursionError:
            raise Impossible("it is nested too deeply") from None
        result["apiVersion"] = target
        return target, result, told

    def _unserved(self, key: tuple[str, str]) -> bool:
        # A server that does not answer at the moment has not given up its kinds.
        return self.discovery.find(*key) is None and key[0] not in self.discovery.incomplete

    def _target(self, key: tuple[str, str]) -> tuple[str, Convert]:
        for target, convert in ROUTES.get(key, ()):
            if self.discovery.find(target, key[1]) is not None:
                return target, convert
        raise Impossible(NO_SUCCESSOR)

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
