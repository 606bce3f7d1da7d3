# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release_info`` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import DataError, ReleaseError
from ..release.records.model import PENDING, SERVER_SIDE
from ..release.reporting.redaction import redacted
from . import release_reader
from .options import rendering, tiller_options
from .reporting import as_result, go_time, hide_values, status, summary

if TYPE_CHECKING:
    from ..release.planning.live_state import LiveObject
    from ..release.records.history import ReleaseFilter
    from ..release.records.model import Hook, Release

#: where kubectl keeps a copy of the whole object, as a part of a JSON pointer
_LAST_APPLIED = "kubectl.kubernetes.io~1last-applied-configuration"
_STATES = ["all", "deployed", "failed", "pending", "superseded", "uninstalled", "uninstalling"]

SPEC: dict[str, dict[str, Any]] = {
    **tiller_options.BACKEND_SPEC,
    "release_name": {"type": "str", "aliases": ["name"]},
    "release_namespace": {"type": "str", "aliases": ["namespace"]},
    "release_state": {"type": "list", "elements": "str", "choices": _STATES, "default": []},
    "revision": {"type": "int"},
    "get_all_values": {"type": "bool", "default": False},
    "history": {"type": "bool", "default": False},
    "resources": {"type": "bool", "default": False},
    "filter": {"type": "str"},
    "label_selector": {"type": "str", "aliases": ["selector"]},
    "sort_by": {"type": "str", "choices": ["name", "date"], "default": "name"},
    "reverse": {"type": "bool", "default": False},
    "offset": {"type": "int", "default": 0},
    "limit": {"type": "int", "default": 0, "aliases": ["max"]},
    "show_secrets": {"type": "bool", "default": False, "no_log": False},
    "sensitive": {"type": "list", "elements": "str", "default": [], "no_log": False},
}

REQUIRED_BY = {"release_name": ["release_namespace"], "revision": ["release_name"]}
REQUIRED_IF = [("history", True, ["release_name"]), ("resources", True, ["release_name"])]


def run(module: AnsibleModule) -> dict[str, Any]:
    """Tell about one release, or list them."""
    from ..release.planning.live_state import live_objects

    params = module.params
    # Wrong options are refused before anything is asked of the cluster.
    chosen = _filter_from(params)
    reader = release_reader.reader_for(module)
    name, namespace = params["release_name"], params["release_namespace"]
    result: dict[str, Any] = {"changed": False}
    if name is None:
        result["releases"] = [summary(release) for release in reader.list_releases(namespace, chosen)]
        return result
    if params["revision"] and not params["history"]:
        release = reader.revision(name, namespace, params["revision"])
    else:
        revisions = reader.history(name, namespace)
        if params["history"]:
            result["history"] = [
                {**summary(release), "description": as_result(release.description)} for release in revisions
            ]
        if params["revision"]:
            release = next((found for found in revisions if found.revision == params["revision"]), None)
        else:
            release = newest_in(revisions, params["release_state"])
    if release is None:
        return result
    hide_values(module, release.config, params["sensitive"])
    mask = partial(shown, show_secrets=params["show_secrets"], sensitive=params["sensitive"])
    result["status"] = details(release, params["get_all_values"], mask, params["sensitive"])
    if params["resources"]:
        if reader.api is None:
            raise ReleaseError(
                "needs the API server", "resources", "Name it with kubeconfig, context or host, beside tiller_host."
            )
        live, unreachable = live_objects(reader.api, release)
        for text in unreachable:
            module.warn(f"the cluster does not serve {text} any more")
        result["status"]["resources"] = [resource_of(item, mask) for item in live]
    return result


def _filter_from(params: dict[str, Any]) -> ReleaseFilter:
    """Return which releases to list, as the core takes it."""
    from ..release.records.history import ReleaseFilter

    if params["offset"] < 0 or params["limit"] < 0:
        option = "offset" if params["offset"] < 0 else "limit"
        raise ReleaseError("is less than 0", option, "Give 0 for all of them.")
    named = selector = None
    if params["filter"]:
        from ..gotemplate.functions import FunctionError
        from ..sprig.golib.regexp.pattern import compile_pattern

        try:
            named = compile_pattern(params["filter"]).match
        except FunctionError as error:
            raise ReleaseError(f"is no regular expression: {error.what}", "filter", "Correct it.") from None
    if params["label_selector"]:
        from ..cluster.selector import parse_selector

        try:
            selector = parse_selector(params["label_selector"])
        except DataError as error:
            raise ReleaseError(error.what, "label_selector", error.remedy) from None
    return ReleaseFilter(
        statuses=statuses_of(params["release_state"]),
        named=named,
        selector=selector,
        by_date=params["sort_by"] == "date",
        reverse=params["reverse"],
        offset=params["offset"],
        limit=params["limit"],
    )


