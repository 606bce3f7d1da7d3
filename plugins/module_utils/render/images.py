# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The images that rendered objects name: of containers of every kind, wherever a Pod's template stands, and of
volumes, and what custom resources call an image.

An image that stands in an argument, a ConfigMap or an annotation is not found: nothing tells it from another text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
#: how custom resources write an image in parts
_TAG = ("tag", "version")


class ImageUse(NamedTuple):
    """Where an image is named.

    :param container: the name of the container or volume, or the path of the field in a custom resource.
    """

    image: str
    kind: str
    name: str
    container: str


def image_uses(objects: Iterable[Any]) -> list[ImageUse]:
    """What the objects name, in their order, each use once."""
    found = [use for each in objects if isinstance(each, dict) for use in _object(each)]
    return list(dict.fromkeys(found))


def _object(found: dict[str, Any]) -> Iterator[ImageUse]:
    items = found.get("items")
    kind = str(found.get("kind") or "")
    if kind.endswith("List") and isinstance(items, list):
        for item in items:
            if isinstance(item, dict):
                yield from _object(item)
        return
    metadata = found.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    for image, place in _below({key: value for key, value in found.items() if key != "metadata"}, ""):
        yield ImageUse(image, kind, str(name or ""), place)


def _below(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _below(item, f"{path}[{place}]")
        return
    if not isinstance(value, dict):
        return
    for key, entry in value.items():
        below = f"{path}.{key}" if path else str(key)
        if key in _CONTAINERS and isinstance(entry, list):
            for container in entry:
                if isinstance(container, dict):
                    image = container.get("image")
                    if isinstance(image, str) and image:
                        yield image, str(container.get("name") or "")
        elif key == "volumes" and isinstance(entry, list):
            for volume in entry:
                source = volume.get("image") if isinstance(volume, dict) else None
                reference = source.get("reference") if isinstance(source, dict) else None
                if isinstance(reference, str) and reference:
                    yield reference, str(volume.get("name") or "")
        elif key == "image" or str(key).endswith("Image"):
            text = entry if isinstance(entry, str) else _joined(entry)
            if text:
                yield text, below
        else:
            yield from _below(entry, below)


def _joined(value: Any) -> str:
    """An image of a custom resource that is written in parts."""
    if not isinstance(value, dict):
        return ""
    registry, repository, digest = (value.get(key) for key in ("registry", "repository", "digest"))
    if not (isinstance(repository, str) and repository):
        return ""
    tag = next((value[key] for key in _TAG if isinstance(value.get(key), str) and value[key]), "")
    text = f"{registry}/{repository}" if isinstance(registry, str) and registry else repository
    if tag:
        text += f":{tag}"
    return f"{text}@{digest}" if isinstance(digest, str) and digest else text
