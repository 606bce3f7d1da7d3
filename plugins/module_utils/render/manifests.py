# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendered files cut into manifests, sorted into hooks and objects, in the order of installation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..chart import go_struct
from ..chart.metadata import WHITE_SPACE
from ..data import yaml_in
from ..dialect import HELM4, Dialect
from ..errors import DataError, RenderError
from .hooks import HOOK_ANNOTATION, Hook, make_hook
from .kind_order import install_key

_HELM4_SEPARATOR = re.compile(r"^---[ \t]*", re.MULTILINE)
#: What ``\s`` stands for in Go's regular expressions.
_BLANK = " \t\n\f\r"


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


@dataclass(frozen=True)
class Manifest:
    """One object of a release.

    :param path: the template that it comes from, such as ``chart/templates/service.yaml``.
    :param text: its YAML, as Helm stores it.
    :param head: the parsed document, as it stands there (a mapping), or ``None`` for an empty one.
    """

    path: str
    text: str
    kind: str = ""
    name: str = ""
    api_version: str = ""
    head: Any = field(default=None, repr=False)


def split_documents(text: str, dialect: Dialect = HELM4) -> list[str]:
    """The YAML documents of a rendered file, with the white space around them that the dialect leaves."""
    if dialect.major >= 4:
        documents = _HELM4_SEPARATOR.split(text.lstrip(WHITE_SPACE))
        return [document.lstrip(WHITE_SPACE) for document in documents if document.strip(WHITE_SPACE)]
    return [document.strip(WHITE_SPACE) for document in _old_documents(text.strip(WHITE_SPACE)) if document]


def _old_documents(text: str) -> list[str]:
    """The text cut at ``---`` with the white space around it, where that begins a line or the text.

    Written by hand because the regular expression for it takes quadratic time on long runs of empty lines.
    """
    documents: list[str] = []
    position = 0
    if text.startswith("---"):
        documents.append("")
        position = _skip_blank(text, 3)
    while True:
        found = text.find("\n---", position)
        if found < 0:
            documents.append(text[position:])
            return documents
        start = found
        while start > position and text[start - 1] in _BLANK:
            start -= 1
        documents.append(text[position:start])
        position = _skip_blank(text, found + 4)


def _skip_blank(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANK:
        position += 1
    return position


def sort_manifests(files: Mapping[str, str], dialect: Dialect = HELM4) -> tuple[list[Manifest], list[Hook]]:
    """The manifests and the hooks of rendered files, each in the order of their kinds.

    :param files: rendered texts by path; partials and empty ones are passed over.
    :raises RenderError: a document is not YAML, or its head is not that of an object.
    """
    manifests: list[Manifest] = []
    hooks: list[Hook] = []
    head_type = _HEADS[dialect.major]
    for path in sorted(files):
        content = files[path]
        if path.rsplit("/", 1)[-1].startswith("_") or not content.strip(WHITE_SPACE):
            continue
        for text in split_documents(content, dialect):
            try:
                document = yaml_in.unmarshal_exact(text)
                head = go_struct.decode(document, head_type)
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
            annotations = metadata.get("annotations", {})
            if HOOK_ANNOTATION not in annotations:
                manifests.append(manifest)
                continue
            hook = make_hook(manifest, annotations, dialect)
            if hook is not None:
                hooks.append(hook)
    if dialect.major == 2:
        manifests.sort(key=lambda manifest: (install_key(manifest.kind, dialect), manifest.path))
    else:
        manifests.sort(key=lambda manifest: install_key(manifest.kind, dialect))
        hooks.sort(key=lambda hook: install_key(hook.kind, dialect))
    return manifests, hooks