def statuses_of(states: list[str]) -> list[str] | None:
    """The statuses that states stand for; ``None`` for all of them."""
    if "all" in states:
        return None
    wanted = list(states) or ["deployed", "failed"]
    return [*wanted, *PENDING] if "pending" in wanted else wanted


def newest_in(revisions: list[Release], states: list[str]) -> Release | None:
    """The newest revision, when its status is among the states."""
    newest = max(revisions, key=lambda release: release.revision, default=None)
    return newest if newest is not None and in_states(newest.status, states) else None


def in_states(found: str, states: list[str]) -> bool:
    """Whether a status is among the states that are asked for; ``pending`` stands for every kind of it."""
    wanted = statuses_of(states)
    return wanted is None or found in wanted


def details(
    release: Release, all_values: bool, mask: Callable[[Any], Any] | None = None, sensitive: Sequence[str] = ()
) -> dict[str, Any]:
    """The result ``status``.

    :param all_values: with the values of the chart under those of the user.
    :param mask: hides what is not to be shown of an object; by default the data of Secrets.
    """
    mask = mask or partial(shown, show_secrets=False, sensitive=sensitive)
    values = None
    if all_values:
        from ..chart.chart import Chart
        from ..chart.coalesce import coalesce_values

        chart = Chart(metadata=dict(release.metadata), values=release.chart.get("values") or {})
        values = dict(coalesce_values(chart, release.config))
    return {
        **(status(release, values, sensitive=sensitive) or {}),
        "manifest": [mask(document) for document in rendering.documents(release.manifest)],
        "hooks": [mask(document) for hook in release.hooks for document in rendering.documents(hook.manifest)],
        "hook_runs": [_run(hook) for hook in release.hooks],
        "notes": as_result(release.notes),
        "metadata": metadata_of(release),
    }


def metadata_of(release: Release) -> dict[str, Any]:
    """What ``helm get metadata`` tells."""
    chart = release.metadata
    dependencies = [entry for entry in chart.get("dependencies") or [] if isinstance(entry, dict)]
    return as_result(
        {
            "chart": release.chart_name,
            "version": release.chart_version,
            "app_version": release.app_version,
            "annotations": chart.get("annotations") or {},
            "labels": release.labels,
            "dependencies": [
                {key: entry[key] for key in ("name", "version", "repository") if key in entry} for entry in dependencies
            ],
            "description": release.description,
            "first_deployed": go_time(release.first_deployed),
            "deployed_at": go_time(release.last_deployed),
            "rollback_revision": release.rollback_revision,
            "apply_method": "server" if release.apply_method == SERVER_SIDE else "client",
        }
    )


def shown(document: Any, *, show_secrets: bool, sensitive: Sequence[str]) -> Any:
    """An object for a result, without the values of a Secret."""
    pointers = list(sensitive)
    if not show_secrets and isinstance(document, dict):
        if document.get("kind") == "Secret":
            pointers += ["/data/*", "/stringData/*", f"/metadata/annotations/{_LAST_APPLIED}"]
        elif isinstance(document.get("items"), list):
            items = [shown(item, show_secrets=show_secrets, sensitive=sensitive) for item in document["items"]]
            document = {**document, "items": items}
    return redacted(document, pointers)


def resource_of(item: LiveObject, mask: Callable[[Any], Any]) -> dict[str, Any]:
    """A live object for a result."""
    document = item.document
    if document is not None:
        metadata = {key: value for key, value in document["metadata"].items() if key != "managedFields"}
        document = mask(as_result({**document, "metadata": metadata}))
    return {
        "api_version": item.ref.api_version,
        "kind": item.ref.kind,
        "namespace": item.ref.namespace,
        "name": item.ref.name,
        "exists": item.document is not None,
        "ready": item.readiness.status == "Current",
        "status": item.readiness.status,
        "message": as_result(item.readiness.message),
        "resource": document,
    }


def _run(hook: Hook) -> dict[str, Any]:
    return {
        "name": hook.name,
        "kind": hook.kind,
        "events": list(hook.events),
        "weight": hook.weight,
        "phase": hook.phase,
        "started_at": go_time(hook.started_at),
        "completed_at": go_time(hook.completed_at),
    }
