# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is a rendering the one that is stored, apart from what chance and the clock had a part in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Hook, Release
    from .rendering import Rendered


def same_rendering(stored: Release, rendered: Rendered) -> bool:
    """Is what was rendered what a revision holds: its objects, its hooks and its notes?"""
    one = [stored.manifest, stored.notes, *(hook.manifest for hook in _ordered(stored.hooks))]
    other = [rendered.manifest, rendered.notes, *(hook.manifest for hook in _ordered(rendered.hooks))]
    return one == other and _ordered(stored.hooks) == _ordered(rendered.hooks)


def _ordered(hooks: tuple[Hook, ...]) -> list[Hook]:
    return sorted(hooks, key=lambda hook: (hook.path, hook.kind, hook.name, hook.events))
