# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the modules for releases do when Tiller does the work: the same options, and the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ansible.module_utils.basic import AnsibleModule

from ..dialect import HELM2
from ..errors import ReleaseError, TillerError
from .options import release_options, tiller_options

if TYPE_CHECKING:
    from ..cluster.api import Api
    from ..release.operations.run_tests import ReleaseTestResult
    from ..release.records.model import Release
    from ..release.reporting.outcome import Outcome
    from ..release.request import ReleaseRequest
    from ..tiller.releases.session import Session

_SETTING = "It is a setting of Tiller: see history_max of the module coxswain.helm.tiller."

#: options that Tiller has nothing for, with the values that ask for nothing and a hint
_UNSUPPORTED: tuple[tuple[str, tuple[Any, ...], str], ...] = (
    ("wait_for_jobs", (None, False), "Leave it out."),
    ("apply", (None, "auto", "client"), "Tiller merges as a client does: leave it out."),
    ("server_side", (None, "auto", "false"), "Tiller merges as a client does: leave it out."),
    ("force_conflicts", (None, False), "Leave it out."),
    ("history_max", (None,), _SETTING),
    ("take_ownership", (None, False), "Tiller adopts nothing: delete the objects, or name them otherwise."),
    ("labels", (None, {}), "Leave it out."),
    ("patches", (None, []), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("post_render", (None, ""), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("post_renderer", (None, "", []), "Leave it out, or go to Helm 3 with the module coxswain.helm.migrate."),
    ("rewrite_apis", (None, False), "The module coxswain.helm.migrate rewrites them on the way to Helm 3."),
    ("crds", (None, "create", "skip"), "Charts of Helm 2 have a hook for definitions, which runs or does not."),
    ("deletion_propagation", (None, "background"), "Leave it out."),
    ("label_selector", (None, ""), "Tiller's releases have no labels: leave it out."),
    ("include", (None, []), "Tiller runs all tests: leave it out."),
    ("exclude", (None, []), "Tiller runs all tests: leave it out."),
)


def refuse_unsupported(params: dict[str, Any]) -> None:
    """Refuse options that Tiller cannot do, instead of passing over them.

    :raises ReleaseError: with the option.
    """
    for option, allowed, remedy in _UNSUPPORTED:
        if option in params and params[option] not in allowed:
            raise ReleaseError("cannot be had with backend: tiller", option, remedy)


def release(module: AnsibleModule, request_from: Callable[..., ReleaseRequest]) -> dict[str, Any]:
    """Have the release as the task says."""
    from ..tiller.releases.install_upgrade import install_or_upgrade
    from ..tiller.releases.uninstall import uninstall

    refuse_unsupported(module.params)
    request = request_from(module, HELM2)
    absent = module.params["release_state"] == "absent"

    def operation(session: Session) -> Outcome:
        return uninstall(session, request) if absent else install_or_upgrade(session, request)

    return release_options.carry_out(module, lambda report: _with_session(module, report, operation))


def rollback(module: AnsibleModule, request: ReleaseRequest, revision: int) -> dict[str, Any]:
    """Have the release as a revision was."""
    from ..tiller.releases.rollback import rollback as go_back

    refuse_unsupported(module.params)
    return release_options.carry_out(
        module, lambda report: _with_session(module, report, lambda session: go_back(session, request, revision))
    )


def run_tests(module: AnsibleModule, timeout: float, report: Callable[[str], None]) -> ReleaseTestResult:
    """Run the tests of the release."""
    from ..tiller.releases.run_tests import run_tests as run

    refuse_unsupported(module.params)
    params = module.params

    def operation(session: Session) -> ReleaseTestResult:
        return run(session, params["release_name"], params["release_namespace"], timeout, logs=params["logs"])

    tested: ReleaseTestResult = _with_session(module, report, operation)
    return tested


class Reader:
    """What the module ``release_info`` asks, answered by Tiller, or by its records when it does not answer."""

    def __init__(self, module: AnsibleModule) -> None:
        refuse_unsupported(module.params)
        self.module = module
        self.api: Api | None = tiller_options.api_from(module)

    def list_releases(
        self,
        namespace: str | None,
        *,
        statuses: list[str] | None,
        named: Callable[[str], Any] | None = None,
        selector: Any = None,
        by_date: bool = False,
        reverse: bool = False,
        offset: int = 0,
        limit: int = 0,
    ) -> list[Release]:
        """The newest revision of each release, as the options of the module choose them."""
        from ..release.records.model import parse_time
        from ..tiller.protocol.convert import releases_of

        with self._source() as source:
            messages = source(None)
        newest: dict[str, Any] = {}
        for message in messages:
            if message.name not in newest or newest[message.name].version < message.version:
                newest[message.name] = message
        found = [
            item
            for item in releases_of(newest.values())
            if (namespace is None or item.namespace == namespace)
            and (statuses is None or item.status in statuses)
            and (named is None or named(item.name))
        ]
        found.sort(key=lambda item: (item.namespace, item.name))
        if by_date:

            def age(item: Release) -> float:
                moment = parse_time(item.last_deployed)
                return -moment.timestamp() if moment is not None else 0.0

            found.sort(key=age)
        if reverse:
            found.reverse()
        return found[offset : offset + limit] if limit else found[offset:]

    def history(self, name: str, namespace: str) -> list[Release]:
        """The revisions of a release, oldest first."""
        from ..tiller.protocol.convert import releases_of

        with self._source() as source:
            messages = source(name)
        return [item for item in releases_of(sorted(messages, key=_version)) if item.namespace == namespace]

    @contextmanager
    def _source(self) -> Iterator[Callable[[str | None], list[Any]]]:
        """Gives the revisions of a release, or the newest of all: Tiller's answer, or its records."""
        try:
            tiller = tiller_options.connect_from(self.module, self.api)
        except TillerError as error:
            if self.api is None or error.reason not in ("absent", "not-ready", "unreachable"):
                raise
            self.module.warn(f"Tiller's records are read, since Tiller does not answer: {error.what}")
            yield self._recorded
            return
        with tiller:
            yield lambda name: tiller.history(name) if name else tiller.list_releases()

    def _recorded(self, name: str | None) -> list[Any]:
        from ..tiller.records import Records

        if self.api is None:
            raise AssertionError
        records = Records(self.api, self.module.params["tiller_namespace"])
        found = [record.message for record in records.read(name)]
        for text in records.warnings:
            self.module.warn(text)
        return found


def _version(message: Any) -> int:
    return int(message.version)


def _with_session(module: AnsibleModule, report: Callable[[str], None], operation: Callable[[Session], Any]) -> Any:
    from ..tiller.releases.session import Session

    api = tiller_options.api_from(module)
    try:
        with tiller_options.connect_from(module, api) as tiller:
            session = Session(tiller, api, module.params["tiller_namespace"], module.check_mode, report)
            return operation(session)
    finally:
        if api is not None:
            api.close()
