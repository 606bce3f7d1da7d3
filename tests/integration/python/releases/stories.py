# SPDX-License-Identifier: GPL-3.0-or-later
"""One release that goes through several hands: who made it, who uses it, and what is stored after every step.

A story is told once and held against many expectations, since each step costs a process of a real Helm.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.cluster import objects
from ansible_collections.coxswain.helm.plugins.module_utils.cluster.api import Api
from ansible_collections.coxswain.helm.plugins.module_utils.module import release_info, reporting
from ansible_collections.coxswain.helm.plugins.module_utils.release.direct.backend import DirectBackend
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.install_upgrade import install_or_upgrade
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.rollback import rollback
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.run_tests import run_tests
from ansible_collections.coxswain.helm.plugins.module_utils.release.operations.uninstall import uninstall
from ansible_collections.coxswain.helm.plugins.module_utils.release.records.history import list_releases, read_release
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering import fingerprint
from ansible_collections.coxswain.helm.plugins.module_utils.release.request import ReleaseRequest

OURS = "ours"
PARTIES = (OURS, "helm3", "helm4")

CHART = {
    "Chart.yaml": """
        apiVersion: v2
        name: shop
        version: 0.1.0
        appVersion: "1.0"
        description: A shop
        keywords: [bread, milk]
        annotations: {example.org/a: "b"}
        dependencies: [{name: cellar, version: 0.2.0, condition: cellar.enabled}]
    """,
    "Chart.lock": """
        dependencies: [{name: cellar, version: 0.2.0, repository: ""}]
        digest: sha256:0
        generated: "2026-01-02T03:04:05Z"
    """,
    "values.yaml": """
        greeting: Ahoy
        replicas: 1
        small: 0.00001
        large: 12345678901
        nothing: null
        cellar: {enabled: true, bottles: 3}
    """,
    "values.schema.json": '{"type": "object", "properties": {"replicas": {"type": "integer"}}}\n',
    "README.md": "A <shop> & more.\n",
    "extra/bytes.bin": "\x00\x01\x7f",
    "templates/_names.tpl": '{{ define "shop.name" }}{{ .Release.Name }}-settings{{ end }}\n',
    "templates/NOTES.txt": "Say {{ .Values.greeting }}!\n",
    "templates/settings.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: {{ include "shop.name" . }}}
        data: {greeting: {{ .Values.greeting | quote }}, large: "{{ .Values.large }}"}
    """,
    "templates/login.yaml": """
        apiVersion: v1
        kind: Secret
        metadata: {name: shop-login}
        stringData: {password: {{ .Values.greeting }}}
    """,
    "templates/app.yaml": """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {app: shop}}
          template:
            metadata: {labels: {app: shop}}
            spec: {containers: [{name: app, image: "example/app:1"}]}
    """,
    "templates/hooks.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: shop-hook
          annotations:
            helm.sh/hook: pre-install,pre-upgrade,post-rollback,pre-delete
            helm.sh/hook-weight: "-5"
            helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: shop-kept-hook, annotations: {helm.sh/hook: "post-install,post-upgrade"}}
    """,
    "templates/tests/check.yaml": """
        apiVersion: v1
        kind: Pod
        metadata:
          name: shop-check
          annotations: {helm.sh/hook: test, coxswain.test/behaviour: completes, coxswain.test/log: "fine"}
        spec: {restartPolicy: Never, containers: [{name: check, image: example/check}]}
    """,
    "charts/cellar/Chart.yaml": "{apiVersion: v2, name: cellar, version: 0.2.0, type: application}\n",
    "charts/cellar/values.yaml": "{enabled: true, bottles: 1}\n",
    "charts/cellar/templates/bottles.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: shop-bottles}
        data: {bottles: "{{ .Values.bottles }}"}
    """,
}


def write_chart(folder: Path, files: dict[str, str]) -> Path:
    """Write a chart's files below ``folder``; the indentation of the texts above is taken off."""
    import textwrap

    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip("\n"))
    return folder


