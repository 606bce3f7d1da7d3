# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patch rendered objects as kustomize does: strategic merge patches and JSON patches with targets.

A target selects objects by regular expressions for group, version, kind, name and namespace, which have to match the
whole text, and by selectors for labels and annotations. A part that a target omits matches everything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...cluster.json_patch import apply_operations
from ...cluster.selector import Selector, parse_selector
from ...cluster.strategic_merge_patch import apply_patch, type_of
from ...errors import DataError, RenderError
from ...gotemplate.functions import FunctionError
from ..request import Patch

#: the parts of a target that are regular expressions
PATTERNS = ("group", "version", "kind", "name", "namespace")
#: the parts of a target that are selectors
SELECTORS = ("label_selector", "annotation_selector")


def read_patches(entries: list[dict[str, Any]]) -> tuple[Patch, ...]:
    """Return the patches of a task: ``patch`` as a mapping, a list or YAML text of either, and ``target``.

    :raises RenderError: a patch is not valid; the message has its number, from 1 on.
    """
    found: list[Patch] = []
    for number, entry in enumerate(entries, start=1):
        where = f"patches, entry {number}"
        given = entry.get("target") or {}
        target = {key: str(given[key]) for key in (*PATTERNS, *SELECTORS) if given.get(key)}
        try:
            bodies = _bodies(entry.get("patch"))
            for body in bodies:
                patch = Patch(body, target)
                _check(patch)
                _matcher(patch, "")
                found.append(patch)
        except DataError as error:
            raise RenderError(error.what, where, error.remedy) from None
    return tuple(found)


def apply_patches(
    documents: list[dict[str, Any]], patches: tuple[Patch, ...], namespace: str
) -> tuple[list[dict[str, Any] | None], list[str]]:
    """Return the patched documents in the same order, ``None`` for those that a patch deletes, and warnings.

    :param documents: objects, which are not changed; the items of a ``List`` are patched one by one.
    :param namespace: the namespace of objects without one.
    :raises RenderError: a patch cannot be applied.
    """
    result: list[dict[str, Any] | None] = list(documents)
    warnings = []
    for number, patch in enumerate(patches, start=1):
        where = f"patches, entry {number}"
        fits = _matcher(patch, namespace)
        hits = 0

        def change(
            document: dict[str, Any],
            fits: Callable[[dict[str, Any]], bool] = fits,
            patch: Patch = patch,
            where: str = where,
        ) -> tuple[dict[str, Any] | None, int]:
            items = document.get("items")
            if isinstance(items, list) and str(document.get("kind") or "").endswith("List"):
                changed = [change(item) if isinstance(item, dict) else (item, 0) for item in items]
                count = sum(found for _item, found in changed)
                if not count:
                    return document, 0
                return {**document, "items": [item for item, _rest in changed if item is not None]}, count
            if not fits(document):
                return document, 0
            return _patched(document, patch, where), 1

        for place, document in enumerate(result):
            if document is not None:
                result[place], found = change(document)
                hits += found
        if not hits:
            if patch.names_its_object:
                raise RenderError(
                    f"there is no object {_name_of(patch.body)}", where, "Correct its name, or give the patch a target."
                )
            target = ", ".join(f"{key} {value}" for key, value in patch.target.items())
            warnings.append(f"{where}: no object matches the target ({target})")
    return result, warnings


def _bodies(given: Any) -> list[Any]:
    if isinstance(given, str):
        from ...data.yaml_in import load_objects

        found = load_objects(given)
    else:
        found = [given]
    if not found:
        raise DataError("the patch is empty")
    for body in found:
        if not isinstance(body, (dict, list)) or not body:
            raise DataError("a patch is neither a mapping nor a list of operations")
    return found


def _check(patch: Patch) -> None:
    if isinstance(patch.body, list):
        for operation in patch.body:
            if not isinstance(operation, dict) or "op" not in operation or "path" not in operation:
                raise DataError("a list is not a JSON patch unless each of its entries has op and path")
        if patch.names_its_object:
            raise DataError("a JSON patch does not name an object", remedy="Add a target.")
        return
    if patch.names_its_object:
        metadata = patch.body.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if not (patch.body.get("apiVersion") and patch.body.get("kind") and name):
            raise DataError(
                "a patch without a target names its object by apiVersion, kind and metadata.name", remedy="Add them."
            )


def _name_of(body: Any) -> str:
    return f"{body['kind']} {body['metadata']['name']} ({body['apiVersion']})"


def _matcher(patch: Patch, namespace: str) -> Callable[[dict[str, Any]], bool]:
    if patch.names_its_object and isinstance(patch.body, dict):
        body = patch.body
        named = body["metadata"]

        def is_it(document: dict[str, Any]) -> bool:
            metadata = document.get("metadata") or {}
            return (
                document.get("apiVersion") == body["apiVersion"]
                and document.get("kind") == body["kind"]
                and metadata.get("name") == named["name"]
                and (named.get("namespace") or namespace) == (metadata.get("namespace") or namespace)
            )

        return is_it
    from ...sprig.golib.regexp.pattern import compile_pattern

    target = patch.target
    patterns: dict[str, Any] = {}
    for key in PATTERNS:
        if key in target:
            try:
                patterns[key] = compile_pattern(f"^(?:{target[key]})$")
            except FunctionError as error:
                raise DataError(f"{key} of the target is not a valid regular expression: {error.what}") from None
    labels = parse_selector(target.get("label_selector", ""))
    annotations = parse_selector(target.get("annotation_selector", ""))

    def fits(document: dict[str, Any]) -> bool:
        metadata = document.get("metadata") or {}
        group, _slash, version = str(document.get("apiVersion") or "").rpartition("/")
        facts = {
            "group": group,
            "version": version,
            "kind": str(document.get("kind") or ""),
            "name": str(metadata.get("name") or metadata.get("generateName") or ""),
            "namespace": str(metadata.get("namespace") or namespace),
        }
        return (
            all(pattern.match(facts[key]) for key, pattern in patterns.items())
            and _selected(labels, metadata.get("labels"))
            and _selected(annotations, metadata.get("annotations"))
        )

    return fits


def _selected(selector: Selector, entries: Any) -> bool:
    return selector(entries if isinstance(entries, dict) else {})


def _patched(document: dict[str, Any], patch: Patch, where: str) -> dict[str, Any] | None:
    name = f"{document.get('kind')} {(document.get('metadata') or {}).get('name')}"
    if isinstance(patch.body, list):
        try:
            result = apply_operations(document, patch.body)
        except DataError as error:
            raise RenderError(error.what, f"{where}, {name}", "Correct the patch or its target.") from None
        if not isinstance(result, dict):
            raise RenderError("the patch leaves nothing of the object", f"{where}, {name}")
        return result
    # With a target, the name in the patch has no meaning; it does not rename the object.
    body = {key: value for key, value in patch.body.items() if key not in ("apiVersion", "kind")}
    if isinstance(body.get("metadata"), dict):
        body["metadata"] = {key: value for key, value in body["metadata"].items() if key not in ("name", "namespace")}
    if body.get("$patch") == "replace":
        kept = {key: document[key] for key in ("apiVersion", "kind") if key in document}
        own = {key: value for key, value in (document.get("metadata") or {}).items() if key in ("name", "namespace")}
        return {**kept, **{key: value for key, value in body.items() if key != "$patch"}, "metadata": own}
    return apply_patch(document, body, type_of(str(document.get("apiVersion")), str(document.get("kind"))))
