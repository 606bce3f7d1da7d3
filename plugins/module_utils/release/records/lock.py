# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two runs that meet: whoever stores a mark looks again before it acts, so that one of them sees the other's.

A revision that is stored keeps other upgrades and rollbacks away, since its number is taken. An uninstall takes no
number: it marks the newest revision. So an upgrade looks whether the revision before its own is being uninstalled, and
an uninstall whether a newer one came. Where both see each other the uninstall gives way.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ...errors import ReleaseError
from . import model

if TYPE_CHECKING:
    from .model import Release
    from .storage import Storage

#: seconds that an upgrade waits for an uninstall to give way
_PATIENCE = 3.0
_PAUSE = 0.1


def hold_revision(storage: Storage, record: Release, forgotten: frozenset[int]) -> None:
    """After a revision was stored as pending: take it back if the release is being uninstalled.

    :param forgotten: revisions that this run has deleted.
    :raises ReleaseError: it is.
    """
    before = record.revision - 1
    if before < 1 or before in forgotten:
        return
    deadline = time.monotonic() + _PATIENCE
    while True:
        known = {entry.revision: entry.status for entry in storage.entries(record.name)}
        if before in known and known[before] != model.UNINSTALLING:
            return
        if before not in known or time.monotonic() > deadline:
            break
        time.sleep(_PAUSE)
    storage.delete(record.name, record.revision)
    raise ReleaseError(
        "another operation (install/upgrade/rollback) is in progress: somebody else uninstalls the release",
        f"release {record.name}",
        "Nothing was changed. Run the task again when it has ended.",
    )


def hold_removal(storage: Storage, unmarked: Release) -> None:
    """After a release was marked as being uninstalled: take the mark back if there is a newer revision.

    :param unmarked: the newest revision as it was before.
    :raises ReleaseError: there is one.
    """
    if storage.entries(unmarked.name)[-1].revision == unmarked.revision:
        return

    def restored(stored: Release) -> Release:
        # Whoever stored the newer revision may have superseded this one by now.
        status = unmarked.status if stored.status == model.UNINSTALLING else stored.status
        return unmarked.replace(status=status)

    storage.revise(unmarked.name, unmarked.revision, restored)
    raise ReleaseError(
        "another operation (install/upgrade/rollback) is in progress: somebody else has stored a newer revision",
        f"release {unmarked.name}",
        "Nothing was changed. Run the task again when it has ended.",
    )
