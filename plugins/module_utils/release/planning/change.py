# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""One change of an operation, as a plan announces it and a result reports it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...cluster.objects import Ref

#: The values of ``action``.
CREATE = "create"
PATCH = "patch"
REPLACE = "replace"
DELETE = "delete"
KEEP = "keep"
RUN_HOOK = "run hook"
RECORD = "record revision"
FORGET = "forget revision"


@dataclass(frozen=True)
class Change:
    """One change that was made, or in check mode would be made.

    :param action: ``create``, ``patch``, ``replace``, ``delete``, ``keep``, ``run hook``, ``record revision`` or
        ``forget revision``.
    :param predicted: no dry run was possible, so this is what is expected.
    """

    action: str
    api_version: str
    kind: str
    namespace: str
    name: str
    predicted: bool = False

    @classmethod
    def of(cls, action: str, ref: Ref, *, predicted: bool = False) -> Change:
        """Return the change of an object."""
        return cls(action, ref.api_version, ref.kind, ref.namespace, ref.name, predicted)

    def __str__(self) -> str:
        where = f"{self.namespace}/" if self.namespace else ""
        return f"{self.action} {self.kind} {where}{self.name}"
