# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Owner, mode and size of the file that a result names, which AnsibleModule adds to every result with ``path``."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from typing import Any


def path_information(result: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that describe ``path`` of a result, nothing if it has none or the file does not exist."""
    path = result.get("path", result.get("dest"))
    if not isinstance(path, str) or not os.path.exists(path):
        return {}
    status = os.lstat(path)
    return {
        "uid": status.st_uid,
        "gid": status.st_gid,
        "owner": _name(lambda: pwd.getpwuid(status.st_uid).pw_name, status.st_uid),
        "group": _name(lambda: grp.getgrgid(status.st_gid).gr_name, status.st_gid),
        "mode": f"0{stat.S_IMODE(status.st_mode):03o}",
        "state": _kind(path, status),
        "size": status.st_size,
    }


def _name(find: Any, number: int) -> str:
    try:
        return str(find())
    except KeyError:
        return str(number)


def _kind(path: str, status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return "link"
    if os.path.isdir(path):
        return "directory"
    return "hard" if status.st_nlink > 1 else "file"
