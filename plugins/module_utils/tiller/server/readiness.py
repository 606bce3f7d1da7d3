# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wait until Tiller works: until its pods are ready, and until it answers a call."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ...cluster.objects import Ref
from ...cluster.wait import diagnose_failed, wait_gone, wait_ready
from ...errors import TillerError
from ..connection.connect import TillerOptions, connect
from .spec import DEPLOYMENT

if TYPE_CHECKING:
    from ...cluster.api import Api

READY, ANSWER = "ready", "answer"

#: what may be over a moment later: the old pod is going, the new one has just become ready
_PASSING = ("absent", "not-ready", "unreachable", "several", "closed")
_PAUSE = 0.5


def wait(api: Api, options: TillerOptions, timeout: float, until: str = ANSWER) -> str:
    """Wait until Tiller is rolled out and, with :data:`ANSWER`, until a call is answered; gives back its version.

    :param timeout: seconds for all of it.
    :returns: such as ``v2.17.0``; ``""`` with :data:`READY`.
    :raises TillerError: it did not come to that in time.
    """
    deadline = time.monotonic() + timeout
    ref = Ref("apps/v1", "Deployment", options.namespace, DEPLOYMENT)
    waited = wait_ready(api, [ref], timeout)
    if not waited.ready:
        text = "; ".join(str(diagnosis) for diagnosis in diagnose_failed(api, waited))
        raise TillerError(
            f"Tiller is not ready after {timeout:.0f} seconds: {text or 'it does not tell why'}",
            remedy="Look at the conditions and events of its Deployment and pods.",
            reason="not-ready",
        )
    if until == READY:
        return ""
    while True:
        try:
            with connect(options, api, max(1.0, min(30.0, deadline - time.monotonic()))) as tiller:
                if tiller.healthy():
                    return tiller.version
            raise TillerError("Tiller says that it does not serve", reason="not-ready")
        except TillerError as error:
            if error.reason not in _PASSING or time.monotonic() + _PAUSE > deadline:
                raise
            time.sleep(_PAUSE)


def wait_until_gone(api: Api, namespace: str, timeout: float) -> None:
    """Wait until Tiller's pods have ended.

    :raises TillerError: they did not in time.
    """
    selector = {"labelSelector": "app=helm,name=tiller"}
    pods = api.items(f"/api/v1/namespaces/{namespace}/pods", selector)
    refs = [Ref("v1", "Pod", namespace, str(pod["metadata"]["name"])) for pod in pods]
    if refs and not wait_gone(api, refs, timeout).ready:
        raise TillerError(
            f"its pods still run after {timeout:.0f} seconds", f"Tiller in namespace {namespace}", reason="failed"
        )
