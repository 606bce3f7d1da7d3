# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the module ``release_rollback`` does."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..errors import ReleaseError
from . import tiller_backend
from .options import connection, release_options, tiller_options

SPEC: dict[str, dict[str, Any]] = {
    **release_options.SPEC,
    **tiller_options.BACKEND_SPEC,
    "revision": {"type": "int"},
    "rewrite_apis": {"type": "bool", "default": False},
}


def run(module: AnsibleModule) -> dict[str, Any]:
    """Have the release as the revision was, and tell what was done."""
    from ..release.operations.rollback import rollback
    from ..release.request import ReleaseRequest

    revision = module.params["revision"]
    if revision is not None and revision < 1:
        raise ReleaseError("is less than 1", "revision", "Leave it out to go back to the last one that was in order.")
    request = ReleaseRequest(
        **release_options.request_fields(module.params), rewrite_apis=module.params["rewrite_apis"]
    )
    if tiller_options.chosen(module.params):
        return tiller_backend.rollback(module, request, revision or 0)
    api = connection.connect_from(module)
    return release_options.carry_out(
        module, lambda report: rollback(api, request, revision or 0, module.check_mode, report)
    )
