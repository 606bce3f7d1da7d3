# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong while a template runs: inside the runtime, and as it is reported."""

from __future__ import annotations

from ..errors import TemplateError
from .strconv import quote


class Fail(Exception):
    """A failure inside a running template, before it is known where that is; it never leaves the engine.

    :param blame: the number of the node that Go blames, in the table of the running template's file; of two numbers the
        first, the second being for methods that fail.
    :param message: Go's message.
    :param cause: the error that the message quotes, when a method failed.
    """

    def __init__(self, blame: int | tuple[int, int], message: str, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.blame = blame[0] if isinstance(blame, tuple) else blame
        self.message = message
        self.cause = cause


class ExecError(TemplateError):
    """A template does not run; ``str()`` is Go's ``template: FILE:LINE:COLUMN: executing "NAME" at <NODE>: MESSAGE``.

    :param template: the name of the template that ran (``NAME``), which may be a define inside a file.
    :param file: the name under which the text was parsed (``FILE``).
    :param line: from 1; 0 when Go reports no place.
    :param column: in bytes, from 0.
    :param node: the node that Go blames, as it prints it.
    :param message: the rest.
    :param cause: the error of the function that failed, which Go's error wraps; None otherwise. Go's chain of
        ``errors.Unwrap`` is this error, the same text once more, then ``cause`` and its own chain.
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
    ) -> None:
        if line:
            text = f"template: {file}:{line}:{column}: executing {quote(template)} at <{node}>: {message}"
        else:
            text = f"template: {file}: {message}"
        super().__init__(text)
        self.template = template
        self.file = file
        self.line = line
        self.column = column
        self.node = node
        self.message = message
        self.cause = cause


class NoTemplateError(TemplateError):
    """A template that is to be executed by name does not exist."""
