# SPDX-License-Identifier: GPL-3.0-or-later
"""Which revisions are forgotten, and how stored objects look."""

from __future__ import annotations

import base64
import random

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import ApiError, ReleaseError
from ansible_collections.coxswain.helm.plugins.module_utils.release.records import codec, storage
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.model import Release
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.storage import Entry, Storage, surplus

S, D, F = "superseded", "deployed", "failed"

ROWS = [
    ("room is left", [S, D], 3, []),
    ("one too many", [S, S, D], 3, [1]),
    ("several too many", [S, S, S, D], 2, [1, 2, 3]),
    ("the deployed one stays", [D, F, F, F], 3, [2, 3]),
    ("only the newest deployed one stays", [D, D, F], 2, [1, 3]),
    ("no limit", [S, S, D], 0, []),
    ("a limit of one", [S, D], 1, [1]),
]


@pytest.mark.parametrize(("statuses", "maximum", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_surplus(statuses, maximum, expected):
    entries = [Entry("shop", "web", number, status) for number, status in enumerate(statuses, 1)]
    assert [entry.revision for entry in surplus(entries, maximum)] == expected


class FakeApi:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, method, path, query=None, body=None, *_, **__):
        self.sent.append((method, path, body))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def pages(self, path, query=None, accept=None):
        yield from self.answers


STORED = {"metadata": {"resourceVersion": "7", "name": "x", "namespace": "web"}}


@pytest.mark.parametrize(("driver", "kind"), [("secret", "Secret"), ("configmaps", "ConfigMap")])
def test_a_revision_is_stored_and_read(driver, kind):
    api = FakeApi(STORED)
    release = Release("shop", "web", 2, "deployed", labels={"team": "a", "owner": "me"}, annotations={"a": "b"})
    assert Storage(api, "web", driver).create(release).resource_version == "7"
    ((method, path, body),) = api.sent
    assert (method, path) == ("POST", f"/api/v1/namespaces/web/{kind.lower()}s")
    assert body["kind"] == kind
    assert body.get("type") == ("helm.sh/release.v1" if kind == "Secret" else None)
    labels = body["metadata"]["labels"]
    assert labels.pop("createdAt").isdigit()
    assert labels == {"name": "shop", "owner": "helm", "status": "deployed", "version": "2", "team": "a"}
    assert body["metadata"]["name"] == "sh.helm.release.v1.shop.v2"
    text = body["data"]["release"]
    assert codec.decode(base64.b64decode(text) if kind == "Secret" else text, "x").revision == 2

    stored = {**body, "metadata": {**body["metadata"], "resourceVersion": "8"}}
    read = Storage(FakeApi(stored), "web", driver).get("shop", 2)
    assert (read.name, read.labels, read.annotations, read.resource_version) == ("shop", {"team": "a"}, {"a": "b"}, "8")


def test_an_update_names_the_version_that_was_seen():
    api = FakeApi(STORED, {"metadata": {**STORED["metadata"], "resourceVersion": "9"}}, STORED)
    storage = Storage(api, "web")
    release = storage.create(Release("shop", "web", 2, "pending-upgrade"))
    storage.annotate("shop", 2, {"a": "b"})
    storage.update(release)
    assert api.sent[2][2]["metadata"]["resourceVersion"] == "9"


CONFLICTS = [
    ("create", lambda storage, release: storage.create(release), "another operation .* is in progress"),
    ("update", lambda storage, release: storage.update(release), "was changed by another process"),
]


@pytest.mark.parametrize(("act", "text"), [row[1:] for row in CONFLICTS], ids=[row[0] for row in CONFLICTS])
def test_another_process_was_faster(act, text):
    storage = Storage(FakeApi(ApiError("no", status=409)), "web")
    with pytest.raises(ReleaseError, match=text):
        act(storage, Release("shop", "web", 2))


@pytest.mark.parametrize(
    ("driver", "text"), [("sql", "is not supported"), ("memory", "is not supported"), ("x", "does not exist")]
)
def test_drivers(driver, text):
    with pytest.raises(ReleaseError, match=text):
        Storage(FakeApi(), "web", driver)


def test_a_record_leaves_room_for_how_its_operation_ends():
    """What just fits would not any more once a failure is recorded in it."""
    noise = base64.b64encode(random.Random(1).randbytes(1_050_000)).decode()

    def encoded(length):
        return len(codec.encode(Release("shop", "web", manifest=noise[:length]), 9))

    low, high = 900_000, 1_100_000
    while high - low > 100:
        middle = (low + high) // 2
        low, high = (middle, high) if encoded(middle) < storage.SIZE_LIMIT - storage.ROOM // 2 else (low, middle)
    assert storage.SIZE_LIMIT - storage.ROOM < encoded(low) < storage.SIZE_LIMIT
    with pytest.raises(ReleaseError, match="the API server stores at most 1048576") as caught:
        Storage(None, "web").check_size(Release("shop", "web", manifest=noise[:low]))
    assert ".helmignore" in caught.value.remedy
    Storage(None, "web").check_size(Release("shop", "web", manifest=noise[: low - 2 * storage.ROOM]))


def test_entries_occur_once_when_a_list_begins_again():
    def stored(revision):
        labels = {"name": "shop", "version": str(revision), "status": "deployed"}
        return {"metadata": {"name": f"sh.helm.release.v1.shop.v{revision}", "namespace": "web", "labels": labels}}

    api = FakeApi({"items": [stored(2)]}, {"items": [stored(1), stored(2)]})
    assert [entry.revision for entry in Storage(api, "web").entries("shop")] == [1, 2]
