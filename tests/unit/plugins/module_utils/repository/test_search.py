# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching repositories: results and order are those of ``helm search repo`` 4.3.1."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index import Index
from ansible_collections.coxswain.helm.plugins.module_utils.repository.search import Query, search
from ansible_collections.coxswain.helm.plugins.module_utils.repository.search_catalog import build_catalog

ONE = """
apiVersion: v1
entries:
  nginx:
  - {name: nginx, version: 2.0.0-rc.1, description: A web server, keywords: [http, proxy]}
  - {name: nginx, version: 1.1.0, description: A web server, keywords: [http]}
  - {name: nginx, version: 1.10.0, description: A fast web server, keywords: [http]}
  cache:
  - {name: cache, version: 0.3.0, description: Runs behind NGINX, keywords: [memory]}
  zoo:
  - {name: zoo, version: 1.0.0, description: Animals, keywords: [big, nginx-like]}
  early:
  - {name: early, version: 0.0.0, description: Not yet}
  - {name: early, version: 0.1.0-alpha, description: Not yet}
"""
TWO = """
apiVersion: v1
entries:
  nginx:
  - {name: nginx, version: 1.5.0, description: Another one}
"""


@pytest.fixture
def catalogs():
    return [(name, build_catalog(Index.parse(text.encode(), name))) for name, text in (("two", TWO), ("one", ONE))]


CASES = {
    "everything, by name": (Query(), ["one/cache 0.3.0", "one/nginx 1.10.0", "one/zoo 1.0.0", "two/nginx 1.5.0"]),
    "a name comes before a description before a keyword": (
        Query("nginx"),
        ["one/nginx 1.10.0", "two/nginx 1.5.0", "one/cache 0.3.0", "one/zoo 1.0.0"],
    ),
    "without regard to case": (
        Query("NgInX"),
        ["one/nginx 1.10.0", "two/nginx 1.5.0", "one/cache 0.3.0", "one/zoo 1.0.0"],
    ),
    "a repository": (Query("two/"), ["two/nginx 1.5.0"]),
    "words of a description": (Query("web server"), ["one/nginx 1.10.0"]),
    "words across keywords": (Query("big nginx"), ["one/zoo 1.0.0"]),
    "nothing": (Query("no such thing"), []),
    "prereleases": (
        Query("", devel=True),
        ["one/cache 0.3.0", "one/early 0.1.0-alpha", "one/nginx 2.0.0-rc.1", "one/zoo 1.0.0", "two/nginx 1.5.0"],
    ),
    "a constraint": (Query("nginx", version="<1.5"), ["one/nginx 1.1.0", "one/cache 0.3.0", "one/zoo 1.0.0"]),
    "a constraint wins over prereleases": (Query("one/nginx", version=">=1", devel=True), ["one/nginx 1.10.0"]),
    "every version": (Query("one/nginx", versions=True), ["one/nginx 1.10.0", "one/nginx 1.1.0"]),
    "every version, prereleases too": (
        Query("one/nginx", versions=True, devel=True),
        ["one/nginx 2.0.0-rc.1", "one/nginx 1.10.0", "one/nginx 1.1.0"],
    ),
    "the version whose text fits best comes first": (Query("fast", versions=True), ["one/nginx 1.10.0"]),
    "the newest version that fits at all": (Query("proxy", devel=True), ["one/nginx 2.0.0-rc.1"]),
    "a version that does not fit is passed over": (Query("proxy"), []),
    "a regular expression": (Query("^n.*x", regexp=True), ["one/nginx 1.10.0", "two/nginx 1.5.0"]),
    "its case counts": (Query("NGINX", regexp=True), ["one/cache 0.3.0"]),
}


@pytest.mark.parametrize(("query", "wanted"), CASES.values(), ids=CASES.keys())
def test_found(catalogs, query, wanted):
    assert [f"{found.name} {found.entry.version}" for found in search(catalogs, query)] == wanted


def test_catalog_entries(catalogs):
    found = search(catalogs, Query("zoo"))[0]
    assert (found.repository, found.chart, found.entry.description) == ("one", "zoo", "Animals")
    assert found.entry.keywords == "big nginx-like"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query("(", regexp=True), "'\\(' is not a valid regular expression"),
        (Query("a" * 2, regexp=True, version="x y z"), "'x y z' is neither a version"),
    ],
    ids=["regular expression", "constraint"],
)
def test_errors(catalogs, query, message):
    with pytest.raises(RepositoryError, match=message):
        search(catalogs, query)
