# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client for swift, the REST proxy for Tiller, by URL or through the API server's service proxy.

Known bugs of swift are worked around: for an empty list it fails with a nil pointer error, for a missing release with
an internal error, it never returns the number of releases, and it closes the connection after 30 seconds.
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
#: swift's read and write timeout, in seconds
TIMEOUT = 30
#: how many releases to request; Tiller's default is 512
RELEASE_LIMIT = 10_000
#: how many revisions to request; swift requires a number
REVISION_LIMIT = 256

_NIL = "invalid memory address or nil pointer dereference"


class SwiftClient:
    """A client for one swift.

    :param api: the server to send requests to: swift itself, or the API server.
    :param prefix: the path of swift on that server; see :func:`proxy_path`.
    :param where: the swift, for error messages.
    """

    def __init__(self, api: Api, prefix: str, where: str) -> None:
        self.where = where
        self._api = api
        self._prefix = prefix.rstrip("/") + BASE
        self.warnings: list[str] = []

    def version(self) -> str:
        """Return the version of its Tiller."""
        answer = self._get("/version/json", [])
        version = answer.get("Version") or answer.get("version") or {}
        return str(version.get("sem_ver") or "")

    def list_releases(self, statuses: Sequence[str] | None, pattern: str = "", namespace: str = "") -> list[Release]:
        """Return the newest revision of each release, sorted by namespace and name.

        :param statuses: Helm 3's names of statuses; ``None`` for all.
        :param pattern: return only releases whose names match this RE2 regular expression.
        """
        query: list[tuple[str, Any]] = [("limit", RELEASE_LIMIT), ("sort_by", "NAME")]
        codes = [code for code in CODES if code != "SUPERSEDED"] if statuses is None else [*map(code_of, statuses)]
        query += [("status_codes", code) for code in codes]
        query += [(key, value) for key, value in (("filter", pattern), ("namespace", namespace)) if value]
        try:
            answer = self._get("/releases/json", query)
        except TillerError as error:
            # swift's response when there are none.
            if error.reason == "nil":
                return []
            raise
        newest: dict[str, Release] = {}
        for item in answer.get("releases") or []:
            release = release_of(item)
            if release.name not in newest or newest[release.name].revision < release.revision:
                newest[release.name] = release
        if len(answer.get("releases") or []) >= RELEASE_LIMIT:
            self.warnings.append(f"{self.where} returned the maximum of {RELEASE_LIMIT} releases; there may be more")
        return sorted(newest.values(), key=lambda release: (release.namespace, release.name))

    def content(self, name: str, revision: int = 0) -> Release | None:
        """Return a revision with its manifest, by default the newest; ``None`` if there is none."""
        try:
            answer = self._get(f"/releases/{segment(name)}/content/json", [("version", revision)] if revision else [])
        except TillerError as error:
            if error.reason in ("not-found", "nil"):
                return None
            raise
        found = answer.get("release")
        return release_of(found) if isinstance(found, dict) else None

    def history(self, name: str) -> list[Release]:
        """Return the revisions of a release, oldest first."""
        try:
            answer = self._get(f"/releases/{segment(name)}/json", [("max", REVISION_LIMIT)])
        except TillerError as error:
            if error.reason in ("not-found", "nil"):
                return []
            raise
        found = [release_of(item) for item in answer.get("releases") or []]
        return sorted(found, key=lambda release: release.revision)

    def _get(self, path: str, query: list[tuple[str, Any]]) -> dict[str, Any]:
        target = self._prefix + path + (f"?{urlencode(query)}" if query else "")
        try:
            answer = self._api.request("GET", target, timeout=TIMEOUT + 5.0)
        except ApiError as error:
            raise self._explain(error) from None
        except UnreachableError as error:
            if error.connected:
                raise TillerError(
                    f"no response within swift's timeout of {TIMEOUT} s",
                    self.where,
                    "Limit the request to a namespace, or with a filter. Long histories slow down every list.",
                    reason="timeout",
                ) from None
            raise
        return answer if isinstance(answer, dict) else {}

    def _explain(self, error: ApiError) -> TillerError | ApiError:
        body = error.body
        message = str(body.get("message") or "") if "kind" not in body else ""
        if error.status == 404 and not message:
            return TillerError(
                f"swift is not installed ({error.what})",
                self.where,
                "Install it with the role coxswain.helm.swift, or set the options for its service and port.",
                reason="absent",
            )
        if error.status in (502, 503, 504) and not message:
            return TillerError(
                f"swift does not respond ({error.what})", self.where, "Check its pod and log.", reason="unreachable"
            )
        if not message:
            return error
        if _NIL in message:
            return TillerError("swift fails with a nil pointer error", self.where, "Check its log.", reason="nil")
        # Tiller reports "not found" with code 2 (unknown), which swift maps to an internal error.
        if re.search(r'release: "[^"]*" not found', message):
            return TillerError(message, self.where, None, reason="not-found")
        if error.status == 503 or body.get("code") == 14:
            return TillerError(
                f"swift cannot connect to Tiller: {message[:300]}",
                self.where,
                "Check its connector and certificates; for a Tiller with TLS, swift needs a client certificate.",
                reason="unreachable",
            )
        return TillerError(message[:1000], self.where, None, reason="failed")


def proxy_path(namespace: str, service: str, port: str, scheme: str = "http") -> str:
    """Return the path of a service behind the API server's proxy."""
    name = f"https:{service}:{port}" if scheme == "https" else f"{service}:{port}"
    return f"/api/v1/namespaces/{segment(namespace)}/services/{segment(name)}/proxy"


def release_of(item: dict[str, Any]) -> Release:
    """Return the release in the JSON form of a Release message.

    64-bit integers are strings, enumerations are names, and fields with default values are omitted.
    """
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
