# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error that this collection raises on purpose.

::

    CoxswainError
    ├── TemplateError      a template does not parse or does not run
    ├── DataError          a text is not the YAML, JSON, TOML or --set that it should be
    ├── ValuesError        values are refused (by a schema, by their type)
    ├── ChartError         a chart, its archive or its dependencies are not usable
    │   └── ProvenanceError
    ├── RepositoryError    a repository, registry or index cannot be used
    ├── RenderError        a chart does not render, or not to Kubernetes objects
    ├── ClusterError       the API server cannot be reached or refuses a request
    │   ├── ConnectionOptionsError   kubeconfig, context or credentials are not usable
    │   ├── UnreachableError
    │   ├── ApiError                 the server answered with a status of failure
    │   └── UnknownKindError         the server does not serve an API version and kind
    ├── ReleaseError       a release cannot be read, stored or changed
    ├── CertificateError   a certificate or key cannot be made, read or stored
    ├── TillerError        Tiller cannot be found or reached, or refuses a request
    └── MissingLibraryError  a Python library is not installed or too old

Modules turn a :class:`CoxswainError` into ``fail_json``; anything else that escapes is a defect.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


class CoxswainError(Exception):
    """What went wrong, where, and what to do about it.

    :param what: one sentence (or a Go error text, word for word) without a final full stop.
    :param where: the file, object, option or address concerned, when ``what`` does not name it.
    :param remedy: a sentence that tells the user what to do next.

    ``str()`` joins the three in that order. None of them may hold a secret. Whoever knows more adds to these:

    :ivar steps: the lines that were reported before it was raised.
    :ivar diagnostics: why objects are not ready, see :class:`.cluster.trouble.Trouble`.
    :ivar result: further keys for the result of the task.
    """

    def __init__(self, what: str, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy
        self.steps: Sequence[str] = ()
        self.diagnostics: Sequence[Any] = ()
        self.result: Mapping[str, Any] = {}

    def __str__(self) -> str:
        text = self.what if self.where is None else f"{self.where}: {self.what}"
        if self.remedy is None:
            return text
        end = "" if text.endswith((".", "!", "?")) else "."
        return f"{text}{end} {self.remedy}"


class TemplateError(CoxswainError):
    """A template does not parse or does not run; ``what`` is Go's own text for it."""


class DataError(CoxswainError):
    """A text is not the YAML, JSON, TOML or --set expression that it should be."""


class ValuesError(CoxswainError):
    """Values are refused, by a chart's schema or by their type."""


class ChartError(CoxswainError):
    """A chart, its archive or its dependencies are not usable."""


class ProvenanceError(ChartError):
    """A chart is not the one that was signed, or not signed by a key that is trusted."""


class RepositoryError(CoxswainError):
    """A chart repository, an OCI registry or an index cannot be used."""


class RenderError(CoxswainError):
    """A chart does not render, or what it renders are not Kubernetes objects."""


class ClusterError(CoxswainError):
    """The API server cannot be reached, or refuses a request."""


class ConnectionOptionsError(ClusterError):
    """A kubeconfig, its context or the credentials are not usable."""


class UnreachableError(ClusterError):
    """No answer came from the API server."""


#: how the API server words what no authorizer allows
_NOT_ALLOWED = re.compile(r' cannot \S+ (resource|path) "')


class ApiError(ClusterError):
    """The API server answered with a failure.

    :param status: the HTTP status code.
    :param reason: the ``reason`` of the Status object, such as ``NotFound`` or ``Conflict``.
    :param body: the Status object, when the server sent one.
    """

    def __init__(
        self,
        what: str,
        where: str | None = None,
        remedy: str | None = None,
        *,
        status: int = 0,
        reason: str = "",
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(what, where, remedy)
        self.status = status
        self.reason = reason
        self.body = body or {}

    @property
    def lacks_permission(self) -> bool:
        """May the identity not do it? Quotas and policies refuse with the same status, whoever asks."""
        said = str(self.body.get("message") or "")
        return self.status == 403 and (not said or _NOT_ALLOWED.search(said) is not None)


class UnknownKindError(ClusterError):
    """The API server does not serve an API version and kind that is asked for."""


class ReleaseError(CoxswainError):
    """A release cannot be read, stored or changed."""


class CertificateError(CoxswainError):
    """A certificate or a key cannot be made, read or stored."""


class TillerError(CoxswainError):
    """Tiller cannot be found or reached, or refuses a request.

    :param reason: the kind of failure in a word, such as ``absent``, ``not-ready``, ``unreachable``, ``tls``,
        ``not-found``, ``exists``, ``locked``, ``deleted`` or ``failed``.
    """

    def __init__(
        self, what: str, where: str | None = None, remedy: str | None = None, *, reason: str = "failed"
    ) -> None:
        super().__init__(what, where, remedy)
        self.reason = reason


class MissingLibraryError(CoxswainError):
    """A Python library is not installed, or older than what is needed."""
