# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of ``helm template`` for a rendered chart, and the files that ``--output-dir`` writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..chart import filepath
from ..chart.metadata import WHITE_SPACE
from ..dialect import HELM4, Dialect
from ..errors import DataError, RenderError
from .kind_order import install_key
from .manifests import split_documents

if TYPE_CHECKING:
    from .render_chart import RenderedChart

_SOURCE = re.compile(r"# Source: [^/\n]+/(.+)")
_HELM2_KIND = re.compile(r"kind:(.*)\n")


def template_output(
    rendering: RenderedChart,
    dialect: Dialect = HELM4,
    *,
    show_only: Iterable[str] = (),
    hooks: bool = True,
    skip_tests: bool = False,
    notes: bool = False,
) -> str:
    """Return what ``helm template`` prints.

    :param show_only: names or patterns of templates, such as ``templates/service.yaml``; all templates if empty.
    :param hooks: include hooks (``--no-hooks`` leaves them out); Helm 2 has no such option and prints them among the
        other files.
    :param skip_tests: leave out the hooks that ``helm test`` runs.
    :param notes: include the notes (Helm 2's ``--notes``).
    :raises RenderError: an entry of ``show_only`` matches no template.
    """
    if dialect.major == 2:
        return _helm2_output(rendering, list(show_only), notes)
    parts = [rendering.manifest.strip(WHITE_SPACE) + "\n"]
    if hooks:
        for hook in rendering.hooks:
            if not (skip_tests and hook.is_test):
                parts.append(_document(hook.path, hook.manifest))
    whole = "".join(parts)
    wanted = list(show_only)
    return _show_only(whole, wanted, dialect) if wanted else whole


def _document(path: str, text: str) -> str:
    return f"---\n# Source: {path}\n{text}\n"


def _show_only(whole: str, wanted: list[str], dialect: Dialect) -> str:
    documents = []
    for document in split_documents(whole, dialect):
        found = _SOURCE.search(document)
        if found:
            documents.append((found.group(1), document))
    shown: list[str] = []
    for pattern in wanted:
        matching = [f"---\n{document}\n" for name, document in documents if _matches(pattern, name)]
        if not matching:
            raise RenderError(f"could not find template {pattern} in chart")
        shown.extend(matching)
    return "".join(shown)


def _matches(pattern: str, name: str) -> bool:
    try:
        return filepath.match(pattern, name)
    except DataError:
        return False


def output_files(
    rendering: RenderedChart, dialect: Dialect = HELM4, *, hooks: bool = True, skip_tests: bool = False
) -> dict[str, str]:
    """Return the files that ``helm template --output-dir`` writes, by path below that directory."""
    files: dict[str, str] = {}
    if dialect.major == 2:
        for name, text in _helm2_files(rendering, notes=False):
            if text.strip(" \t\n\f\r"):
                files[name] = f"---\n# Source: {name}\n{text}"
        return files
    documents = [(crd.path, crd.data.decode("utf-8", "surrogateescape")) for crd in rendering.printed_crds]
    documents += [(manifest.path, manifest.text) for manifest in rendering.manifests]
    if hooks:
        documents += [(hook.path, hook.manifest) for hook in rendering.hooks if not (skip_tests and hook.is_test)]
    for path, text in documents:
        files[path] = files.get(path, "") + _document(path, text)
    return files


def _helm2_output(rendering: RenderedChart, wanted: list[str], notes: bool) -> str:
    files = list(_helm2_files(rendering, notes))
    if wanted:
        for name in wanted:
            if not any(_path_in_chart(path) == name for path, _text in files):
                raise RenderError(f"could not find template {name} in chart")
        files = [(path, text) for path, text in files if _path_in_chart(path) in wanted]
    return "".join(_document(path, text) for path, text in files)


def _path_in_chart(path: str) -> str:
    return path.split("/", 1)[-1]


def _helm2_files(rendering: RenderedChart, notes: bool) -> Iterator[tuple[str, str]]:
    """Yield files in the order of the first kind in each, then by path."""

    def key(item: tuple[str, str]) -> tuple[tuple[int, str], str]:
        found = _HELM2_KIND.search(item[1])
        kind = found.group(1).strip(WHITE_SPACE) if found else "Unknown"
        return install_key(kind, rendering.dialect), item[0]

    for path, text in sorted(rendering.files.items(), key=key):
        base = path.rsplit("/", 1)[-1]
        if not base.startswith("_") and (notes or base != "NOTES.txt"):
            yield path, text
