# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until Tiller is ready: until its pods are, and until it responds."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from ...cluster.diagnostics import explain_pods
from ...cluster.objects import Ref
from ...cluster.wait import diagnose_failed, wait_gone, wait_ready
from ...errors import TillerError
from ...release.execution import wait_report
from ...release.request import no_report
from ..connection.connect import TillerOptions, connect
from ..connection.find_pod import list_pods
from .spec import DEPLOYMENT

if TYPE_CHECKING:
    from ...cluster.api import Api
    from ...release.request import Report

READY, ANSWER = "ready", "answer"

#: reasons of errors that disappear shortly: the old pod is terminating, the new one has just become ready
_TRANSIENT = ("absent", "not-ready", "unreachable", "several", "closed")
#: seconds between two attempts to connect
_INTERVAL = 0.5


def wait_until_ready(
    api: Api, options: TillerOptions, timeout: float, until: str = ANSWER, report: Report = no_report
) -> str:
    """Wait until Tiller is rolled out and, with :data:`ANSWER`, responds to a call.

    :param timeout: seconds for both together.
    :returns: the version of Tiller, such as ``v2.17.0``; ``""`` with :data:`READY`.
    :raises TillerError: it is not ready in time.
    """
    deadline = time.monotonic() + timeout
    ref = Ref("apps/v1", "Deployment", options.namespace, DEPLOYMENT)
    observer = wait_report.WaitReport(
        report, wait_report.READY, 1, timeout, "Tiller", explain=partial(explain_pods, api)
    )
    waited = wait_ready(api, [ref], timeout, observer=observer)
    if not waited.ready:
        text = "; ".join(str(diagnosis) for diagnosis in diagnose_failed(api, waited))
        raise TillerError(
            f"Tiller is not ready after {timeout:.0f} seconds: {text or 'unknown reason'}",
            remedy="Check the conditions and events of its Deployment and pods.",
            reason="not-ready",
        )
    if until == READY:
        return ""
    while True:
        try:
            with connect(options, api, max(1.0, min(30.0, deadline - time.monotonic()))) as tiller:
                if tiller.healthy():
                    return tiller.version
            raise TillerError("Tiller reports that it is not serving", reason="not-ready")
        except TillerError as error:
            if error.reason not in _TRANSIENT or time.monotonic() + _INTERVAL > deadline:
                raise
            time.sleep(_INTERVAL)


def wait_until_gone(api: Api, namespace: str, timeout: float, report: Report = no_report) -> None:
    """Wait until Tiller's pods are deleted.

    :raises TillerError: they still exist after ``timeout`` seconds.
    """
    refs = [Ref("v1", "Pod", namespace, str(pod["metadata"]["name"])) for pod in list_pods(api, namespace)]
    observer = wait_report.WaitReport(report, wait_report.GONE, len(refs), timeout, "Tiller")
    if refs and not wait_gone(api, refs, timeout, observer=observer).ready:
        raise TillerError(
            f"its pods are still running after {timeout:.0f} seconds",
            f"Tiller in namespace {namespace}",
            reason="failed",
        )
