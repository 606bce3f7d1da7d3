# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy settings of the environment, read as Go does: ``HTTP_PROXY``, ``HTTPS_PROXY`` and ``NO_PROXY``."""

from __future__ import annotations

import os


def environment_proxy(scheme: str, host: str) -> str | None:
    """Return the proxy for a host from ``HTTPS_PROXY`` or ``HTTP_PROXY``, ``None`` if there is none."""
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    proxy = next((os.environ[name] for name in names if os.environ.get(name)), None)
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    # As in Go's http.ProxyFromEnvironment, the local host is exempt.
    if not proxy or host in ("localhost", "127.0.0.1", "::1") or matches_no_proxy(host, exempt):
        return None
    return proxy if "://" in proxy else "http://" + proxy


def matches_no_proxy(host: str, exempt: str) -> bool:
    """Return whether a comma-separated ``NO_PROXY`` list of names, domains and CIDR blocks contains the host."""
    for entry in (part.strip().lower() for part in exempt.split(",")):
        if not entry:
            continue
        if entry == "*" or host == entry or host.endswith("." + entry.lstrip("*").lstrip(".")):
            return True
        if "/" in entry:
            import ipaddress

            try:
                if ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False):
                    return True
            except ValueError:
                continue
    return False
