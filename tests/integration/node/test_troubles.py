# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of Tillers that do not start as they should."""

from __future__ import annotations

import os

import pytest
from harness.images import MISLABELLED


@pytest.fixture
def tiller(module):
    """Return a function that installs Tiller, which must fail, and returns the result."""
    namespace = f"trouble-{os.urandom(3).hex()}"

    def call(**arguments):
        return module("tiller", tiller_namespace=namespace, create_namespace=True, fails=True, **arguments)

    yield call
    module("tiller", tiller_namespace=namespace, state="absent", force=True, remove_rbac=True)


def test_an_image_with_another_version(tiller):
    result = tiller(image=MISLABELLED, service_account="tiller", rbac="cluster-admin", wait_timeout="60s")
    assert f"image {MISLABELLED}: contains Tiller v2.17.0, which does not match its tag" in result["msg"]
    assert result["version"] == "v2.17.0" and result["tiller"]["ready_replicas"] == 1


def test_an_image_that_cannot_be_pulled(tiller):
    result = tiller(image="coxswain.test/nowhere/tiller:v2.17.0", wait_timeout="5s")
    assert "Tiller is not ready after 5 seconds" in result["msg"] and "ImagePull" in result["msg"], result["msg"]
