# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the whole results of the same tasks in two runs, apart from moments, durations and identifiers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from .paths import TESTS

#: What differs between two runs of the same tasks anyway.
_VARYING = (
    (re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[+-]\d\d:?\d\d| ?Z)?( UTC)?"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "<uid>"),
    (re.compile(r"\b\d+ ms\b"), "<duration>"),
    (re.compile(r"\b10\.96\.\d+\.\d+\b"), "<service address>"),
    (re.compile(r"(?<=-)[0-9a-f]{8,10}-[a-z0-9]{5}\b"), "<pod>"),
    (re.compile(r"/tmp/[\w-]+-\w{8}\b"), "<temporary>"),
)
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
#: A line of a wait, an event or a condition: which are seen, and in which order, differs.
_STATE = re.compile(r"^([A-Z]\w+ \S+: |  (event|condition) )")
#: Keys whose values the API server, the clock or Ansible choose.
_CHOSEN = frozenset(
    {
        "uid",
        "resourceVersion",
        "clusterIP",
        "clusterIPs",
        "nodePort",
        "cached",
        "cache_age",
        "exception",
        "events",
        "conditions",
        "size",
    }
)

#: Number of differences that are described.
_SHOWN = 20


def recorded_in(file: Path) -> dict[str, str]:
    """Return the environment variables with which Ansible records the results of the collection's modules in a file."""
    return {
        "ANSIBLE_CALLBACK_PLUGINS": str(TESTS / "integration" / "plugins" / "callback"),
        "ANSIBLE_CALLBACKS_ENABLED": "recorded_results",
        "COXSWAIN_RECORDED_RESULTS": str(file),
    }


def differences(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> list[str]:
    """Return lines that describe what differs, empty if the results are alike."""
    tasks = [[entry["task"] for entry in results] for results in (first, second)]
    if tasks[0] != tasks[1]:
        return [f"not the same tasks: {tasks[0]} and {tasks[1]}"]
    found: list[str] = []
    steady = [_Steady(), _Steady()]
    for entries in zip(first, second, strict=True):
        one, other = (run.value(entry["result"]) for run, entry in zip(steady, entries, strict=True))
        _compare(one, other, entries[0]["task"], found)
    return found[:_SHOWN]


class _Steady:
    """Replaces what varies in the results of one run; a digest gets the number of its first occurrence."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}

    def value(self, value: Any, key: str = "") -> Any:
        if key in _CHOSEN:
            return type(value).__name__
        if isinstance(value, dict):
            return {self.value(name): self.value(entry, name) for name, entry in value.items()}
        if isinstance(value, list):
            lines = key in ("stdout_lines", "stderr_lines")
            return [self.value(entry) for entry in value if not (lines and _STATE.match(str(entry)))]
        if not isinstance(value, str):
            return value
        if key in ("stdout", "stderr", "msg", "what"):
            value = "".join(line for line in value.splitlines(keepends=True) if not _STATE.match(line))
        for pattern, name in _VARYING:
            value = pattern.sub(name, value)
        return _DIGEST.sub(lambda match: self._digests.setdefault(match[0], f"<digest {len(self._digests)}>"), value)


def _compare(one: Any, other: Any, where: str, found: list[str]) -> None:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            if key not in one or key not in other:
                found.append(f"{where}.{key}: only in the {'second' if key not in one else 'first'} run")
            else:
                _compare(one[key], other[key], f"{where}.{key}", found)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            _compare(left, right, f"{where}[{index}]", found)
    elif type(one) is not type(other) or one != other:
        found.append(f"{where}:\n  {one!r}\n  {other!r}")
