# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses: resolution, origins, and redaction for messages."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import urls

# The first ten results are those of ResolveReferenceURL in helm 4.3.1.
RESOLVED = {
    "a name": ("https://h/charts", "a-1.tgz", "https://h/charts/a-1.tgz"),
    "a final slash makes no difference": ("https://h/charts/", "a-1.tgz", "https://h/charts/a-1.tgz"),
    "a folder": ("https://h/charts", "sub/a-1.tgz", "https://h/charts/sub/a-1.tgz"),
    "from the root": ("https://h/charts", "/a-1.tgz", "https://h/a-1.tgz"),
    "up": ("https://h/one/two", "../a-1.tgz", "https://h/one/a-1.tgz"),
    "another host": ("https://h/charts", "https://o/a-1.tgz", "https://o/a-1.tgz"),
    "no scheme": ("https://h/charts", "//o/a-1.tgz", "https://o/a-1.tgz"),
    "the repository's query goes along": ("https://h/charts?key=1", "a-1.tgz", "https://h/charts/a-1.tgz?key=1"),
    "the query of an absolute address stays": ("https://h/c?key=1", "https://o/a.tgz?x=2", "https://o/a.tgz?x=2"),
    "oci": ("https://h/charts", "oci://o/a:1", "oci://o/a:1"),
    "a user in the address": ("https://u:p@h/charts", "index.yaml", "https://u:p@h/charts/index.yaml"),
}


@pytest.mark.parametrize(("base", "reference", "expected"), RESOLVED.values(), ids=RESOLVED)
def test_resolve(base, reference, expected):
    assert urls.resolve(base, reference) == expected


ORIGINS = {
    "default port of https": ("https://h/x", "https://h:443/y", True),
    "default port of http": ("http://h", "http://h:80/y", True),
    "case of the host": ("https://H/x", "https://h/y", True),
    "another port": ("https://h:8443/x", "https://h/y", False),
    "another scheme": ("http://h:443/x", "https://h/y", False),
    "another host": ("https://h/x", "https://h.example/x", False),
    "a user is not part of it": ("https://u:p@h/x", "https://h/x", True),
}


@pytest.mark.parametrize(("one", "other", "same"), ORIGINS.values(), ids=ORIGINS)
def test_origin(one, other, same):
    assert (urls.origin(one) == urls.origin(other)) is same


REFUSED = {
    "file": "file:///etc/passwd",
    "s3": "s3://bucket/charts",
    "no scheme": "charts.example.com/stable",
    "no host": "https:///charts",
    "a port that is none": "https://h:99999/charts",
    "a space": "https://h/a b",
    "a line break": "https://h/a\r\nX-Header: 1",
    "empty": "",
    "a broken address": "https://[::1/charts",
}


@pytest.mark.parametrize("url", REFUSED.values(), ids=REFUSED)
def test_refused(url):
    with pytest.raises(RepositoryError):
        urls.split(url)


def test_redacted():
    assert urls.redacted("https://u:secret@h:8443/charts?token=secret") == "https://h:8443/charts?…"
    assert urls.redacted("stable/mysql") == "stable/mysql"
