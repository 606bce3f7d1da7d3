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
except ImportError:
    PRESENT = False

    def _stand_in(name: str, base: type = object) -> Any:
        return type(name, (base,), {})

    YAMLError = _stand_in("YAMLError", Exception)
    MarkedYAMLError = _stand_in("MarkedYAMLError", YAMLError)
    ScannerError = _stand_in("ScannerError", MarkedYAMLError)
    AliasEvent = _stand_in("AliasEvent")
    DocumentEndEvent = _stand_in("DocumentEndEvent")
    MappingEndEvent = _stand_in("MappingEndEvent")
    MappingStartEvent = _stand_in("MappingStartEvent")
    ScalarEvent = _stand_in("ScalarEvent")
    SequenceEndEvent = _stand_in("SequenceEndEvent")
    SequenceStartEvent = _stand_in("SequenceStartEvent")
    StreamEndEvent = _stand_in("StreamEndEvent")
    Parser = _stand_in("Parser")
    Reader = _stand_in("Reader")
    Scanner = _stand_in("Scanner")
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
    "CParser",
    "DocumentEndEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "MarkedYAMLError",
    "Parser",
    "Reader",
    "ScalarEvent",
    "Scanner",
    "ScannerError",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "StreamEndEvent",
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
