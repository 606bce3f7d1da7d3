# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Search the charts of repositories (``helm search repo``), with results in Helm's order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable

from ..data.semver import Constraint, Version, parse
from ..errors import CoxswainError, RepositoryError
from ..sprig.golib.unicode import to_lower
from .search_catalog import Catalog, CatalogEntry

#: Separates the fields of a searched line: name, name with repository, description and keywords. A match's score is
#: the number of its first field; the lowest score comes first.
_SEPARATOR = "\v"


@dataclass(frozen=True)
class Query:
    """A search.

    :param keyword: a text in a chart's name, description or keywords; if empty, all charts match.
    :param regexp: whether ``keyword`` is a case-sensitive regular expression in Go's syntax.
    :param version: a version constraint; the result is the newest version that satisfies it.
    :param devel: include prereleases if there is no ``version``.
    :param versions: return all versions that satisfy the constraint.
    """

    keyword: str = ""
    regexp: bool = False
    version: str = ""
    devel: bool = False
    versions: bool = False


@dataclass(frozen=True)
class SearchResult:
    """A version of a chart that matches.

    :param name: ``REPOSITORY/CHART``.
    """

    name: str
    repository: str
    chart: str
    entry: CatalogEntry


def search(catalogs: Iterable[tuple[str, Catalog]], query: Query) -> list[SearchResult]:
    """Return the matching versions: best match first, then by name, newest version first.

    :param catalogs: names of repositories and their catalogs.
    :raises RepositoryError: the regular expression or the version constraint is invalid.
    """
    score = _scorer(query)
    constraint = _constraint(query)
    matches = sorted(
        (match for name, catalog in catalogs for match in _matches(name, catalog, score)), key=lambda match: match[:2]
    )
    found = []
    seen: set[str] = set()
    for _score, name, repository, chart, catalog, row in matches:
        if name in seen and not query.versions:
            continue
        version = _parsed(row[0])
        if version is not None and constraint.check(version):
            found.append(SearchResult(name, repository, chart, catalog.entry(row)))
            seen.add(name)
    return found


#: Score, name, repository, chart, catalog and row.
_Match = tuple[int, str, str, str, Catalog, list[Any]]


def _matches(repository: str, catalog: Catalog, score: Callable[[str], int]) -> Iterator[_Match]:
    for chart, rows in catalog.charts.items():
        name = f"{repository}/{chart}"
        scores: dict[tuple[int, int], int] = {}
        for row in rows:
            key = row[2], row[3]
            value = scores.get(key)
            if value is None:
                line = _SEPARATOR.join((chart, name, catalog.texts[row[2]], catalog.texts[row[3]]))
                value = scores[key] = score(line)
            if value >= 0:
                yield value, name, repository, chart, catalog, row


def _scorer(query: Query) -> Callable[[str], int]:
    """Return a function that scores a line: the number of the field where the match begins, or -1."""
    if query.regexp:
        return _regexp_scorer(query.keyword)
    term = to_lower(query.keyword)

    def score(line: str) -> int:
        lowered = to_lower(line)
        place = lowered.find(term)
        return place if place < 0 else lowered.count(_SEPARATOR, 0, place)

    return score


def _regexp_scorer(text: str) -> Callable[[str], int]:
    from ..sprig.golib.regexp.pattern import compile_pattern

    try:
        pattern = compile_pattern(text)
    except CoxswainError as error:
        raise RepositoryError(
            f"{text!r} is not a valid regular expression: {error.what}", "keyword", "Correct it, or disable regexp."
        ) from error

    def score(line: str) -> int:
        place = pattern.start(line)
        return place if place < 0 else line.count(_SEPARATOR, 0, place)

    return score


def _constraint(query: Query) -> Constraint:
    text = query.version or (">0.0.0-0" if query.devel else ">0.0.0")
    try:
        return Constraint(text)
    except CoxswainError as error:
        raise RepositoryError(
            f"{query.version!r} is neither a version nor a version constraint: {error.what}",
            "version",
            "Use a version such as 1.2.3, or a constraint such as ^1.2 or '>=1.0 <2.0'.",
        ) from error


@lru_cache(maxsize=4096)
def _parsed(version: str) -> Version | None:
    try:
        return parse(version)
    except CoxswainError:
        return None
