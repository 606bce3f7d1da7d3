# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The template function ``lookup``, answered by the cluster."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from ...cluster.objects import collection_path, object_path
from ...errors import ApiError, RenderError, UnknownKindError

if TYPE_CHECKING:
    from ...cluster.api import Api

#: API version, kind, namespace and name
LookupKey = tuple[str, str, str, str]


class Lookup:
    """The template function ``lookup``: returns one object or a list, and an empty mapping when there is none."""

    def __init__(self, api: Api, hidden: Collection[LookupKey] = ()) -> None:
        self._api = api
        self._known: dict[LookupKey, dict[str, Any]] = {key: {} for key in hidden}

    def __call__(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        key = (api_version, kind, namespace, name)
        if key not in self._known:
            self._known[key] = self._ask(*key)
        return self._known[key]

    def _ask(self, api_version: str, kind: str, namespace: str, name: str) -> dict[str, Any]:
        try:
            resource = self._api.discovery.resource_for(api_version, kind)
        except UnknownKindError as error:
            raise RenderError(f"lookup: {error.what}", remedy=error.remedy) from None
        path = object_path(resource, namespace, name) if name else collection_path(resource, namespace)
        try:
            found: dict[str, Any] = self._api.request("GET", path)
        except ApiError as error:
            if error.status == 404:
                return {}
            raise
        return found
