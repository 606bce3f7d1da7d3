# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the core as Ansible's own on the controller."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from ansible.errors import AnsibleError
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError


@contextlib.contextmanager
def errors_as(kind: type[AnsibleError], what: str) -> Iterator[None]:
    """Raise an error of the core as ``kind``.

    :param what: the plugin's name, for the message.
    """
    try:
        yield
    except CoxswainError as error:
        raise kind(f"{what}: {error}") from error
