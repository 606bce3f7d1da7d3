# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions to swift, which offers Tiller's calls over HTTP and JSON: by its own address, or through the service proxy
of the API server.

Its faults are known and stay its own: an empty list is an error with a nil pointer in it, what is not there is an
internal error, lists never tell how many there are, and no answer takes longer than 30 seconds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ..cluster.api import segment
from ..errors import ApiError, TillerError, UnreachableError
from ..release.records.model import Hook, Release
from .protocol.convert import code_of, values_of
from .protocol.fields import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..cluster.api import Api

BASE = "/tiller/v2"
#: swift's own limit for reading and writing, in seconds
LIMIT = 30
#: releases that are asked for at once; Tiller's own answer to nothing is 512
MOST = 10_000
#: revisions that are asked for at once; swift wants a number
REVISIONS = 256

_NIL = "invalid memory address or nil pointer dereference"


class Swift:
    """One swift.

    :param api: the server that is asked: swift itself, or the API server.
    :param prefix: what goes before swift's own paths; see :func:`proxy_path`.
    :param where: what is asked, for messages.
    """

    def __init__(self, api: Api, prefix: str, where: str) -> None:
        self.where = where
        self._api = api
        self._prefix = prefix.rstrip("/") + BASE
        self.warnings: list[str] = []

    def version(self) -> str:
        """The version of the Tiller behind it."""
        answer = self._get("/version/json", [])
        version = answer.get("Version") or answer.get("version") or {}
        return str(version.get("sem_ver") or "")

    def list_releases(self, statuses: Sequence[str] | None, pattern: str = "", namespace: str = "") -> list[Release]:
        """The newest revision of each release, by namespace and name.

        :param statuses: as Helm 3 names them; ``None`` for all.
        """
        query: list[tuple[str, Any]] = [("limit", MOST), ("sort_by", "NAME")]
        codes = [code for code in CODES if code != "SUPERSEDED"] if statuses is None else [*map(code_of, statuses)]
        query += [("status_codes", code) for code in codes]
        query += [(key, value) for key, value in (("filter", pattern), ("namespace", namespace)) if value]
        try:
            answer = self._get("/releases/json", query)
        except TillerError as error:
            # What swift says instead of "none".
            if error.reason == "nil":
                return []
            raise
        newest: dict[str, Release] = {}
        for item in answer.get("releases") or []:
            release = release_of(item)
            if release.name not in newest or newest[release.name].revision < release.revision:
                newest[release.name] = release
        if len(answer.get("releases") or []) >= MOST:
            self.warnings.append(f"{self.where} tells of {MOST} releases at most, and there may be more")
        return sorted(newest.values(), key=lambda release: (release.namespace, release.name))

    def content(self, name: str, revision: int = 0) -> Release | None:
        """One revision with its manifest, the newest by default; ``None`` when there is none."""
        try:
            answer = self._get(f"/releases/{segment(name)}/content/json", [("version", revision)] if revision else [])
        except TillerError as error:
            if error.reason in ("not-found", "nil"):
                return None
            raise
        found = answer.get("release")
        return release_of(found) if isinstance(found, dict) else None

    def history(self, name: str) -> list[Release]:
        """The revisions of a release, oldest first."""
        try:
            answer = self._get(f"/releases/{segment(name)}/json", [("max", REVISIONS)])
        except TillerError as error:
            if error.reason in ("not-found", "nil"):
                return []
            raise
        found = [release_of(item) for item in answer.get("releases") or []]
        return sorted(found, key=lambda release: release.revision)

    def _get(self, path: str, query: list[tuple[str, Any]]) -> dict[str, Any]:
        target = self._prefix + path + (f"?{urlencode(query)}" if query else "")
        try:
            answer = self._api.request("GET", target, timeout=LIMIT + 5.0)
        except ApiError as error:
            raise self._refusal(error) from None
        except UnreachableError as error:
            if error.connected:
                raise TillerError(
                    f"no answer within swift's limit of {LIMIT} s",
                    self.where,
                    "Ask for less: one namespace, or a filter. Long histories make every list slow.",
                    reason="timeout",
                ) from None
            raise
        return answer if isinstance(answer, dict) else {}

    def _refusal(self, error: ApiError) -> TillerError | ApiError:
        body = error.body
        message = str(body.get("message") or "") if "kind" not in body else ""
        if error.status == 404 and not message:
            return TillerError(
                f"swift is not there ({error.what})",
                self.where,
                "Install it with the role coxswain.helm.swift, or name its service and port.",
                reason="absent",
            )
        if error.status in (502, 503, 504) and not message:
            return TillerError(
                f"swift does not answer ({error.what})", self.where, "Look at its pod and log.", reason="unreachable"
            )
        if not message:
            return error
        if _NIL in message:
            return TillerError("swift fails with a nil pointer", self.where, "Look at its log.", reason="nil")
        # Tiller's "not found" has the code 2, which swift makes an internal error of.
        if re.search(r'release: "[^"]*" not found', message):
            return TillerError(message, self.where, None, reason="not-found")
        if error.status == 503 or body.get("code") == 14:
            return TillerError(
                f"swift does not reach Tiller: {message[:300]}",
                self.where,
                "Check its connector and certificates; for a Tiller with TLS, swift needs a certificate too.",
                reason="unreachable",
            )
        return TillerError(message[:1000], self.where, None, reason="failed")


def proxy_path(namespace: str, service: str, port: str, scheme: str = "http") -> str:
    """Where the API server's proxy offers a service."""
    name = f"https:{service}:{port}" if scheme == "https" else f"{service}:{port}"
    return f"/api/v1/namespaces/{segment(namespace)}/services/{segment(name)}/proxy"


def release_of(item: dict[str, Any]) -> Release:
    """A release as swift writes it: numbers of 64 bits are texts, enumerations are names, and defaults are left out."""
    info = _mapping(item.get("info"))
    status = _mapping(info.get("status"))
    chart = _mapping(item.get("chart"))
    metadata = _mapping(item.get("chart_metadata") or chart.get("metadata"))
    config = _mapping(item.get("config"))
    name = str(item.get("name") or "")
    code = str(status.get("code") or "UNKNOWN")
    return Release(
        name=name,
        namespace=str(item.get("namespace") or ""),
        revision=int(item.get("version") or 0),
        status={"DELETED": "uninstalled", "DELETING": "uninstalling"}.get(code) or code.lower().replace("_", "-"),
        chart={"metadata": metadata},
        config=values_of(str(config.get("raw") or ""), f"release {name}"),
        manifest=str(item.get("manifest") or ""),
        hooks=tuple(_hook(hook) for hook in item.get("hooks") or [] if isinstance(hook, dict)),
        notes=str(status.get("notes") or ""),
        description=str(info.get("Description") or info.get("description") or ""),
        first_deployed=str(info.get("first_deployed") or ""),
        last_deployed=str(info.get("last_deployed") or ""),
        deleted=str(info.get("deleted") or ""),
        apply_method="",
    )


def _hook(item: dict[str, Any]) -> Hook:
    events = [
        "test" if "TEST" in event else event.lower().replace("_", "-") for event in map(str, item.get("events") or [])
    ]
    return Hook(
        name=str(item.get("name") or ""),
        kind=str(item.get("kind") or ""),
        path=str(item.get("path") or ""),
        manifest=str(item.get("manifest") or ""),
        events=tuple(events),
        weight=int(item.get("weight") or 0),
    )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
