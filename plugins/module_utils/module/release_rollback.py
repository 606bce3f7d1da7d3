# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``release_rollback``."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import ReleaseError
from . import backends, release_runner
from .options import release_options, tiller_options

SPEC: dict[str, dict[str, Any]] = {
    **release_options.SPEC,
    **tiller_options.BACKEND_SPEC,
    "revision": {"type": "int"},
    "rewrite_apis": {"type": "bool", "default": False},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Roll the release back."""
    from ..release.operations.rollback import rollback
    from ..release.request import ReleaseRequest

    revision = module.params["revision"]
    if revision is not None and revision < 1:
        raise ReleaseError("is less than 1", "revision", "Leave it out to roll back to the last good revision.")
    backends.check_options(module.params)
    request = ReleaseRequest(
        **release_options.request_fields(module.params), rewrite_apis=module.params["rewrite_apis"]
    )
    return release_runner.carry_out(module, lambda backend: rollback(backend, request, revision))
