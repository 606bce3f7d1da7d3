# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls to Tiller over gRPC: the whole of its service, one method a call.

Whom to call is a :class:`~.tunnel.Tunnel`; what is spoken over it is plain HTTP/2, since TLS is the tunnel's business.
The version that a client has to name is the server's own, which is asked for first.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import MissingLibraryError, ReleaseError, TillerError
from ...release.records.model import check_name
from ..protocol.fields import CODES, METHODS, TEST_STATUSES
from ..protocol.messages import classes, new
from ..protocol.refusals import first_line, refusal

if TYPE_CHECKING:
    from .tunnel import Tunnel

#: what Tiller takes and sends in one message, in bytes
LIMIT = 20 * 1024 * 1024
#: revisions and releases that are asked for at once, as Helm's own client does it
MOST = 256
#: seconds for a call that only reads
_READING = 60.0
#: seconds beyond its own time-out for a call that changes something
_MARGIN = 60.0
_HEADER = "x-helm-api-client"

#: options that older Tillers ignore without a word, with the first version that knows them
NEWER = {
    "disable_crd_hook": (2, 10),
    "subNotes": (2, 13),
    "cleanup_on_fail": (2, 14),
    "parallel": (2, 13),
    "max_parallel": (2, 15),
    "logs": (2, 15),
}

#: what Tiller itself takes for a name; an install is held to more
_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\Z")


