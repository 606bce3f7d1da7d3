# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Implementation of the module ``chart_package``."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

from ..errors import ChartError, CoxswainError
from .definition import ModuleDefinition
from .file_diff import difference
from .options import chart_reference, dependencies
from .task import Task

if TYPE_CHECKING:
    from ..chart.chart import Chart

SPEC: dict[str, dict[str, Any]] = {
    **dependencies.SPEC,
    "chart_ref": chart_reference.LOCAL,
    "destination": {"type": "path", "required": True, "aliases": ["dest"]},
    "chart_version": {"type": "str", "aliases": ["version"]},
    "app_version": {"type": "str"},
    "dependency_update": {"type": "bool", "default": False, "aliases": ["dep_up"]},
    "sign": {"type": "bool", "default": False},
    "key": {"type": "str", "no_log": False},
    "keyring": {"type": "path", "no_log": False},
    "passphrase": {"type": "str", "no_log": True},
    "passphrase_file": {"type": "path", "no_log": False},
}

REQUIRED_IF = [("sign", True, ["key"])]
MUTUALLY_EXCLUSIVE = [("passphrase", "passphrase_file")]

_PASSPHRASE_LIMIT = 4096


def run(task: Task) -> dict[str, Any]:
    """Package the chart unless the archive exists with the same contents."""
    from ..chart import package
    from ..repository import atomic_files, content_cache

    params = task.params
    chart = _chart(params, task)
    chart = package.with_versions(chart, params["chart_version"] or "", params["app_version"] or "")
    package.check(chart)
    path = os.path.join(os.path.abspath(params["destination"]), package.file_name(chart))
    before = atomic_files.read_file(path, content_cache.ARCHIVE_LIMIT)
    content = package.pack(chart)
    if before is not None and _same_contents(before, content):
        # Other versions of zlib compress to different bytes.
        content = before
    changed = before != content
    signature, signed = _signature(params, chart, path, content)
    if not task.check_mode:
        if changed:
            atomic_files.write_file(path, content)
        if signed and signature is not None:
            atomic_files.write_file(f"{path}.prov", signature)
    result: dict[str, Any] = {
        "changed": changed or signed,
        "path": path,
        "name": chart.name,
        "version": chart.version,
        "app_version": chart.app_version,
        "digest": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "size": len(content),
    }
    if params["sign"]:
        result["provenance"] = f"{path}.prov"
    if task.diff:
        result["diff"] = difference(path, _listing(before), _listing(content))
    return result


def _chart(params: dict[str, Any], task: Task) -> Chart:
    from ..chart import loader
    from ..repository import dependency_update_build

    folder = params["chart_ref"]
    if not os.path.isdir(folder):
        raise ChartError("is not a directory", folder, "Set chart_ref to the directory of a chart on the target host.")
    if not params["dependency_update"]:
        return loader.load(folder)
    plan = dependency_update_build.update(folder, dependencies.sources_from(params, task.warn))
    if not task.check_mode:
        plan.apply()
        return loader.load(folder)
    return plan.chart()


def _same_contents(one: bytes, other: bytes) -> bool:
    """Return whether two archives contain the same files in the same order."""
    from ..chart import archive

    try:
        return one == other or archive.read(one) == archive.read(other)
    except CoxswainError:
        return False


def _signature(params: dict[str, Any], chart: Chart, path: str, content: bytes) -> tuple[bytes | None, bool]:
    """Return the provenance file, and whether it must be written. One with a valid signature is kept."""
    from ..chart import package, provenance
    from ..repository import atomic_files

    if not params["sign"]:
        return None, False
    keyring = params["keyring"] or os.path.expanduser(provenance.DEFAULT_SECRET_KEYRING)
    name = os.path.basename(path)
    existing = atomic_files.read_file(f"{path}.prov", provenance.LIMIT)
    if existing is not None:
        try:
            found = provenance.verify(content, existing, name, keyring)
            if any(params["key"] in user for user in found.signed_by):
                return existing, False
        except ChartError:
            # It belongs to another archive, or was signed with another key.
            pass
    record = package.provenance_record(chart)
    made = provenance.sign(content, name, record, params["key"] or "", keyring, _passphrase(params))
    return made, True


def _passphrase(params: dict[str, Any]) -> str:
    from ..repository import atomic_files

    if params["passphrase"] is not None:
        return str(params["passphrase"])
    path = params["passphrase_file"]
    if not path:
        return ""
    content = atomic_files.read_file(path, _PASSPHRASE_LIMIT)
    if content is None:
        raise ChartError("does not exist", f"passphrase_file {path}", "Create the file, or set passphrase.")
    return content.decode("utf-8", "surrogateescape").split("\n", 1)[0].rstrip("\r")


def _listing(content: bytes | None) -> bytes | None:
    """Return the files of an archive and their digests for a diff."""
    from ..chart import archive

    if content is None:
        return None
    try:
        lines = [f"{file.name} {hashlib.sha256(file.data).hexdigest()[:16]}\n" for file in archive.read(content)]
    except CoxswainError as error:
        return f"({error.what})\n".encode()
    return "".join(lines).encode("utf-8", "surrogateescape")


MODULE = ModuleDefinition(
    argument_spec=SPEC,
    run=run,
    required_if=REQUIRED_IF,
    mutually_exclusive=MUTUALLY_EXCLUSIVE,
)
