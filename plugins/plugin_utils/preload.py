# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import what a module needs before Ansible starts its workers.

Ansible imports action plugins in its main process. What they import there is present in all workers, which are forks of
it; what a worker imports itself is imported again by the next.
"""

from __future__ import annotations

import contextlib

from .core import load

_CONNECTION = ("cluster.connection", "cluster.sessions", "cluster.apply", "cluster.wait")
_CHART = ("repository.resolve_chart", "chart.loader", "chart.content_digest", "chart.coalesce")
_RELEASE = (
    *_CONNECTION,
    "release.direct.backend",
    "release.operations.install_upgrade",
    "release.operations.rollback",
    "release.operations.uninstall",
    "release.rendering.fingerprint",
    "release.rendering.render_inputs",
    "release.rendering.unchanged",
    "release.rendering.values",
    "release.records.history",
)

#: Module to what its usual task needs beside its definition. Rendering is not included: it is only imported when a
#: release changes.
_NEEDED = {
    "release": (*_RELEASE, *_CHART),
    "release_info": (*_CONNECTION, "release.records.history"),
    "release_rollback": _RELEASE,
    "release_test": (*_RELEASE, "release.operations.run_tests"),
    "template": (*_CHART, "render.render_chart"),
}


def preload(module: str) -> None:
    """Import the implementation of a module and what it needs."""
    load(f"module_utils.module.{module}")
    # Without a library, the task itself says what is missing.
    with contextlib.suppress(ImportError):
        for name in _NEEDED.get(module, ()):
            load(f"module_utils.{name}")
        if module in _NEEDED:
            # Imported by the functions that use them.
            import urllib3  # noqa: F401
