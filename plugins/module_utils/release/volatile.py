# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a rendering the one that is stored, apart from what chance and the clock had a part in?

Two renderings of one input show where they had a part: in the values that differ between them. Of such a value only
what is around the differing part has to be as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .declared import documents_of
from .model import BEFORE_CREATION
from .spans import common

if TYPE_CHECKING:
    from .model import Hook, Release
    from .rendering import Rendered


def same_rendering(stored: Release, rendered: Rendered, again: Callable[[], Rendered]) -> bool:
    """Is what was rendered what a revision holds: its objects, its hooks and its notes?

    :param again: renders once more, with other chance and another clock.
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
    # Helm 3 leaves other white space between the documents than Helm 4.
    kept, made = [_documents(text) for text in one], [_documents(text) for text in two]
    if kept == made:
        return True
    if not rendered.volatile:
        return False
    second = again()
    hooks = _ordered(second.hooks)
    if [_shape(hook) for hook in hooks] != [_shape(hook) for hook in other]:
        return False
    return alike(kept, made, [_documents(text) for text in (second.manifest, *(hook.manifest for hook in hooks))])


def alike(stored: Any, one: Any, two: Any) -> bool:
    """Is a stored value like ``one``, wherever ``one`` and ``two`` agree?"""
    if one == two:
        return bool(stored == one)
    if isinstance(one, dict) and isinstance(two, dict):
        return (
            isinstance(stored, dict)
            and one.keys() == two.keys() == stored.keys()
            and all(alike(stored[key], one[key], two[key]) for key in one)
        )
    if isinstance(one, list) and isinstance(two, list):
        return (
            isinstance(stored, list)
            and len(one) == len(two) == len(stored)
            and all(alike(*entries) for entries in zip(stored, one, two))
        )
    if isinstance(one, str) and isinstance(two, str):
        # YAML may have taken a password without quotes for a number.
        return isinstance(stored, (str, int, float)) and _fits(str(stored), one, two)
    # Numbers from chance or the clock: any of them will do.
    return (
        isinstance(stored, (str, int, float))
        and isinstance(one, (str, int, float))
        and isinstance(two, (str, int, float))
    )


def pairs_of(one: str, two: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The objects of two renderings of one input that differ between them."""
    first, second = _documents(one), _documents(two)
    if len(first) != len(second):
        return []
    return [
        (mine, other) for mine, other in zip(first, second) if mine != other and mine.get("kind") == other.get("kind")
    ]


def _documents(text: str) -> list[dict[str, Any]]:
    return documents_of(text, "the manifest")


def _fits(stored: str, one: str, two: str) -> bool:
    """Does a text begin and end like two others, as far as these agree?"""
    start, end = common(one, two)
    tail = one[len(one) - end :]
    return len(stored) >= start + end and stored.startswith(one[:start]) and stored.endswith(tail)


def _ordered(hooks: tuple[Hook, ...]) -> list[Hook]:
    return sorted(hooks, key=lambda hook: (hook.path, hook.kind, hook.weight, hook.events))


def _shape(hook: Hook) -> tuple[Any, ...]:
    """What a hook is, without its manifest and its name, which may hold chance."""
    # Once a hook has run, Helm's record holds the default policy as if it were its own.
    policies = hook.delete_policies or (BEFORE_CREATION,)
    return (hook.path, hook.kind, hook.events, hook.weight, policies, hook.output_log_policies)
