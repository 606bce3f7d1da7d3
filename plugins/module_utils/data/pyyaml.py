# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names used from PyYAML (5.1 or newer), and the error if it is not installed.

This package can be imported without it; :func:`require` is called before the first text is parsed.
"""

from __future__ import annotations

from typing import Any

from ..errors import MissingLibraryError

try:
    from yaml import MarkedYAMLError, YAMLError
    from yaml.events import (
        AliasEvent,
        DocumentEndEvent,
        MappingEndEvent,
        MappingStartEvent,
        ScalarEvent,
        SequenceEndEvent,
        SequenceStartEvent,
        StreamEndEvent,
    )
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner, ScannerError
    from yaml.tokens import BlockMappingStartToken, KeyToken, ScalarToken, ValueToken
except ImportError:
    PRESENT = False
    # Placeholders, never used because :func:`require` fails first. Base classes must be distinct classes.
    AliasEvent = DocumentEndEvent = MappingEndEvent = MappingStartEvent = object  # type: ignore[assignment,misc]
    ScalarEvent = SequenceEndEvent = SequenceStartEvent = StreamEndEvent = object  # type: ignore[assignment,misc]

    BlockMappingStartToken = KeyToken = ScalarToken = ValueToken = object  # type: ignore[assignment,misc]

    class YAMLError(Exception):  # type: ignore[no-redef]
        """Placeholder for PyYAML's base error."""

    class MarkedYAMLError(YAMLError):  # type: ignore[no-redef]
        """Placeholder for PyYAML's error with a position."""

    class ScannerError(MarkedYAMLError):  # type: ignore[no-redef]
        """Placeholder for PyYAML's scanner error."""

    class Parser:  # type: ignore[no-redef]
        """Placeholder for PyYAML's parser."""

    class Reader:  # type: ignore[no-redef]
        """Placeholder for PyYAML's reader."""

    class Scanner:  # type: ignore[no-redef]
        """Placeholder for PyYAML's scanner."""

else:
    PRESENT = True

#: libyaml's parser; None if PyYAML was built without it
CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:
    CParser = None

__all__ = [
    "PRESENT",
    "AliasEvent",
    "BlockMappingStartToken",
    "CParser",
    "DocumentEndEvent",
    "KeyToken",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "Parser",
    "Reader",
    "ScalarEvent",
    "ScalarToken",
    "Scanner",
    "ScannerError",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
    "ValueToken",
    "YAMLError",
    "require",
]


def require() -> None:
    """Raise :class:`MissingLibraryError` unless PyYAML is installed."""
    if not PRESENT:
        raise MissingLibraryError("PyYAML", "5.4", "to read charts and values")
