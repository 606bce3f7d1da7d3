# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that one process runs one after another share connections and discovery, and still see every change."""

from __future__ import annotations

import time

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.connection import ConnectionOptions, connect
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.sessions import Sessions

from .conftest import CONFIG_MAP, DEPLOYMENT
from .test_crds import boats

__all__ = ["boats"]

pytestmark = pytest.mark.libraries


@pytest.fixture
def task():
    """Connect as the next task of a loop does."""
    sessions = Sessions()
    yield lambda: connect(ConnectionOptions(), sessions=sessions)
    sessions.close()


def until(condition):
    deadline = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_number_of_requests_of_a_later_task(shop, make_chart, task):
    """One for the list of revisions, one for the record, and one for each object."""
    folder = make_chart({"settings.yaml": CONFIG_MAP, "app.yaml": DEPLOYMENT})
    for action, most in (("installed", 20), ("unchanged", 4), ("unchanged", 4)):
        shop.api = task()
        assert shop.present(folder).action == action
        assert shop.api.requests <= most


@pytest.mark.parametrize("who", ["an earlier task", "somebody else"])
def test_a_kind_that_is_defined_between_two_tasks(api, boats, task, who):
    kind = (f"{boats.group}/v1", "Boat")
    first = task()
    assert first.discovery.find(*kind) is None
    objects.create(first if who == "an earlier task" else api, boats.definition("v1"))
    until(lambda: task().discovery.find(*kind) is not None)
    assert f"{boats.group}/v1" in task().discovery.api_versions()
    objects.delete(
        first, objects.Ref("apiextensions.k8s.io/v1", "CustomResourceDefinition", "", f"boats.{boats.group}")
    )
    until(lambda: task().discovery.find(*kind) is None)


def test_a_chart_with_a_definition_and_then_one_that_needs_it(shop, make_chart, boats, task):
    """The definition is a template, so nothing but the write itself tells that there is a new kind."""
    asks = CONFIG_MAP + f'  boats: {{{{ .Capabilities.APIVersions.Has "{boats.group}/v1" | quote }}}}\n'
    shop.api = task()
    folder = make_chart({"settings.yaml": asks})
    shop.present(folder)
    assert shop.get("ConfigMap", "shop-settings")["data"]["boats"] == "false"
    objects.create(task(), boats.definition("v1"))

    def seen():
        shop.api = task()
        return shop.present(folder).action == "upgraded"

    until(seen)
    assert shop.get("ConfigMap", "shop-settings")["data"]["boats"] == "true"
