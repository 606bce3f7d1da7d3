# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that this collection raises on purpose.

::

    CoxswainError
    ├── TemplateError      a template fails to parse or to execute
    ├── DataError          a text is not valid YAML, JSON, TOML or --set syntax
    ├── ValuesError        values are rejected (by a schema, or for their type)
    ├── ChartError         a chart, its archive or its dependencies cannot be used
    │   └── ProvenanceError
    ├── RepositoryError    a repository, registry or index cannot be used
    ├── RenderError        a chart fails to render, or renders something other than Kubernetes objects
    ├── ClusterError       the API server cannot be reached or rejects a request
    │   ├── ConnectionOptionsError   the kubeconfig, context or credentials cannot be used
    │   ├── UnreachableError
    │   ├── ApiError                 the server answered with a failure status
    │   └── UnknownKindError         the server does not serve an API version and kind
    ├── ReleaseError       a release cannot be read, stored or changed
    ├── CertificateError   a certificate or key cannot be created, read or stored
    ├── TillerError        Tiller cannot be found or reached, or rejects a request
    ├── MissingLibraryError  a Python library is not installed or too old
    └── OldPythonError     the Python interpreter of a target is too old

Modules pass a :class:`CoxswainError` to ``fail_json``; any other exception that escapes is a bug.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any


class CoxswainError(Exception):
    """Base class: what went wrong, where, and how to fix it.

    :param what: one sentence (or a Go error text, verbatim) without a final full stop.
    :param where: the file, object, option or address concerned, if ``what`` does not name it.
    :param remedy: a sentence that says what to do next.

    ``str()`` gives ``WHERE: WHAT. REMEDY``. None of them may contain a secret. Callers that know more set:

    :ivar steps: the steps that were reported before the error was raised.
    :ivar diagnostics: why objects are not ready, see :class:`.cluster.trouble.Trouble`.
    :ivar result: additional keys for the task's result.
    """

    # Class attributes, because some errors build ``what`` on demand and do not call ``__init__`` of this class.
    steps: Sequence[str] = ()
    diagnostics: Sequence[Any] = ()
    result: Mapping[str, Any] = MappingProxyType({})

    def __init__(self, what: str, where: str | None = None, remedy: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        text = self.what if self.where is None else f"{self.where}: {self.what}"
        if self.remedy is None:
            return text
        end = "" if text.endswith((".", "!", "?")) else "."
        return f"{text}{end} {self.remedy}"


class TemplateError(CoxswainError):
    """A template fails to parse or to execute; ``what`` is Go's own error text."""


class DataError(CoxswainError):
    """A text is not valid YAML, JSON, TOML or ``--set`` syntax."""


class ValuesError(CoxswainError):
    """Values are rejected, by the chart's schema or for their type."""


class ChartError(CoxswainError):
    """A chart, its archive or its dependencies cannot be used."""


class ProvenanceError(ChartError):
    """A chart does not match its provenance file, or is not signed with a trusted key."""


class RepositoryError(CoxswainError):
    """A chart repository, an OCI registry or an index cannot be used."""


class RenderError(CoxswainError):
    """A chart fails to render, or renders something other than Kubernetes objects."""


class ClusterError(CoxswainError):
    """The API server cannot be reached, or rejects a request."""


class ConnectionOptionsError(ClusterError):
    """The kubeconfig, its context or the credentials cannot be used."""


class UnreachableError(ClusterError):
    """The API server did not answer.

    :param connected: whether the connection was established, so that the server may have received the request.
    """

    def __init__(
        self, what: str, where: str | None = None, remedy: str | None = None, *, connected: bool = False
    ) -> None:
        super().__init__(what, where, remedy)
        self.connected = connected


#: the wording of the API server when no authorizer allows a request
_NOT_ALLOWED = re.compile(r' cannot \S+ (resource|path) "')


class ApiError(ClusterError):
    """The API server answered with a failure status.

    :param status: the HTTP status code.
    :param reason: the ``reason`` of the Status object, such as ``NotFound`` or ``Conflict``.
    :param body: the Status object, if the server sent one.
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
        """Whether the identity is not authorized. Quotas and admission policies also answer 403, for any identity."""
        said = str(self.body.get("message") or "")
        return self.status == 403 and (not said or _NOT_ALLOWED.search(said) is not None)


class UnknownKindError(ClusterError):
    """The API server does not serve the requested API version and kind."""


class ReleaseError(CoxswainError):
    """A release cannot be read, stored or changed."""


class CertificateError(CoxswainError):
    """A certificate or key cannot be created, read or stored."""


class TillerError(CoxswainError):
    """Tiller cannot be found or reached, or rejects a request.

    :param reason: the kind of failure as one word, such as ``absent``, ``not-ready``, ``unreachable``, ``tls``,
        ``not-found``, ``exists``, ``locked``, ``deleted`` or ``failed``.
    """

    def __init__(
        self, what: str, where: str | None = None, remedy: str | None = None, *, reason: str = "failed"
    ) -> None:
        super().__init__(what, where, remedy)
        self.reason = reason


class MissingLibraryError(CoxswainError):
    """A Python library is not installed, or older than required.

    :param library: the name of its distribution, such as ``PyYAML``.
    :param version: the oldest version that will do.
    :param purpose: what it is required for, such as ``to read charts``.
    :param found: the version that is installed, if there is one.
    """

    def __init__(self, library: str, version: str, purpose: str, *, found: str = "") -> None:
        installed = f", but {found} is installed" if found else ""
        super().__init__(
            f"the Python library {library} {version} or newer is required {purpose}{installed}",
            remedy=f"Install it for the Python interpreter {sys.executable}.",
        )


class OldPythonError(CoxswainError):
    """The Python interpreter of a target is older than this collection supports."""
