# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of executing templates: inside the runtime, and as they are reported."""

from __future__ import annotations

from ..errors import TemplateError
from .strconv import quote


class Fail(Exception):
    """A failure inside a running template, before its position is known. It never leaves the engine.

    :param blame: the number of the node that Go's error names, in the table of the running template's file. Of a pair,
        the first is used; the second is for failing methods.
    :param message: Go's message.
    :param cause: the error that the message quotes, if a method failed.
    """

    def __init__(self, blame: int | tuple[int, int], message: str, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.blame = blame[0] if isinstance(blame, tuple) else blame
        self.message = message
        self.cause = cause


class ExecError(TemplateError):
    """A template failed to execute.

    ``str()`` is Go's ``template: FILE:LINE:COLUMN: executing "NAME" at <NODE>: MESSAGE``.

    :param template: the name of the template that ran (``NAME``), which may be a define inside a file.
    :param file: the name that the text was parsed under (``FILE``).
    :param line: from 1; 0 if Go reports no position.
    :param column: in bytes, from 0.
    :param node: the node that Go's error names, as Go prints it.
    :param message: the rest.
    :param cause: the error of the function that failed, which Go's error wraps; None otherwise. Go's chain of
        ``errors.Unwrap`` is this error, the same text once more, then ``cause`` and its own chain.
    :param quoted: whether the text of the cause follows the message.
    """

    def __init__(
        self,
        template: str,
        file: str,
        line: int,
        column: int,
        node: str,
        message: str,
        cause: BaseException | None = None,
        quoted: bool = False,
    ) -> None:
        # The error of deeply nested includes quotes the error below it at every level, so texts are built on demand.
        self.where = self.remedy = None
        self.template = template
        self.file = file
        self.line = line
        self.column = column
        self.node = node
        self.cause = cause
        self._message = message
        self._quoted = quoted

    @property
    def message(self) -> str:
        """The message, including the text of a quoted cause."""
        return self._message + str(self.cause) if self._quoted else self._message

    @property
    def what(self) -> str:  # type: ignore[override]
        """Go's error text."""
        pieces = []
        error: BaseException | None = self
        while isinstance(error, ExecError):
            pieces.append(error._beginning())
            error = error.cause if error._quoted else None
        if error is not None:
            pieces.append(str(error))
        return "".join(pieces)

    def _beginning(self) -> str:
        if not self.line:
            return f"template: {self.file}: {self._message}"
        place = f"template: {self.file}:{self.line}:{self.column}"
        return f"{place}: executing {quote(self.template)} at <{self.node}>: {self._message}"

    def __str__(self) -> str:
        return self.what


class NoTemplateError(TemplateError):
    """The template to execute does not exist."""


class FunctionError(TemplateError):
    """An error returned by a template function; the template fails with ``error calling NAME: TEXT``.

    :param text: the text of the Go error.
    :param cause: the error that it wraps (Go's ``%w``), if any.
    """

    def __init__(self, text: str, cause: BaseException | None = None) -> None:
        super().__init__(text)
        self.cause = cause


class Panic(FunctionError):
    """A panic in a template function, which text/template recovers and reports like a returned error."""