def call_helm(major: int, *arguments: object) -> str:
    """What a real Helm says; AssertionError with its message when it fails."""
    command = [os.environ[f"HELM{major}"], *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


class Party:
    """One of the three, with the release ``shop`` of a namespace; the same wishes to each, the same words back."""

    def __init__(self, name: str, api: Api, namespace: str, folder: Path) -> None:
        self.name, self.api, self.namespace, self.folder = name, api, namespace, folder

    def _helm(self, *arguments: object) -> str:
        return call_helm(int(self.name[-1]), *arguments, "-n", self.namespace)

    def _request(self, **fields: Any) -> ReleaseRequest:
        return ReleaseRequest("shop", self.namespace, timeout=60.0, **fields)

    def _details(self, all_values: bool = False) -> dict[str, Any]:
        release = read_release(self.api, "shop", self.namespace)
        assert release is not None
        return release_info.details(release, all_values) or {}

    def install(self, greeting: str = "Ahoy") -> None:
        """Install the release."""
        if self.name == OURS:
            request = self._request(chart=load(str(self.folder)), values={"greeting": greeting})
            install_or_upgrade(DirectBackend(self.api), request)
        else:
            self._helm("install", "shop", self.folder, "--set", f"greeting={greeting}")

    def upgrade(self, greeting: str) -> None:
        """Upgrade it to another greeting."""
        if self.name == OURS:
            self.install(greeting)
        else:
            self._helm("upgrade", "shop", self.folder, "--set", f"greeting={greeting}")

    def rollback(self, revision: int) -> None:
        """Take it back to a revision."""
        if self.name == OURS:
            rollback(DirectBackend(self.api), self._request(), revision)
        else:
            self._helm("rollback", "shop", revision)

    def test(self) -> None:
        """Run its tests."""
        if self.name == OURS:
            tested = run_tests(DirectBackend(self.api), self._request())
            assert tested.failure is None, tested.failure
        else:
            self._helm("test", "shop")

    def uninstall(self, keep_history: bool) -> None:
        """Uninstall it and wait until its objects are gone."""
        if self.name == OURS:
            uninstall(DirectBackend(self.api), self._request(wait=True, keep_history=keep_history))
        else:
            self._helm("uninstall", "shop", "--wait", *(["--keep-history"] if keep_history else []))

    def listed(self) -> list[dict[str, Any]]:
        """The releases of the namespace, as ``helm list`` tells of them."""
        if self.name == OURS:
            return [reporting.summary(release) for release in list_releases(self.api, self.namespace)]
        return json.loads(self._helm("list", "-o", "json"))

    def status(self) -> dict[str, Any]:
        """Where the release stands."""
        if self.name == OURS:
            told = self._details()
            keys = ("name", "namespace", "revision", "status", "notes")
            found = {key: str(told[key]) for key in keys} | {"manifest": told["manifest"]}
        else:
            told = json.loads(self._helm("status", "shop", "-o", "json"))
            found = {
                "name": told["name"],
                "namespace": told["namespace"],
                "revision": str(told["version"]),
                "status": told["info"]["status"],
                "notes": told["info"]["notes"],
                "manifest": list(yaml.safe_load_all(self._helm("get", "manifest", "shop"))),
            }
        return {**found, "notes": found["notes"].strip()}

    def values(self) -> dict[str, Any]:
        """The values that the user gave, and all of them."""
        if self.name == OURS:
            return {"user": self._details()["values"], "all": self._details(all_values=True)["values"]}
        return {
            "user": json.loads(self._helm("get", "values", "shop", "-o", "json")),
            "all": json.loads(self._helm("get", "values", "shop", "-a", "-o", "json")),
        }


class Story:
    """A release that ``maker`` installs and ``user`` goes on with.

    :ivar told: by step, what the user (and the maker, after changes) said; or the exception that ended the step.
    :ivar stored: by step, the stored revisions as :func:`record` gives them.
    """

    STEPS = ("listed", "status", "values", "tested", "upgraded", "rolled back", "uninstalled")

    def __init__(self, api: Api, namespace: str, folder: Path, maker: str, user: str) -> None:
        self.api, self.namespace = api, namespace
        self.maker, self.user = Party(maker, api, namespace, folder), Party(user, api, namespace, folder)
        self.judge = Party("helm4", api, namespace, folder)
        self.told: dict[str, Any] = {}
        self.stored: dict[str, list[dict[str, Any]]] = {}

    def run(self) -> Story:
        """Tell it, from the installation to the end; a step that fails ends it."""
        self._step("installed", self.maker.install)
        for name, step in zip(
            self.STEPS,
            (
                self.user.listed,
                self.user.status,
                self.user.values,
                self.user.test,
                self._upgrade,
                self._rollback,
                self._uninstall,
            ),
            strict=True,
        ):
            self._step(name, step)
        return self

    def answer(self, step: str) -> Any:
        """What came of a step; its exception is raised here."""
        for earlier in ("installed", *self.STEPS):
            if isinstance(self.told.get(earlier), Exception):
                raise self.told[earlier]
            if earlier == step:
                return self.told[step]
        raise KeyError(step)

    @property
    def history(self) -> list[tuple[int, str]]:
        """Revisions and statuses as the labels of what is stored tell them."""
        labels = [stored["metadata"]["labels"] for stored in self._secrets()]
        return [(int(entry["version"]), entry["status"]) for entry in labels]

    def live(self) -> dict[str, Any]:
        """What the release's objects say."""
        found = {}
        for name in ("shop-settings", "shop-bottles"):
            item = objects.get(self.api, objects.Ref("v1", "ConfigMap", self.namespace, name))
            found[name] = item and item["data"]
        return found

    def _step(self, name: str, act: Callable[[], Any]) -> None:
        if any(isinstance(answer, Exception) for answer in self.told.values()):
            return
        try:
            self.told[name] = act()
            self.stored[name] = [record(stored, self.namespace) for stored in self._secrets()]
        except Exception as error:
            self.told[name] = error

    def _upgrade(self) -> dict[str, Any]:
        self.user.upgrade("Moin")
        return {"history": self.history, "live": self.live(), "maker": self.maker.values()["user"]}

    def _rollback(self) -> dict[str, Any]:
        self.user.rollback(1)
        told = {"history": self.history, "live": self.live(), "maker": self.maker.listed()}
        # The one who made it goes on where the other stopped.
        self.maker.upgrade("Servus")
        return {**told, "after": (self.history, self.live())}

    def _uninstall(self) -> dict[str, Any]:
        self.user.uninstall(keep_history=True)
        told = {"history": self.history, "live": self.live()}
        self.stored["kept"] = [record(stored, self.namespace) for stored in self._secrets()]
        self.user.uninstall(keep_history=False)
        return {**told, "after": self.history}

    def _secrets(self) -> list[dict[str, Any]]:
        path = f"/api/v1/namespaces/{self.namespace}/secrets"
        found = self.api.items(path, {"labelSelector": "owner=helm,name=shop"})
        return sorted(found, key=lambda stored: int(stored["metadata"]["labels"]["version"]))


#: What differs from one run to the next: when it happened. That a time is there, or is not, counts.
TIMES = ("first_deployed", "last_deployed", "deleted", "started_at", "completed_at")
#: Helm notes when the files of a chart were changed last. Archives and checkouts of one chart differ in it, and nothing
#: reads it, so it is not kept here.
FILE_TIMES = ("modtime", "schemamodtime")


def record(stored: dict[str, Any], namespace: str) -> dict[str, Any]:
    """A stored revision in full, comparable with one of another namespace and time.

    Left out are what the server keeps (uid, versions, managed fields), the annotations of this collection (nothing else
    may be among them), and :data:`FILE_TIMES`.
    """
    metadata = stored["metadata"]
    annotations = set(metadata.get("annotations") or {}) - {fingerprint.ANNOTATION}
    text = gzip.decompress(base64.b64decode(base64.b64decode(stored["data"]["release"]))).decode()
    release = json.loads(text.replace(namespace, "NAMESPACE"))
    chart = release["chart"]
    # A folder's files come in the order of its walk, which is the file system's for one and sorted for the other.
    chart["templates"].sort(key=lambda file: file["name"])
    (chart["files"] or []).sort(key=lambda file: file["name"])
    labels = {key: "TIME" if key in ("createdAt", "modifiedAt") else text for key, text in metadata["labels"].items()}
    return {
        "type": stored["type"],
        "data": sorted(stored["data"]),
        "name": metadata["name"],
        "labels": labels,
        "annotations": sorted(annotations),
        "release": _timeless(release),
    }


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: entry for key, entry in value.items() if key not in FILE_TIMES}
        return {key: "TIME" if key in TIMES and entry else _timeless(entry) for key, entry in kept.items()}
    if isinstance(value, list):
        return [_timeless(entry) for entry in value]
    return value


def unlike(one: Any, other: Any, at: str = "") -> list[str]:
    """Where two structures differ, a line each."""
    if isinstance(one, dict) and isinstance(other, dict):
        found = []
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                found.append(f"{at}/{key}: only in the {'first' if key in one else 'second'}")
            else:
                found += unlike(one[key], other[key], f"{at}/{key}")
        return found
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            line for index, pair in enumerate(zip(one, other, strict=True)) for line in unlike(*pair, f"{at}/{index}")
        ]
    return [] if one == other and type(one) is type(other) else [f"{at}: {one!r} is not {other!r}"]
