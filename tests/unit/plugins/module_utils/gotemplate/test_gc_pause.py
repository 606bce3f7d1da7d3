# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The garbage collector comes back, whatever happens meanwhile."""

from __future__ import annotations

import gc

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.gc_pause import paused_gc


def test_it_is_away_to_the_end_of_the_outermost_block():
    with paused_gc():
        with paused_gc():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error():
    with pytest.raises(KeyError), paused_gc():
        raise KeyError
    assert gc.isenabled()


def test_who_keeps_it_away_goes_on_doing_so():
    gc.disable()
    try:
        with paused_gc():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
