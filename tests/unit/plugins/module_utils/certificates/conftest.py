# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of certificates share."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.model import Leaf, Wanted, server_hosts

NOW = datetime.datetime(2030, 1, 1, 12, 0, 0, tzinfo=datetime.UTC)


def leaves(*, hosts: tuple[str, ...] = server_hosts("kube-system")) -> tuple[Leaf, ...]:
    return (
        Leaf("tiller", {"CN": "tiller-server"}, hosts, server=True, client=True),
        Leaf("helm", {"CN": "helm", "O": "ops"}),
    )


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    return Wanted(str(tmp_path / "ssl"), leaves())


@pytest.fixture
def now() -> datetime.datetime:
    return NOW
