# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare a rendering with a stored revision, apart from random values and times.

Two renderings of the same inputs show which values are random: those that differ. In such a value only the text around
the differing part has to match the stored one.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..planning.manifest_objects import documents_of
from ..records.model import BEFORE_CREATION

if TYPE_CHECKING:
    from ..records.model import Hook, Release
    from .rendered import Rendered

#: what a diff shows in the place of random values and times
RANDOM = "<random>"

#: characters of passwords, digests, base64 and dates; a differing part is extended by all of them around it
_TOKEN = re.compile(r"[A-Za-z0-9+/=_$.,:;#%&@!?*^~-]")


def other_clock() -> int:
    """Return a time, in nanoseconds, at which no field of a date equals that of the current time."""
    return time.time_ns() + 400_000_000_000_000 * 97 + 12_345_678_901


def same_rendering(stored: Release, rendered: Rendered, again: Callable[[], Rendered]) -> bool:
    """Return whether a rendering equals a stored revision: its objects, hooks and notes.

    :param again: renders again, with other random values and another clock.
    """
    mine, other = _ordered(stored.hooks), _ordered(rendered.hooks)
    if [_shape(hook) for hook in mine] != [_shape(hook) for hook in other]:
        return False
    if stored.notes.strip() != rendered.notes.strip() and not rendered.volatile:
        return False
    one = [stored.manifest, *(hook.manifest for hook in mine)]
    two = [rendered.manifest, *(hook.manifest for hook in other)]
    if one == two:
        return True
    # Helm 3 and Helm 4 put different white space between documents.
    kept, made = [_documents(text) for text in one], [_documents(text) for text in two]
    if kept == made:
        return True
    if not rendered.volatile:
        return False
    second = again()
    hooks = _ordered(second.hooks)
    if [_shape(hook) for hook in hooks] != [_shape(hook) for hook in other]:
        return False
    return matches_deterministic_parts(
        kept, made, [_documents(text) for text in (second.manifest, *(hook.manifest for hook in hooks))]
    )


def matches_deterministic_parts(stored: Any, one: Any, two: Any) -> bool:
    """Return whether a stored value equals ``one`` wherever ``one`` and ``two`` agree."""
    if one == two:
        return bool(stored == one)
    if isinstance(one, dict) and isinstance(two, dict):
        return (
            isinstance(stored, dict)
            and one.keys() == two.keys() == stored.keys()
            and all(matches_deterministic_parts(stored[key], one[key], two[key]) for key in one)
        )
    if isinstance(one, list) and isinstance(two, list):
        return (
            isinstance(stored, list)
            and len(one) == len(two) == len(stored)
            and all(matches_deterministic_parts(*entries) for entries in zip(stored, one, two))
        )
    if isinstance(one, str) and isinstance(two, str):
        # YAML may have read an unquoted password as a number.
        return isinstance(stored, (str, int, float)) and _fits(str(stored), one, two)
    # Random numbers and times: any number matches.
    return (
        isinstance(stored, (str, int, float))
        and isinstance(one, (str, int, float))
        and isinstance(two, (str, int, float))
    )


def differing_objects(one: str, two: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the objects that differ between two renderings of the same inputs."""
    first, second = _documents(one), _documents(two)
    if len(first) != len(second):
        return []
    return [
        (mine, other) for mine, other in zip(first, second) if mine != other and mine.get("kind") == other.get("kind")
    ]


def _documents(text: str) -> list[dict[str, Any]]:
    return documents_of(text, "the manifest")


def _fits(stored: str, one: str, two: str) -> bool:
    """Return whether a text begins and ends like two others, as far as these agree."""
    start, end = common_affixes(one, two)
    tail = one[len(one) - end :]
    return len(stored) >= start + end and stored.startswith(one[:start]) and stored.endswith(tail)


def _ordered(hooks: tuple[Hook, ...]) -> list[Hook]:
    return sorted(hooks, key=lambda hook: (hook.path, hook.kind, hook.weight, hook.events))


def _shape(hook: Hook) -> tuple[Any, ...]:
    """Return what identifies a hook, without its manifest and name, which may contain random values."""
    # Once a hook has run, Helm records the default policy as its own.
    policies = hook.delete_policies or (BEFORE_CREATION,)
    return (hook.path, hook.kind, hook.events, hook.weight, policies, hook.output_log_policies)


def mask_random_parts(shown: Any, one: Any, two: Any) -> Any:
    """Return a copy of a value with :data:`RANDOM` in the place of what differs between ``one`` and ``two``.

    :param shown: a value like them: the live one, of this revision or of the one before.
    """
    if one == two:
        return shown
    if isinstance(shown, dict) and isinstance(one, dict) and isinstance(two, dict):
        return {
            key: mask_random_parts(value, one[key], two[key]) if key in one and key in two else value
            for key, value in shown.items()
        }
    if isinstance(shown, list) and isinstance(one, list) and isinstance(two, list):
        if len(shown) == len(one) == len(two):
            return [mask_random_parts(*entries) for entries in zip(shown, one, two)]
        return shown
    if isinstance(shown, str) and isinstance(one, str) and isinstance(two, str):
        start, end = common_affixes(one, two)
        tail = one[len(one) - end :]
        if len(shown) >= start + end and shown.startswith(one[:start]) and shown.endswith(tail):
            return one[:start] + RANDOM + tail
        return shown
    same_kind = isinstance(shown, (str, int, float)) and not isinstance(shown, bool)
    return RANDOM if same_kind and isinstance(one, (str, int, float)) and isinstance(two, (str, int, float)) else shown


def common_affixes(one: str, two: str) -> tuple[int, int]:
    """Return how many characters two texts share at their beginning and end, cut back to whole tokens."""
    start = 0
    limit = min(len(one), len(two))
    while start < limit and one[start] == two[start]:
        start += 1
    while start > 0 and _TOKEN.match(one[start - 1]):
        start -= 1
    end = 0
    while end < limit - start and one[-1 - end] == two[-1 - end]:
        end += 1
    while end > 0 and _TOKEN.match(one[len(one) - end]):
        end -= 1
    return start, end
