# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sort rendered files into manifests and hooks, in the order of installation."""

from __future__ import annotations

from collections.abc import Mapping

from ..chart import go_struct
from ..chart.metadata import WHITE_SPACE
from ..data import yaml_in
from ..dialect import HELM4, Dialect
from ..errors import DataError, RenderError
from .hook_annotations import HOOK_ANNOTATION, RenderedHook, parse_hook
from .kind_order import install_key
from .manifests import Manifest, split_documents


def _head_type(package: str) -> go_struct.Struct:
    inner = go_struct.Struct(
        "",
        'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }',
        [("name", "string"), ("annotations", "map[string]string")],
    )
    return go_struct.Struct(
        "SimpleHead",
        f"{package}.SimpleHead",
        [("apiVersion", "string"), ("kind", "string"), ("metadata", inner)],
    )


_HEADS = {2: _head_type("releaseutil"), 3: _head_type("releaseutil"), 4: _head_type("util")}


def _parse_manifest(path: str, text: str, dialect: Dialect) -> tuple[Manifest, Mapping[str, str]]:
    """Return a document as a manifest, with the annotations of its object."""
    try:
        document = yaml_in.unmarshal_exact(text)
        head = go_struct.decode(document, _HEADS[dialect.major])
    except DataError as error:
        raise RenderError(f"YAML parse error on {path}: {error.what}") from error
    metadata = head.get("metadata", {})
    manifest = Manifest(
        path,
        text,
        kind=head.get("kind", ""),
        name=metadata.get("name", ""),
        api_version=head.get("apiVersion", ""),
        head=document,
    )
    return manifest, metadata.get("annotations", {})


def sort_manifests(files: Mapping[str, str], dialect: Dialect = HELM4) -> tuple[list[Manifest], list[RenderedHook]]:
    """Return the manifests and the hooks of rendered files, each in the order of their kinds.

    :param files: rendered texts by path; partials and empty texts are skipped.
    :raises RenderError: a document is not YAML, or is not an object.
    """
    manifests: list[Manifest] = []
    hooks: list[RenderedHook] = []
    for path in sorted(files):
        content = files[path]
        if path.rsplit("/", 1)[-1].startswith("_") or not content.strip(WHITE_SPACE):
            continue
        for text in split_documents(content, dialect):
            manifest, annotations = _parse_manifest(path, text, dialect)
            if HOOK_ANNOTATION not in annotations:
                manifests.append(manifest)
                continue
            hook = parse_hook(manifest, annotations, dialect)
            if hook is not None:
                hooks.append(hook)
    if dialect.major == 2:
        manifests.sort(key=lambda manifest: (install_key(manifest.kind, dialect), manifest.path))
    else:
        manifests.sort(key=lambda manifest: install_key(manifest.kind, dialect))
        hooks.sort(key=lambda hook: install_key(hook.kind, dialect))
    return manifests, hooks
