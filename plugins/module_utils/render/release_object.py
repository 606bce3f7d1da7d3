# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""``.Release``, and the facts about a release that it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..dialect import Dialect
from ..gotemplate.functions import method
from ..gotemplate.kinds import GoStruct, Int32, Int64
from ..sprig.entropy import Entropy


@dataclass(frozen=True)
class ReleaseFacts:
    """What a rendering needs to know about its release: ``ReleaseOptions`` in Helm.

    :param revision: the revision to render, from 1 on; 0 where Helm 2 renders without Tiller.
    :param is_upgrade: true for upgrades and rollbacks.
    """

    name: str
    namespace: str = "default"
    revision: int = 1
    is_install: bool = True
    is_upgrade: bool = False

    @classmethod
    def for_template(cls, name: str, namespace: str, *, is_upgrade: bool, dialect: Dialect) -> ReleaseFacts:
        """Return the facts that ``helm template`` assumes, which renders for no actual release."""
        return cls(name, namespace, 0 if dialect.major == 2 else 1, not is_upgrade, is_upgrade)


class _Timestamp(GoStruct):
    """Helm 2's ``.Release.Time``."""

    go_type = "*timestamp.Timestamp"
    go_fields = {"Seconds": "int64", "Nanos": "int32"}
    json_fields = {"Seconds": "seconds,omitempty", "Nanos": "nanos,omitempty"}

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._nanoseconds: int | None = None

    def _now(self) -> int:
        # The clock is read on first use only, as reading it marks the rendering as nondeterministic.
        if self._nanoseconds is None:
            self._nanoseconds = self._entropy.now()
        return self._nanoseconds

    @property
    def Seconds(self) -> Int64:
        return Int64(self._now() // 1_000_000_000)

    @property
    def Nanos(self) -> Int32:
        return Int32(self._now() % 1_000_000_000)

    @method("String", result="string")
    def go_string(self) -> str:
        return f"seconds:{int(self.Seconds)} nanos:{int(self.Nanos)} "


def release_object(facts: ReleaseFacts, dialect: Dialect, entropy: Entropy) -> dict[str, Any]:
    """Return the value of ``.Release``."""
    release: dict[str, Any] = {
        "Name": facts.name,
        "Namespace": facts.namespace,
        "IsUpgrade": facts.is_upgrade,
        "IsInstall": facts.is_install,
        "Revision": facts.revision,
        "Service": dialect.service,
    }
    if dialect.major == 2:
        release["Time"] = _Timestamp(entropy)
    return release
