# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gRPC client for Tiller, with one method for each call of its service.

It connects to a :class:`~.tunnel.Tunnel` with plain HTTP/2, since the tunnel does TLS. Tiller only accepts clients that
name a compatible version, so the client asks for Tiller's version first and names that one.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from ...errors import MissingLibraryError, ReleaseError, TillerError
from ...release.records.model import check_name
from ..protocol.fields import CODES, METHODS, TEST_STATUSES
from ..protocol.messages import classes, new
from ..protocol.refusals import refusal, single_line

if TYPE_CHECKING:
    from .tunnel import Tunnel

#: Tiller's limit for the size of a message, in bytes
MESSAGE_LIMIT = 20 * 1024 * 1024
#: releases per page, and the limit for revisions of a release; the same as those of Helm's client
PAGE_SIZE = 256
#: timeout of calls that only read, in seconds
_READ_TIMEOUT = 60.0
#: seconds beyond Tiller's own timeouts for calls that change a release
_MARGIN = 60.0
_VERSION_HEADER = "x-helm-api-client"

#: options that older Tillers silently ignore, with the first version that supports them
MINIMUM_VERSIONS = {
    "disable_crd_hook": (2, 10),
    "subNotes": (2, 13),
    "cleanup_on_fail": (2, 14),
    "parallel": (2, 13),
    "max_parallel": (2, 15),
    "logs": (2, 15),
}

#: the names that Tiller accepts for existing releases; names of new ones are more restricted
_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\Z")


class CallObserver(Protocol):
    """Follows a call. The thread that waits for the response calls all methods."""

    def pause(self) -> float:
        """Return the seconds until :meth:`idle` is to be called; infinite for never."""

    def idle(self) -> None:
        """Handle a call without a response so far. Afterwards, :meth:`pause` must return a positive number."""


