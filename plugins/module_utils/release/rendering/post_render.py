# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a rendering to a manifest: the patches, the Jinja2 template and the program of the user's, in this order.

Hooks take part for Helm 4 and stay as they are for Helm 3, whose post-renderers never saw them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...data import yaml_in, yaml_out
from ...errors import DataError, RenderError

if TYPE_CHECKING:
    from ...gotemplate.functions import FunctionTable
    from ...render.hooks import Hook
    from ...render.render import Rendering
    from ..request import ReleaseRequest

#: says from which template an object comes while it is with the program, as Helm 4 has it
FILE_ANNOTATION = "postrenderer.helm.sh/postrender-filename"


@dataclass(frozen=True)
class Changed:
    """A rendering after the user's changes.

    :param manifest: the objects as one text.
    """

    manifest: str
    hooks: list[Hook]
    warnings: list[str]


@dataclass
class _Part:
    """One object: the template that it comes from, its text, and what that says."""

    path: str
    text: str
    document: Any


def changes_rendering(request: ReleaseRequest) -> bool:
    """Is there anything to do after the rendering?"""
    return bool(request.patches or request.post_render or request.post_renderer)


def change(
    result: Rendering, request: ReleaseRequest, variables: Mapping[str, Any], functions: FunctionTable
) -> Changed:
    """Carry out the user's changes.

    :param variables: what the Jinja2 template sees besides the objects.
    :param functions: what it may call.
    :raises RenderError: one of them cannot be carried out.
    """
    from ...render.manifests import sort_manifests
    from ...render.render import manifest_text

    together = result.dialect.major >= 4
    parts = [_Part(manifest.path, manifest.text, manifest.head) for manifest in result.manifests]
    if together:
        parts += [_Part(hook.path, hook.manifest, hook.head) for hook in result.hooks]
        # The program of Helm 4 sees the files in the order of their names.
        parts.sort(key=lambda part: part.path)
    warnings: list[str] = []
    if request.patches:
        parts = _patched(parts, request, warnings)
    if request.post_render:
        from ...render.post_render import post_render

        text = post_render(request.post_render, _text(parts), variables, functions)
        parts = _found_again(text, parts)
    if request.post_renderer:
        from .post_render_program import run_post_renderer

        given = _annotated(parts) if together else _text(parts)
        text = run_post_renderer(request.post_renderer, given, request.timeout)
        where = "what the post-renderer printed"
        parts = _named(_split(text, where)) if together else _split(text, where)
    if not together:
        return Changed(_text(parts), result.hooks, warnings)
    files: dict[str, str] = {}
    for part in parts:
        files[part.path] = f"{files[part.path]}\n---\n{part.text}" if part.path in files else part.text
    manifests, hooks = sort_manifests(files, result.dialect)
    return Changed(manifest_text(manifests, [], result.dialect), hooks, warnings)


def _patched(parts: list[_Part], request: ReleaseRequest, warnings: list[str]) -> list[_Part]:
    from .patches import apply_patches

    objects = [part for part in parts if isinstance(part.document, dict)]
    documents = [part.document for part in objects]
    changed, told = apply_patches(documents, request.patches, request.namespace)
    warnings += told
    by_part = {id(part): document for part, document in zip(objects, changed)}
    result = []
    for part in parts:
        document = by_part.get(id(part), part.document)
        if document is part.document:
            result.append(part)
        elif document is not None:
            result.append(_Part(part.path, _yaml(document), document))
    return result


def _text(parts: list[_Part]) -> str:
    return "".join(f"---\n# Source: {part.path}\n{part.text.rstrip()}\n" for part in parts)


def _yaml(document: Any) -> str:
    try:
        return yaml_out.marshal(document)
    except DataError as error:
        raise RenderError(error.what, "an object after patches") from error


def _split(text: str, where: str) -> list[_Part]:
    from ...render.manifests import split_documents

    try:
        found = [_Part("", entry, yaml_in.unmarshal_exact(entry)) for entry in split_documents(text)]
    except DataError as error:
        raise RenderError(error.what, where) from error
    found = [part for part in found if part.document is not None]
    for place, part in enumerate(found):
        if not isinstance(part.document, dict):
            raise RenderError(f"document {place + 1} is no mapping", where)
        part.path = f"generated-by-postrender-{place}.yaml"
    return found


def _found_again(text: str, before: list[_Part]) -> list[_Part]:
    """The objects of a text, with the templates of those objects that were there before under the same names."""
    paths = {_name(part.document): part.path for part in before}
    found = _split(text, "what the post-render printed")
    for part in found:
        part.path = paths.get(_name(part.document), part.path)
        part.text = "\n".join(line for line in part.text.split("\n") if not line.startswith("# Source: "))
    return found


def _name(document: Any) -> tuple[str, str, str, str]:
    document = document if isinstance(document, dict) else {}
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    return (
        str(document.get("apiVersion")),
        str(document.get("kind")),
        str(metadata.get("namespace") or ""),
        str(metadata.get("name") or metadata.get("generateName")),
    )


def _annotated(parts: list[_Part]) -> str:
    texts = []
    for part in parts:
        document = part.document
        if not isinstance(document, dict):
            continue
        metadata = document.get("metadata") if isinstance(document.get("metadata"), dict) else {}
        annotations = {**((metadata or {}).get("annotations") or {}), FILE_ANNOTATION: part.path}
        texts.append(_yaml({**document, "metadata": {**(metadata or {}), "annotations": annotations}}))
    return "---\n".join(texts)


def _named(parts: list[_Part]) -> list[_Part]:
    """The objects that came back, under the templates that their annotation names."""
    found = []
    for part in parts:
        metadata = part.document.get("metadata")
        annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
        if not isinstance(annotations, dict) or FILE_ANNOTATION not in annotations:
            found.append(part)
            continue
        rest = {key: value for key, value in annotations.items() if key != FILE_ANNOTATION}
        metadata = {key: value for key, value in metadata.items() if key != "annotations"}
        if rest:
            metadata["annotations"] = rest
        document = {**part.document, "metadata": metadata}
        found.append(_Part(str(annotations[FILE_ANNOTATION]), _yaml(document), document))
    return found
