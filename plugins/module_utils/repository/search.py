# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching the catalogs of repositories, in the order in which ``helm search repo`` shows what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Callable

from ..data.semver import Constraint, Version, parse
from ..errors import CoxswainError, RepositoryError
from ..sprig.octets import to_lower
from .search_catalog import Catalog, CatalogEntry

#: A line that is searched: name, name with repository, description and keywords. The number of the field that a match
#: begins in is its score, and the lowest comes first.
_SEPARATOR = "\v"


@dataclass(frozen=True)
class Query:
    """What to search for.

    :param keyword: a text that a chart's name, description or keywords hold; an empty one is held by all.
    :param regexp: ``keyword`` is a regular expression, in Go's grammar and with regard to case.
    :param version: a constraint; the newest version that satisfies it is found.
    :param devel: prereleases too, when there is no ``version``.
    :param versions: every version that satisfies the constraint, not the newest alone.
    """

    keyword: str = ""
    regexp: bool = False
    version: str = ""
    devel: bool = False
    versions: bool = False


@dataclass(frozen=True)
class Found:
    """A version of a chart that was found.

    :param name: with its repository, ``REPOSITORY/CHART``.
    """

    name: str
    repository: str
    chart: str
    entry: CatalogEntry


def search(catalogs: Iterable[tuple[str, Catalog]], query: Query) -> list[Found]:
    """What fits the query, best match first, then by name, newest version first.

    :param catalogs: the catalogs with the names of their repositories.
    :raises RepositoryError: the keyword is no regular expression, or the version no constraint.
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
            found.append(Found(name, repository, chart, catalog.entry(row)))
            seen.add(name)
    return found


#: score, name, repository, chart, catalog and row
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
    """How well a line fits: the number of the field where the match begins; -1 when there is none."""
    if query.regexp:
        return _regexp_scorer(query.keyword)
    term = to_lower(query.keyword)

    def score(line: str) -> int:
        lowered = to_lower(line)
        place = lowered.find(term)
        return place if place < 0 else lowered.count(_SEPARATOR, 0, place)

    return score


def _regexp_scorer(text: str) -> Callable[[str], int]:
    from ..sprig.regex.pattern import compile_pattern

    try:
        pattern = compile_pattern(text)
    except CoxswainError as error:
        raise RepositoryError(
            f"{text!r} is no regular expression: {error.what}", "keyword", "Correct it, or turn regexp off."
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
            f"{query.version!r} is not a version and not a range of versions: {error.what}",
            "version",
            "Give a version such as 1.2.3, or a range such as ^1.2 or '>=1.0 <2.0'.",
        ) from error


@lru_cache(maxsize=4096)
def _parsed(version: str) -> Version | None:
    try:
        return parse(version)
    except CoxswainError:
        return None
