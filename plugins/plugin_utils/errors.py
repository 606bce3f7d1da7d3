# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Converts errors of the core to Ansible's errors on the controller."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ansible.errors import AnsibleError

from ..module_utils.errors import CoxswainError


@contextlib.contextmanager
def errors_as(kind: type[AnsibleError], what: str) -> Iterator[None]:
    """Raise errors of the core as ``kind``.

    :param what: the name of the plugin, for the message.
    """
    try:
        yield
    except CoxswainError as error:
        raise kind(f"{what}: {error}") from error
