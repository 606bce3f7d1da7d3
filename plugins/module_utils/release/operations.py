# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be asked of a release: that it is there as described, that it is not there, that it goes back to a revision;
and what is stored of it.

Each change is the same pipeline: observe, determine the state, plan, carry the plan out. In check mode the requests are
sent with ``dryRun=All``.
"""

from __future__ import annotations

from .absence import ensure_absent
from .going_back import rollback
from .pipeline import quiet
from .presence import ensure_present
from .request import Change, Outcome, ReleaseRequest
from .stored import LiveObject, history, list_releases, live_objects, read_release, state_of
from .testing import Tested, run_tests

__all__ = [
    "Change",
    "LiveObject",
    "Outcome",
    "ReleaseRequest",
    "Tested",
    "ensure_absent",
    "ensure_present",
    "history",
    "list_releases",
    "live_objects",
    "quiet",
    "read_release",
    "rollback",
    "run_tests",
    "state_of",
]
