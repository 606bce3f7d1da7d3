# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The garbage collector comes back, whatever happens meanwhile."""

from __future__ import annotations

import gc

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.collector import without_collector


def test_it_is_away_to_the_end_of_the_outermost_block():
    with without_collector():
        with without_collector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error():
    with pytest.raises(KeyError), without_collector():
        raise KeyError
    assert gc.isenabled()


def test_who_keeps_it_away_goes_on_doing_so():
    gc.disable()
    try:
        with without_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
