# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resolve a chart reference to a chart.

===================================  =============================================================
reference                            chart
===================================  =============================================================
an existing path                     the folder or archive there (unless ``repo_url`` is given)
``NAME`` with ``repo_url``           the version of NAME in the index of ``repo_url``
``https://host/path/chart.tgz``      that archive
``oci://HOST/PATH/NAME``             the version of NAME in a registry; a tag or digest may follow
``REPOSITORY/NAME``                  the version of NAME in a repository of ``repositories.yaml``
===================================  =============================================================

A repository may be in a registry (``repo_url: oci://HOST/PATH``), and so may a chart of an index. Only the caches are
written, so check mode resolves references in the same way.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..chart import loader
from ..chart.chart import Chart
from ..dialect import HELM4, Dialect
from ..errors import ChartError
from . import urls
from .chart_reference import ChartReference, Warn, no_warning
from .oci_reference import is_oci

if TYPE_CHECKING:
    from .helm_paths import HelmPaths


def resolve_chart(
    reference: ChartReference,
    paths: HelmPaths | None = None,
    warn: Warn = no_warning,
    dialect: Dialect = HELM4,
) -> Chart:
    """Load the chart of a reference.

    :param warn: called with each warning for the user.
    :raises RepositoryError: a repository or registry cannot be used, or does not contain the chart.
    :raises ChartError: there is no such file, or it is not a chart.
    """
    reference = reference.stripped()
    if _is_path(reference):
        with _with_reference(reference.ref):
            chart = loader.load(reference.ref, dialect)
        _warn_about_version(reference, chart, warn)
        return chart
    # Costly to import, and a path does without.
    from .locate_chart import fetch_package

    package = fetch_package(reference, paths, warn)
    with _with_reference(reference.ref):
        chart = loader.load_archive(package.content, dialect)
    if not package.located.version:
        _warn_about_version(reference, chart, warn)
    return chart


def _is_path(reference: ChartReference) -> bool:
    ref = reference.ref
    return bool(ref) and not reference.repo_url and not is_oci(ref) and os.path.exists(ref)


@contextlib.contextmanager
def _with_reference(ref: str) -> Iterator[None]:
    """Add the reference to errors about the chart that do not contain it."""
    try:
        yield
    except ChartError as error:
        if error.where is None and ref not in error.what:
            error.where = urls.redacted(ref)
        raise


def _warn_about_version(reference: ChartReference, chart: Chart, warn: Warn) -> None:
    if reference.version and reference.version != chart.version:
        warn(
            f"chart_version {reference.version} is ignored, because it only applies to charts in repositories: "
            f"{urls.redacted(reference.ref)} is version {chart.version}."
        )
