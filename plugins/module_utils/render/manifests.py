# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Manifests: the YAML documents of rendered files, and the one text of them that a release record stores."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..chart.chart import CustomResourceFile
from ..chart.metadata import WHITE_SPACE
from ..dialect import HELM4, Dialect

_HELM4_SEPARATOR = re.compile(r"^---[ \t]*", re.MULTILINE)
#: What ``\s`` matches in Go's regular expressions.
_BLANK = " \t\n\f\r"


@dataclass(frozen=True)
class Manifest:
    """One rendered object.

    :param path: the path of its template, such as ``chart/templates/service.yaml``.
    :param text: its YAML, as Helm stores it.
    :param head: the parsed document: a mapping, or ``None`` for an empty document.
    """

    path: str
    text: str
    kind: str = ""
    name: str = ""
    api_version: str = ""
    head: Any = field(default=None, repr=False)


def split_documents(text: str, dialect: Dialect = HELM4) -> list[str]:
    """Split a rendered file into YAML documents, trimmed as the dialect does."""
    if dialect.major >= 4:
        documents = _HELM4_SEPARATOR.split(text.lstrip(WHITE_SPACE))
        return [document.lstrip(WHITE_SPACE) for document in documents if document.strip(WHITE_SPACE)]
    return [document.strip(WHITE_SPACE) for document in _split_helm3(text.strip(WHITE_SPACE)) if document]


def _split_helm3(text: str) -> list[str]:
    """Split at ``---`` at the start of a line or the text, with the white space around it, as Helm 2 and 3 do.

    Not a regular expression, which would take quadratic time on long runs of empty lines.
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


def manifest_text(manifests: list[Manifest], crds: list[CustomResourceFile], dialect: Dialect = HELM4) -> str:
    """Return objects as the one text that Helm stores in the release record."""
    if dialect.major == 2:
        return "".join(f"\n---\n# Source: {manifest.path}\n{manifest.text}" for manifest in manifests)
    parts = [f"---\n# Source: {crd.path}\n{crd.data.decode('utf-8', 'surrogateescape')}\n" for crd in crds]
    parts += [f"---\n# Source: {manifest.path}\n{manifest.text}\n" for manifest in manifests]
    return "".join(parts)
