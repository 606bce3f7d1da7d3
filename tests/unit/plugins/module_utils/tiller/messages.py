# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages of Tiller for tests."""

from __future__ import annotations

from ansible_collections.coxswain.helm.plugins.module_utils.tiller.protocol.messages import new


def timestamp(seconds, nanos=0):
    """Return a Timestamp message."""
    return new("Timestamp", seconds=seconds, nanos=nanos)


def revision(name="shop", version=3, code=1, **fields):
    """Return a Release message."""
    info = new(
        "Info",
        status=new("Status", code=code, notes="Ahoy", resources="==> v1/Pod"),
        first_deployed=timestamp(1_600_000_000),
        last_deployed=timestamp(1_600_000_100, 120_000_000),
        Description="Upgrade complete",
    )
    metadata = new("Metadata", name="web", version="1.0.0", engine="gotpl", tillerVersion=">2", appVersion="7")
    chart = new(
        "Chart",
        metadata=metadata,
        templates=[new("Template", name="templates/a.yaml", data=b"a: 1")],
        values=new("Config", raw="replicas: 2\nratio: 0.5\n"),
        files=[new("File", type_url="README.md", value=b"\xff")],
        dependencies=[new("Chart", metadata=new("Metadata", name="sub"))],
    )
    return new(
        "Release",
        **{
            "name": name,
            "namespace": "web",
            "version": version,
            "info": info,
            "chart": chart,
            "config": new("Config", raw="color: blue\n"),
            "manifest": "\n---\n# Source: web/templates/a.yaml\na: 1",
            **fields,
        },
    )
