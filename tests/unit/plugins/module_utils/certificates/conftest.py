# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the tests of certificates."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.certificates.specs import (
    CertificateSpec,
    DirectorySpec,
    server_hosts,
)

NOW = datetime.datetime(2030, 1, 1, 12, 0, 0, tzinfo=datetime.UTC)


def certificates(*, hosts: tuple[str, ...] = server_hosts("kube-system")) -> tuple[CertificateSpec, ...]:
    return (
        CertificateSpec("tiller", {"CN": "tiller-server"}, hosts, server=True, client=True),
        CertificateSpec("helm", {"CN": "helm", "O": "ops"}),
    )


@pytest.fixture
def spec(tmp_path: Path) -> DirectorySpec:
    return DirectorySpec(str(tmp_path / "ssl"), certificates())


@pytest.fixture
def now() -> datetime.datetime:
    return NOW