class Tiller:
    """One Tiller.

    :ivar version: what it says it is, such as ``v2.17.0``.
    :ivar warnings: options that it is too old to know, found on the way.
    """

    def __init__(self, tunnel: Tunnel, where: str) -> None:
        """Connect, and ask for the version.

        :param where: what is connected to, for messages.
        :raises TillerError: it does not answer, or is no Tiller of Helm 2.
        :raises MissingLibraryError: grpcio or protobuf is not installed.
        """
        self.where = where
        self.warnings: list[str] = []
        self._tunnel = tunnel
        self._grpc = _grpc()
        classes()
        self._channel = self._grpc.insecure_channel(
            tunnel.address,
            options=[
                ("grpc.max_send_message_length", LIMIT),
                ("grpc.max_receive_message_length", LIMIT),
                ("grpc.keepalive_time_ms", 30_000),
                ("grpc.keepalive_permit_without_calls", 0),
                # Tiller takes pings that come more often than every 20 s for an attack.
                ("grpc.http2.min_time_between_pings_ms", 30_000),
                ("grpc.enable_http_proxy", 0),
                ("grpc.use_local_subchannel_pool", 1),
            ],
        )
        self.version = ""
        try:
            self.version = self._asked_version()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Tiller:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection."""
        self._channel.close()
        self._tunnel.close()

    # ------------------------------------------------------------------------------------------------- reading

    def healthy(self) -> bool:
        """Does Tiller say that it serves?"""
        answer = self._call("Check", new("HealthCheckRequest", service="Tiller"), None)
        return bool(answer.status == 1)

    def list_releases(self, statuses: Sequence[str] = CODES, *, pattern: str = "", namespace: str = "") -> list[Any]:
        """The releases whose newest revision has one of the statuses, by name; each as that revision.

        :param statuses: names such as ``DEPLOYED``.
        :param pattern: a regular expression of RE2 that is looked for in the names.
        """
        codes = [CODES.index(status) for status in statuses if status != "SUPERSEDED"]
        newest: dict[str, Any] = {}
        offset = ""
        while True:
            request = new(
                "ListReleasesRequest",
                limit=MOST,
                offset=offset,
                sort_by=1,
                filter=pattern,
                status_codes=codes,
                namespace=namespace,
            )
            # A long list comes in several messages, each small enough; one without a match in none at all.
            pages = list(self._stream("ListReleases", request, None))
            for release in (release for page in pages for release in page.releases):
                known = newest.get(release.name)
                if known is None or known.version < release.version:
                    newest[release.name] = release
            following = pages[0].next if pages else ""
            if not following or following == offset:
                break
            offset = following
        return [newest[name] for name in sorted(newest)]

    def history(self, name: str) -> list[Any]:
        """The revisions of a release, newest first; none when there is no such release."""
        check_known_name(name)
        try:
            answer = self._call("GetHistory", new("GetHistoryRequest", name=name, max=MOST), name)
        except TillerError as error:
            if error.reason == "not-found":
                return []
            raise
        return sorted(answer.releases, key=lambda release: int(release.version), reverse=True)

    def content(self, name: str, revision: int = 0) -> Any:
        """One revision of a release, the newest by default.

        :raises TillerError: there is none; its reason is ``not-found``.
        """
        check_known_name(name)
        return self._call(
            "GetReleaseContent", new("GetReleaseContentRequest", name=name, version=revision), name
        ).release

    def status(self, name: str, revision: int = 0) -> Any:
        """Name, namespace and Info of one revision, with its resources as text.

        :raises TillerError: there is none; its reason is ``not-found``.
        """
        check_known_name(name)
        return self._call("GetReleaseStatus", new("GetReleaseStatusRequest", name=name, version=revision), name)

    # ------------------------------------------------------------------------------------------------ changing

    def install(self, name: str, namespace: str, chart: Any, values: str, timeout: int, **options: Any) -> Any:
        """Install a release, and give back its revision.

        :param chart: a message of the kind Chart, with metadata.
        :param values: the user's values as YAML.
        :param timeout: seconds, for each hook and for waiting.
        :param options: further fields of InstallReleaseRequest, such as ``wait`` and ``dry_run``.
        """
        check_name(name)
        request = new(
            "InstallReleaseRequest",
            chart=_usable(chart),
            values=new("Config", raw=values),
            name=name,
            namespace=namespace,
            timeout=timeout,
            **self._known(options),
        )
        return self._call("InstallRelease", request, name, timeout).release

    def update(self, name: str, chart: Any, values: str, timeout: int, **options: Any) -> Any:
        """Upgrade a release, and give back its new revision; parameters as for :meth:`install`."""
        check_known_name(name)
        request = new(
            "UpdateReleaseRequest",
            name=name,
            chart=_usable(chart),
            # Never unset: with reuse_values Tiller itself would not survive it.
            values=new("Config", raw=values),
            timeout=timeout,
            **self._known(options),
        )
        return self._call("UpdateRelease", request, name, timeout).release

    def rollback(self, name: str, revision: int, timeout: int, **options: Any) -> Any:
        """Go back to a revision, and give back the new one."""
        check_known_name(name)
        request = new("RollbackReleaseRequest", name=name, version=revision, timeout=timeout, **self._known(options))
        return self._call("RollbackRelease", request, name, timeout).release

    def uninstall(
        self, name: str, timeout: int, *, purge: bool, disable_hooks: bool, description: str
    ) -> tuple[Any, str]:
        """Uninstall a release; gives back its last revision, and a text about objects that are kept."""
        check_known_name(name)
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

    def test(self, name: str, timeout: int, **options: Any) -> list[tuple[str, str]]:
        """Run the tests of a release: each message of Tiller's, with a status such as ``SUCCESS`` or ``FAILURE``."""
        check_known_name(name)
        request = new("TestReleaseRequest", name=name, timeout=timeout, **self._known(options))
        return [
            (str(answer.msg), TEST_STATUSES[answer.status] if answer.status < len(TEST_STATUSES) else "UNKNOWN")
            for answer in self._stream("RunReleaseTest", request, name, timeout)
        ]

    # --------------------------------------------------------------------------------------------------- calls

    def _asked_version(self) -> str:
        answer = self._call("GetVersion", new("GetVersionRequest"), None)
        version = str(answer.Version.sem_ver)
        if not re.match(r"v?2\.\d+", version):
            raise TillerError(
                f"what answers is no Tiller of Helm 2: it calls itself {version[:40]!r}",
                self.where,
                "Check the address.",
                reason="version",
            )
        return version

    def _known(self, options: dict[str, Any]) -> dict[str, Any]:
        """The options, with a warning for those that the server is too old to know; what is not set is left out."""
        given = {name: value for name, value in options.items() if value}
        found = re.match(r"v?(\d+)\.(\d+)", self.version)
        version = (int(found[1]), int(found[2])) if found else (2, 17)
        for name in sorted(given.keys() & NEWER.keys()):
            if version < NEWER[name]:
                first = ".".join(str(part) for part in NEWER[name])
                self.warnings.append(
                    f"Tiller {self.version} does not know {name}, which Tiller {first} brought: ignored"
                )
        return given

    def _call(self, method: str, request: Any, name: str | None, timeout: float | None = None) -> Any:
        path, _kind, answer, _stream = METHODS[method]
        call = self._channel.unary_unary(path, None, classes()[answer].FromString)
        octets = _octets(request)
        try:
            return call(octets, timeout=self._patience(timeout), metadata=self._metadata())
        except self._grpc.RpcError as error:
            raise self._refused(error, name) from None

    def _stream(self, method: str, request: Any, name: str | None, timeout: float | None = None) -> Iterator[Any]:
        path, _kind, answer, _stream = METHODS[method]
        call = self._channel.unary_stream(path, None, classes()[answer].FromString)
        octets = _octets(request)
        try:
            yield from call(octets, timeout=self._patience(timeout), metadata=self._metadata())
        except self._grpc.RpcError as error:
            raise self._refused(error, name) from None

    def _patience(self, timeout: float | None) -> float:
        # A hook each, the objects, and again with force: what Tiller may take is a multiple of its time-out.
        return _READING if timeout is None else timeout * 6 + _MARGIN

    def _metadata(self) -> list[tuple[str, str]]:
        return [(_HEADER, self.version)] if self.version else []

    def _refused(self, error: Any, name: str | None) -> Exception:
        code = self._grpc.StatusCode
        text = str(error.details() or "")
        where = f"release {name}" if name else None
        if error.code() == code.UNAVAILABLE:
            if self._tunnel.failure is not None:
                return self._tunnel.failure
            return TillerError(
                "the connection to Tiller broke",
                self.where,
                "Check that it runs and speaks TLS as the options tls_* say; its log tells why it ended.",
                reason="unreachable",
            )
        if error.code() == code.DEADLINE_EXCEEDED:
            return TillerError(
                "Tiller did not answer in time",
                self.where,
                "What was begun may go on: look at the release before you run the task again.",
                reason="timeout",
            )
        if error.code() == code.UNIMPLEMENTED:
            return TillerError(f"it does not know the call ({first_line(text)})", self.where, None, reason="version")
        return refusal(text, where)