class TillerClient:
    """A client for one Tiller.

    :ivar version: Tiller's version, such as ``v2.17.0``.
    :ivar warnings: warnings about options that this version does not support.
    :ivar observe: returns the observer of a call, given the name of the release and a timeout in seconds; used for each
        call that changes a release, or would change it outside of a dry run.
    """

    def __init__(self, tunnel: Tunnel, where: str) -> None:
        """Connect and get the version.

        :param where: the server, for error messages.
        :raises TillerError: it does not respond, or is not a Tiller of Helm 2.
        :raises MissingLibraryError: grpcio or protobuf is not installed.
        """
        self.where = where
        self.warnings: list[str] = []
        self.observe: Callable[[str, float], CallObserver] | None = None
        self._tunnel = tunnel
        self._grpc = _grpc()
        classes()
        self._channel = self._grpc.insecure_channel(
            tunnel.address,
            options=[
                ("grpc.max_send_message_length", MESSAGE_LIMIT),
                ("grpc.max_receive_message_length", MESSAGE_LIMIT),
                ("grpc.keepalive_time_ms", 30_000),
                ("grpc.keepalive_permit_without_calls", 0),
                # Tiller closes connections with pings more often than every 20 s.
                ("grpc.http2.min_time_between_pings_ms", 30_000),
                ("grpc.enable_http_proxy", 0),
                ("grpc.use_local_subchannel_pool", 1),
            ],
        )
        self.version = ""
        try:
            self.version = self._get_version()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> TillerClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()
        self._tunnel.close()

    # ---------------------------------------------------------------------------------------- reading calls

    def healthy(self) -> bool:
        """Return whether Tiller reports that it is serving."""
        answer = self._call("Check", new("HealthCheckRequest", service="Tiller"), None)
        return bool(answer.status == 1)

    def list_releases(self, statuses: Sequence[str] = CODES, *, pattern: str = "", namespace: str = "") -> list[Any]:
        """Return the newest revision of each release, sorted by name.

        :param statuses: return only revisions with one of these statuses, such as ``DEPLOYED``.
        :param pattern: return only releases whose names match this RE2 regular expression.
        """
        codes = [CODES.index(status) for status in statuses if status != "SUPERSEDED"]
        newest: dict[str, Any] = {}
        offset = ""
        while True:
            request = new(
                "ListReleasesRequest",
                limit=PAGE_SIZE,
                offset=offset,
                sort_by=1,
                filter=pattern,
                status_codes=codes,
                namespace=namespace,
            )
            # Tiller splits a page into messages of limited size, and sends none for an empty page.
            messages = list(self._stream("ListReleases", request, None))
            for release in (release for message in messages for release in message.releases):
                known = newest.get(release.name)
                if known is None or known.version < release.version:
                    newest[release.name] = release
            following = messages[0].next if messages else ""
            if not following or following == offset:
                break
            offset = following
        return [newest[name] for name in sorted(newest)]

    def history(self, name: str) -> list[Any]:
        """Return the revisions of a release, newest first; none if there is no such release."""
        check_existing_name(name)
        try:
            answer = self._call("GetHistory", new("GetHistoryRequest", name=name, max=PAGE_SIZE), name)
        except TillerError as error:
            if error.reason == "not-found":
                return []
            raise
        return sorted(answer.releases, key=lambda release: int(release.version), reverse=True)

    def content(self, name: str, revision: int = 0) -> Any:
        """Return a revision of a release, by default the newest one.

        :raises TillerError: there is no such revision (reason ``not-found``).
        """
        check_existing_name(name)
        return self._call(
            "GetReleaseContent", new("GetReleaseContentRequest", name=name, version=revision), name
        ).release

    def status(self, name: str, revision: int = 0) -> Any:
        """Return name, namespace and Info of a revision; the Info contains the status of its resources as text.

        :raises TillerError: there is no such revision (reason ``not-found``).
        """
        check_existing_name(name)
        return self._call("GetReleaseStatus", new("GetReleaseStatusRequest", name=name, version=revision), name)

    # --------------------------------------------------------------------------------------- changing calls

    def install(self, name: str, namespace: str, chart: Any, values: str, timeout: int, **options: Any) -> Any:
        """Install a release and return its revision.

        :param chart: a Chart message with metadata.
        :param values: the user's values as YAML.
        :param timeout: seconds for each hook and for waiting.
        :param options: further fields of InstallReleaseRequest, such as ``wait`` and ``dry_run``.
        """
        check_name(name)
        request = new(
            "InstallReleaseRequest",
            chart=_checked(chart),
            values=new("Config", raw=values),
            name=name,
            namespace=namespace,
            timeout=timeout,
            **self._supported(options),
        )
        return self._call("InstallRelease", request, name, timeout).release

    def update(self, name: str, chart: Any, values: str, timeout: int, **options: Any) -> Any:
        """Upgrade a release and return its new revision; see :meth:`install` for the parameters."""
        check_existing_name(name)
        request = new(
            "UpdateReleaseRequest",
            name=name,
            chart=_checked(chart),
            # Always set: Tiller crashes without it if reuse_values is set.
            values=new("Config", raw=values),
            timeout=timeout,
            **self._supported(options),
        )
        return self._call("UpdateRelease", request, name, timeout).release

    def rollback(self, name: str, revision: int, timeout: int, **options: Any) -> Any:
        """Roll back to a revision and return the new one."""
        check_existing_name(name)
        request = new(
            "RollbackReleaseRequest", name=name, version=revision, timeout=timeout, **self._supported(options)
        )
        return self._call("RollbackRelease", request, name, timeout).release

    def uninstall(
        self, name: str, timeout: int, *, purge: bool, disable_hooks: bool, description: str
    ) -> tuple[Any, str]:
        """Uninstall a release; return its last revision, and Tiller's message about objects that are kept."""
        check_existing_name(name)
        request = new(
            "UninstallReleaseRequest",
            name=name,
            purge=purge,
            disable_hooks=disable_hooks,
            timeout=timeout,
            description=description,
        )
        answer = self._call("UninstallRelease", request, name, timeout)
        return answer.release, str(answer.info)

    def test(self, name: str, timeout: int, **options: Any) -> Iterator[tuple[str, str]]:
        """Run the tests of a release; yield Tiller's messages as they come, each with a status such as ``SUCCESS``."""
        check_existing_name(name)
        request = new("TestReleaseRequest", name=name, timeout=timeout, **self._supported(options))
        for answer in self._stream("RunReleaseTest", request, name, timeout):
            known = answer.status < len(TEST_STATUSES)
            yield str(answer.msg), TEST_STATUSES[answer.status] if known else "UNKNOWN"

    # --------------------------------------------------------------------------------------------- requests

    def _get_version(self) -> str:
        answer = self._call("GetVersion", new("GetVersionRequest"), None)
        version = str(answer.Version.sem_ver)
        if not re.match(r"v?2\.\d+", version):
            raise TillerError(
                f"the server is not a Tiller of Helm 2, but reports version {version[:40]!r}",
                self.where,
                "Check the address.",
                reason="version",
            )
        return version

    def _supported(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the options that are set; warn of those that the server is too old for."""
        given = {name: value for name, value in options.items() if value}
        match = re.match(r"v?(\d+)\.(\d+)", self.version)
        version = (int(match[1]), int(match[2])) if match else (2, 17)
        for name in sorted(given.keys() & MINIMUM_VERSIONS.keys()):
            if version < MINIMUM_VERSIONS[name]:
                minimum = ".".join(str(part) for part in MINIMUM_VERSIONS[name])
                self.warnings.append(f"Tiller {self.version} ignores {name}, which requires Tiller {minimum} or newer")
        return given

    def _call(self, method: str, request: Any, name: str | None, timeout: float | None = None) -> Any:
        path, _request, response, _is_stream = METHODS[method]
        call = self._channel.unary_unary(path, None, classes()[response].FromString)
        octets = _serialize(request)
        arguments = {"timeout": self._deadline(timeout), "metadata": self._metadata()}
        try:
            if name is None or timeout is None or self.observe is None:
                return call(octets, **arguments)
            return self._wait(call.future(octets, **arguments), self.observe(name, timeout))
        except self._grpc.RpcError as error:
            raise self._explain(error, name) from None

    def _wait(self, answer: Any, observer: CallObserver) -> Any:
        """Return the answer to a call once it is there."""
        try:
            while True:
                pause = observer.pause()
                try:
                    return answer.result(None if math.isinf(pause) else pause)
                except self._grpc.FutureTimeoutError:
                    observer.idle()
        finally:
            # After an interruption it would occupy the connection; otherwise it has ended.
            answer.cancel()

    def _stream(self, method: str, request: Any, name: str | None, timeout: float | None = None) -> Iterator[Any]:
        path, _request, response, _is_stream = METHODS[method]
        call = self._channel.unary_stream(path, None, classes()[response].FromString)
        octets = _serialize(request)
        try:
            yield from call(octets, timeout=self._deadline(timeout), metadata=self._metadata())
        except self._grpc.RpcError as error:
            raise self._explain(error, name) from None

    def _deadline(self, timeout: float | None) -> float:
        # Tiller applies its timeout to each hook and each wait, and with force to both attempts.
        return _READ_TIMEOUT if timeout is None else timeout * 6 + _MARGIN

    def _metadata(self) -> list[tuple[str, str]]:
        return [(_VERSION_HEADER, self.version)] if self.version else []

    def _explain(self, error: Any, name: str | None) -> Exception:
        code = self._grpc.StatusCode
        text = str(error.details() or "")
        where = f"release {name}" if name else None
        if error.code() == code.UNAVAILABLE:
            if self._tunnel.failure is not None:
                return self._tunnel.failure
            return TillerError(
                "the connection to Tiller broke",
                self.where,
                "Check that it is running, check its log, and check the options tls_*.",
                reason="unreachable",
            )
        if error.code() == code.DEADLINE_EXCEEDED:
            return TillerError(
                "Tiller did not respond in time",
                self.where,
                "The operation may still be running: check the release before you run the task again.",
                reason="timeout",
            )
        if error.code() == code.UNIMPLEMENTED:
            return TillerError(
                f"the server does not support this call ({single_line(text)})", self.where, None, reason="version"
            )
        return refusal(text, where)


def check_existing_name(name: str) -> None:
    """Check the name of an existing release.

    :raises ReleaseError: Tiller cannot have a release of this name.
    """
    if len(name) > 53 or not _NAME.match(name):
        raise ReleaseError(
            f"invalid release name {name!r}",
            remedy="Use at most 53 letters, digits, hyphens, dots and underscores.",
        )


def _checked(chart: Any) -> Any:
    """Return the chart; refuse one without metadata, which crashes Tiller."""
    if not chart.HasField("metadata") or not chart.metadata.name:
        raise TillerError("the chart has no metadata", remedy="Check its Chart.yaml.", reason="chart")
    return chart


def _serialize(message: Any) -> bytes:
    octets: bytes = message.SerializeToString()
    if len(octets) > MESSAGE_LIMIT:
        raise TillerError(
            f"the chart and its values take {len(octets)} bytes, and Tiller accepts no more than {MESSAGE_LIMIT}",
            remedy="Exclude files that the templates do not need with .helmignore.",
            reason="too-large",
        )
    return octets


def _grpc() -> Any:
    # Otherwise grpc's C core writes every failed connection to stderr.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        import grpc
    except ImportError:
        raise MissingLibraryError("grpcio", "1.49.1", "to connect to Tiller") from None
    return grpc
