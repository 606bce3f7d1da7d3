# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the images that rendered objects use: in containers and volumes, wherever a Pod template is nested, and in
fields of custom resources whose names end with ``image``.

Images in arguments, ConfigMaps or annotations are not found, as they cannot be told from other texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
#: The fields of a tag where a custom resource splits an image into parts.
_TAG_FIELDS = ("tag", "version")


class ImageUse(NamedTuple):
    """One use of an image.

    :param container: the name of the container or volume, or the path of the field in a custom resource.
    """

    image: str
    kind: str
    name: str
    container: str


def image_uses(objects: Iterable[Any]) -> list[ImageUse]:
    """Return the uses of images in the order of the objects, without duplicates."""
    uses = [use for each in objects if isinstance(each, dict) for use in _uses_of_object(each)]
    return list(dict.fromkeys(uses))


def _uses_of_object(found: dict[str, Any]) -> Iterator[ImageUse]:
    items = found.get("items")
    kind = str(found.get("kind") or "")
    if kind.endswith("List") and isinstance(items, list):
        for item in items:
            if isinstance(item, dict):
                yield from _uses_of_object(item)
        return
    metadata = found.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    for image, place in _find({key: value for key, value in found.items() if key != "metadata"}, ""):
        yield ImageUse(image, kind, str(name or ""), place)


def _find(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for place, item in enumerate(value):
            yield from _find(item, f"{path}[{place}]")
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
            text = entry if isinstance(entry, str) else _join_parts(entry)
            if text:
                yield text, below
        else:
            yield from _find(entry, below)


def _join_parts(value: Any) -> str:
    """Return the reference of an image that a custom resource splits into parts; empty if it is none."""
    if not isinstance(value, dict):
        return ""
    registry, repository, digest = (value.get(key) for key in ("registry", "repository", "digest"))
    if not (isinstance(repository, str) and repository):
        return ""
    tag = next((value[key] for key in _TAG_FIELDS if isinstance(value.get(key), str) and value[key]), "")
    text = f"{registry}/{repository}" if isinstance(registry, str) and registry else repository
    if tag:
        text += f":{tag}"
    return f"{text}@{digest}" if isinstance(digest, str) and digest else text
