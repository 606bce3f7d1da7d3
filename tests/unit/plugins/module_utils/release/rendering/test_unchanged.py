# SPDX-License-Identifier: GPL-3.0-or-later
"""When a release whose templates looked objects up is known to be unchanged without rendering it."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.discovery import Discovery, Resource
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.objects import Ref
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError
from ansible_collections.coxswain.helm.plugins.module_utils.release.planning.plan import Declared
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.fingerprint import (
    Fingerprint,
    digest_of_object,
    fingerprint_of,
    lookup_name,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.lookup import Lookup
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.render_inputs import RenderInputs
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.unchanged import ReleaseRendering
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import ClusterQueries


def secret(password, **metadata):
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "own", "namespace": "web", **metadata},
        "data": {"password": password},
    }


class FakeApi:
    """Objects by path; a status instead of an object is a failure."""

    def __init__(self, **objects):
        self.objects = {f"/api/v1/namespaces/web/secrets/{name}": value for name, value in objects.items()}
        self.asked = []
        self.discovery = Discovery([Resource("v1", "Secret", "secrets", True)], {"": ["v1"]}, [], None)

    def request(self, method, path):
        self.asked.append(path)
        found = self.objects.get(path, 404)
        if isinstance(found, int):
            raise ApiError("no", status=found)
        return found


class Rendered(Exception):
    """The chart was rendered."""


DECLARED = Declared(Ref("v1", "Secret", "web", "own"), secret("b25l"))
OWN, OTHER = ("v1", "Secret", "web", "own"), ("v1", "Secret", "web", "other")
LIVE, EDITED = secret("b25l", uid="1", resourceVersion="7"), secret("dHdv", uid="1", resourceVersion="8")


def found(key, document=None):
    return {lookup_name(key): digest_of_object(document or {})}


ROWS = [
    ("nothing was looked up", {}, {}, True),
    ("another's object, as it was", {"other": LIVE}, found(OTHER, LIVE), True),
    ("another's object, still absent", {}, found(OTHER), True),
    ("another's object, changed", {"other": EDITED}, found(OTHER, LIVE), False),
    ("another's object, gone", {}, found(OTHER, LIVE), False),
    ("another's object, created since", {"other": LIVE}, found(OTHER), False),
    ("its own object, which it created with that rendering", {"own": LIVE}, found(OWN), True),
    ("its own object, edited since it created it", {"own": EDITED}, found(OWN), False),
    ("its own object, gone since it created it", {}, found(OWN), True),
    ("its own object of an earlier revision, as it was", {"own": LIVE}, found(OWN, LIVE), True),
    ("its own object of an earlier revision, edited", {"own": EDITED}, found(OWN, LIVE), False),
    ("one as it was, and one changed", {"own": LIVE, "other": EDITED}, {**found(OWN), **found(OTHER, LIVE)}, False),
    ("both as they were", {"own": LIVE, "other": LIVE}, {**found(OWN), **found(OTHER, LIVE)}, True),
    ("an object that may not be read", {"other": 403}, found(OTHER), False),
    ("a kind that is gone", {}, found(("x/v1", "Thing", "web", "a")), False),
    ("a name that was tampered with", {}, {"[]": ""}, False),
    ("a name that is not JSON", {}, {"x": ""}, False),
    ("a name of a list", {"": LIVE}, {'["v1", "Secret", "web", ""]': ""}, False),
]


@pytest.mark.parametrize(("live", "lookups", "unchanged"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_templates_looked_up(live, lookups, unchanged):
    api = FakeApi(**live)
    request = ReleaseRequest("shop", "web", None)
    inputs = RenderInputs(api, request, {}, None, "d")
    rendering = ReleaseRendering(inputs, [], lambda base: [DECLARED])

    def render(*_, **__):
        raise Rendered

    rendering.render = render
    base = Release("shop", "web", annotations=Fingerprint("d", lookups=lookups).annotation())
    if unchanged:
        assert rendering.reproduces(base) is True
    else:
        with pytest.raises(Rendered):
            rendering.reproduces(base)


def queried(*keys):
    return ClusterQueries(lookups=list(keys))


def fingerprinted(api, *keys):
    return fingerprint_of("d", queried(*keys), False, api.discovery, (), Lookup(api))


def test_what_is_kept_of_objects():
    api = FakeApi(own=LIVE)
    kept = fingerprinted(api, OWN, OTHER, OWN)
    assert kept.lookups == {**found(OWN, LIVE), **found(OTHER)}
    assert not kept.lookup
    assert "b25l" not in str(kept.annotation())
    assert Fingerprint.of(kept.annotation()) == kept


def test_after_a_lookup_of_a_list_only_a_rendering_decides():
    kept = fingerprinted(FakeApi(own=LIVE), OWN, ("v1", "Secret", "web", ""))
    assert (kept.lookup, kept.lookups) == (True, {})


def test_two_objects_with_the_same_content_have_different_digests():
    assert digest_of_object(LIVE) != digest_of_object({**LIVE, "metadata": {**LIVE["metadata"], "uid": "2"}})
