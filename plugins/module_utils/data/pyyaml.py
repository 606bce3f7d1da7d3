# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is used of PyYAML (5.1 or newer), and what to say where it is not installed.

Without it this package can be imported all the same; :func:`require` is asked before the first text is parsed.
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
    # Nothing of these is reached: :func:`require` comes first. Bases of a class have to be classes of their own.
    AliasEvent = DocumentEndEvent = MappingEndEvent = MappingStartEvent = object  # type: ignore[assignment,misc]
    ScalarEvent = SequenceEndEvent = SequenceStartEvent = StreamEndEvent = object  # type: ignore[assignment,misc]

    BlockMappingStartToken = KeyToken = ScalarToken = ValueToken = object  # type: ignore[assignment,misc]

    class YAMLError(Exception):  # type: ignore[no-redef]
        """Stands in for what PyYAML raises."""

    class MarkedYAMLError(YAMLError):  # type: ignore[no-redef]
        """Stands in for an error that has a place."""

    class ScannerError(MarkedYAMLError):  # type: ignore[no-redef]
        """Stands in for an error of the scanner."""

    class Parser:  # type: ignore[no-redef]
        """Stands in for PyYAML's parser."""

    class Reader:  # type: ignore[no-redef]
        """Stands in for PyYAML's reader."""

    class Scanner:  # type: ignore[no-redef]
        """Stands in for PyYAML's scanner."""

else:
    PRESENT = True

#: the parser of libyaml, or ``None`` where PyYAML was built without it
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
        raise MissingLibraryError(
            "PyYAML >= 5.1 is needed to read charts and values",
            remedy="Install it for the Python interpreter that runs the module.",
        )
