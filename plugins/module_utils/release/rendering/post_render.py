# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Post-render a chart: apply patches, then a Jinja2 template, then a program.

Hooks are included for Helm 4. Helm 3 never passes hooks to a post-renderer, so they stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...data import yaml_in, yaml_out
from ...errors import DataError, RenderError

if TYPE_CHECKING:
    from ...gotemplate.functions import FunctionTable
    from ...render.hook_annotations import RenderedHook
    from ...render.render_chart import RenderedChart
    from ..request import ReleaseRequest

#: names the template of an object while a program post-renders it, as in Helm 4
FILE_ANNOTATION = "postrenderer.helm.sh/postrender-filename"


@dataclass(frozen=True)
class PostRendered:
    """A rendering after patches and post-renderers.

    :param manifest: the objects as one text.
    """

    manifest: str
    hooks: list[RenderedHook]
    warnings: list[str]


@dataclass
class _Part:
    """One object: its template, its text, and its parsed document."""

    path: str
    text: str
    document: Any


def needs_post_render(request: ReleaseRequest) -> bool:
    """Return whether a request has patches or post-renderers."""
    return bool(request.patches or request.post_render or request.post_renderer)


def post_render(
    result: RenderedChart, request: ReleaseRequest, variables: Mapping[str, Any], functions: FunctionTable
) -> PostRendered:
    """Apply the patches and post-renderers of a request.

    :param variables: variables of the Jinja2 template, besides the objects.
    :param functions: functions of the Jinja2 template.
    :raises RenderError: one of them fails.
    """
    from ...render.manifest_sorter import sort_manifests
    from ...render.manifests import manifest_text

    together = result.dialect.major >= 4
    parts = [_Part(manifest.path, manifest.text, manifest.head) for manifest in result.manifests]
    if together:
        parts += [_Part(hook.path, hook.manifest, hook.head) for hook in result.hooks]
        # Helm 4 passes the files in the order of their names.
        parts.sort(key=lambda part: part.path)
    warnings: list[str] = []
    if request.patches:
        parts = _patched(parts, request, warnings)
    if request.post_render:
        from ...render.jinja_post_render import jinja_post_render as run_template

        text = run_template(request.post_render, _text(parts), variables, functions)
        parts = _found_again(text, parts)
    if request.post_renderer:
        from .post_render_program import run_post_renderer

        given = _annotated(parts) if together else _text(parts)
        text = run_post_renderer(request.post_renderer, given, request.timeout)
        where = "the output of the post-renderer"
        parts = _named(_split(text, where)) if together else _split(text, where)
    if not together:
        return PostRendered(_text(parts), result.hooks, warnings)
    files: dict[str, str] = {}
    for part in parts:
        files[part.path] = f"{files[part.path]}\n---\n{part.text}" if part.path in files else part.text
    manifests, hooks = sort_manifests(files, result.dialect)
    return PostRendered(manifest_text(manifests, [], result.dialect), hooks, warnings)


def _patched(parts: list[_Part], request: ReleaseRequest, warnings: list[str]) -> list[_Part]:
    from .patches import apply_patches

    objects = [part for part in parts if isinstance(part.document, dict)]
    documents = [part.document for part in objects]
    changed, messages = apply_patches(documents, request.patches, request.namespace)
    warnings += messages
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
            raise RenderError(f"document {place + 1} is not a mapping", where)
        part.path = f"generated-by-postrender-{place}.yaml"
    return found


def _found_again(text: str, before: list[_Part]) -> list[_Part]:
    """Return the objects of a text, with the templates of the objects that had the same names before."""
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
    """Return the objects with the templates that their annotations name."""
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
