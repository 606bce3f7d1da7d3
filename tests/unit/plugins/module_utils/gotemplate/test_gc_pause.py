# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The garbage collector is always enabled again."""

from __future__ import annotations

import gc

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.gc_pause import paused_gc


def test_it_is_disabled_until_the_outermost_block_ends():
    with paused_gc():
        with paused_gc():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_enabled_after_an_error():
    with pytest.raises(KeyError), paused_gc():
        raise KeyError
    assert gc.isenabled()


def test_it_stays_disabled_if_it_was_before():
    gc.disable()
    try:
        with paused_gc():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