def check_known_name(name: str) -> None:
    """Refuse a name that no release of Tiller's can have.

    :raises ReleaseError: with the rule.
    """
    if len(name) > 53 or not _NAME.match(name):
        raise ReleaseError(
            f"invalid release name {name!r}",
            remedy="Tiller's names have letters, digits, hyphens, dots and underscores, 53 characters at most.",
        )


def _usable(chart: Any) -> Any:
    """A chart that Tiller survives: without metadata, its process ends."""
    if not chart.HasField("metadata") or not chart.metadata.name:
        raise TillerError("the chart has no metadata", remedy="Check its Chart.yaml.", reason="chart")
    return chart


def _octets(message: Any) -> bytes:
    octets: bytes = message.SerializeToString()
    if len(octets) > LIMIT:
        raise TillerError(
            f"the chart and its values take {len(octets)} bytes, and Tiller takes no more than {LIMIT}",
            remedy="Leave files out of the chart that its templates do not need (.helmignore).",
            reason="too-large",
        )
    return octets


def _grpc() -> Any:
    # Its C core tells every failed connection on stderr, which is not a module's to fill.
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")
    try:
        import grpc
    except ImportError:
        raise MissingLibraryError("the Python library grpcio 1.49.1 or newer is needed to speak to Tiller") from None
    return grpc
