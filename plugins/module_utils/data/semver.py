# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Semantic versions and version constraints, as Masterminds/semver parses and compares them.

Helm 3 and 4 use its major version 3 (3.5.0), Helm 2 its major version 1 (1.5.0); ``generation`` selects one.
"""

from __future__ import annotations

import functools
import re

from ..errors import DataError
from ..gotemplate.strconv import UINT64_MAX, NumError, byte_length, parse_int, parse_uint, quote

MAX_VERSION_LENGTH = 256
MAX_CONSTRAINT_LENGTH = 512
MAX_CONSTRAINT_GROUPS = 32
# Generation 1 has no limit; this one only keeps hostile input from taking long.
_MAX_OLD_CONSTRAINT_LENGTH = 4096

INVALID_VERSION = "invalid semantic version"
INVALID_PRERELEASE = "invalid prerelease string"
INVALID_METADATA = "invalid metadata string"
SEGMENT_STARTS_ZERO = "version segment starts with 0"
INVALID_CHARACTERS = "invalid characters in version"
EMPTY_VERSION = "version string empty"

_SUFFIXES = (
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
    r"(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"
)
_VERSION = re.compile(r"v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?" + _SUFFIXES + r"\Z")
_DIGITS = re.compile(r"[0-9]+\Z")
_IDENTIFIER = re.compile(r"[0-9A-Za-z-]+\Z")
_IDENTIFIERS = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*\Z")


def _check_prerelease(prerelease: str) -> None:
    for part in prerelease.split("."):
        if part == "":
            raise DataError(INVALID_PRERELEASE)
        if _DIGITS.match(part):
            if len(part) > 1 and part[0] == "0":
                raise DataError(SEGMENT_STARTS_ZERO)
        elif not _IDENTIFIER.match(part):
            raise DataError(INVALID_PRERELEASE)


def _check_metadata(metadata: str) -> None:
    if not _IDENTIFIERS.match(metadata):
        raise DataError(INVALID_METADATA)


def _compare_part(one: str, other: str) -> int:
    if one == other:
        return 0
    if one == "":
        return -1
    if other == "":
        return 1
    # Numeric identifiers beyond 64 bits compare as strings, because ParseUint fails on them.
    one_number = int(one) if len(one) <= 40 and _DIGITS.match(one) and int(one) <= UINT64_MAX else None
    other_number = int(other) if len(other) <= 40 and _DIGITS.match(other) and int(other) <= UINT64_MAX else None
    if one_number is None and other_number is None:
        return 1 if one > other else -1
    if other_number is None:
        return -1
    if one_number is None:
        return 1
    return 1 if one_number > other_number else -1


def compare_prereleases(one: str, other: str) -> int:
    """Compare two prereleases, neither of them empty; return -1, 0 or 1."""
    ones, others = one.split("."), other.split(".")
    for index in range(max(len(ones), len(others))):
        result = _compare_part(ones[index] if index < len(ones) else "", others[index] if index < len(others) else "")
        if result:
            return result
    return 0


@functools.total_ordering
class Version:
    """A semantic version. Comparisons ignore metadata.

    :ivar original: the text that was parsed.
    """

    __slots__ = ("major", "minor", "patch", "prerelease", "metadata", "original")

    def __init__(
        self, major: int, minor: int, patch: int, prerelease: str = "", metadata: str = "", original: str | None = None
    ) -> None:
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        self.original = str(self) if original is None else original

    def __str__(self) -> str:
        text = f"{self.major}.{self.minor}.{self.patch}"
        if self.prerelease:
            text = f"{text}-{self.prerelease}"
        if self.metadata:
            text = f"{text}+{self.metadata}"
        return text

    def __repr__(self) -> str:
        return f"Version({self})"

    def compare(self, other: Version) -> int:
        """Return -1, 0 or 1; a prerelease sorts before its release."""
        mine = (self.major, self.minor, self.patch)
        theirs = (other.major, other.minor, other.patch)
        if mine != theirs:
            return -1 if mine < theirs else 1
        if self.prerelease == other.prerelease:
            return 0
        if self.prerelease == "":
            return 1
        if other.prerelease == "":
            return -1
        return compare_prereleases(self.prerelease, other.prerelease)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Version) and self.compare(other) == 0

    def __lt__(self, other: Version) -> bool:
        return self.compare(other) < 0

    def __hash__(self) -> int:
        return hash((self.major, self.minor, self.patch, self.prerelease))

    def _next(self, major: int, minor: int, patch: int) -> Version:
        for name, value in (("patch", patch), ("minor", minor), ("major", major)):
            if value > UINT64_MAX:
                raise DataError(f"{name} version increment would overflow uint64")
        following = Version(major, minor, patch)
        if self.original.startswith("v"):
            following.original = "v" + following.original
        return following

    def increment_major(self) -> Version:
        """Return the next major version; ``original`` keeps a leading ``v``."""
        return self._next(self.major + 1, 0, 0)

    def increment_minor(self) -> Version:
        """Return the next minor version."""
        return self._next(self.major, self.minor + 1, 0)

    def increment_patch(self) -> Version:
        """Return the next patch version; for a prerelease, its release."""
        return self._next(self.major, self.minor, self.patch + (0 if self.prerelease else 1))


def parse(text: str, generation: int = 3) -> Version:
    """Parse a version leniently: a leading ``v``, missing parts and leading zeros are accepted (Go's NewVersion).

    :param generation: 3, or 1 for Helm 2.
    :raises DataError: with Go's text.
    """
    if generation != 1 and byte_length(text) > MAX_VERSION_LENGTH:
        raise DataError(f"version string is too long (max {MAX_VERSION_LENGTH} bytes)")
    match = _VERSION.match(text)
    if match is None:
        raise DataError("Invalid Semantic Version" if generation == 1 else INVALID_VERSION)
    major, minor, patch, prerelease, metadata = match.groups(default="")
    try:
        if generation == 1:
            numbers = [parse_int(part) if part else 0 for part in (major, minor, patch)]
        else:
            numbers = [parse_uint(part) if part else 0 for part in (major, minor, patch)]
    except NumError as error:
        start = "Error" if generation == 1 else "error"
        raise DataError(f"{start} parsing version segment: {error.what}") from None
    if generation != 1 and prerelease:
        _check_prerelease(prerelease)
    return Version(numbers[0], numbers[1], numbers[2], prerelease, metadata, text)


def parse_strict(text: str) -> Version:
    """Parse a version that conforms to the specification (Go's StrictNewVersion)."""
    if text == "":
        raise DataError(EMPTY_VERSION)
    if byte_length(text) > MAX_VERSION_LENGTH:
        raise DataError(f"version string is too long (max {MAX_VERSION_LENGTH} bytes)")
    parts = text.split(".", 2)
    if len(parts) != 3:
        raise DataError(INVALID_VERSION)
    prerelease = metadata = ""
    if "+" in parts[2]:
        parts[2], metadata = parts[2].split("+", 1)
        _check_metadata(metadata)
    if "-" in parts[2]:
        parts[2], prerelease = parts[2].split("-", 1)
        _check_prerelease(prerelease)
    for part in parts:
        if part and not _DIGITS.match(part):
            raise DataError(INVALID_CHARACTERS)
        if len(part) > 1 and part[0] == "0":
            raise DataError(SEGMENT_STARTS_ZERO)
    major, minor, patch = (parse_uint(part) for part in parts)
    return Version(major, minor, patch, prerelease, metadata, text)


# --- constraints ------------------------------------------------------------------------------------------------------

_SPACES = "\t\n\f\r "
_SPACE = f"[{_SPACES}]"
_LOOSE = r"v?([0-9xX|*]+)(\.[0-9xX|*]+)?(\.[0-9xX|*]+)?" + _SUFFIXES.replace("(?:-(", "(-(?:", 1)
_OPERATOR = r"(=<|=>|=|!=|>=|>|<=|<|~>|~|\^|)"
_COMPARISON = re.compile(rf"{_SPACE}*{_OPERATOR}{_SPACE}*({_LOOSE})(?={_SPACE}|,|\Z)")
_SINGLE = re.compile(rf"{_SPACE}*{_OPERATOR}{_SPACE}*({_LOOSE}){_SPACE}*\Z")
_UNGROUPED = re.sub(r"\((?!\?)", "(?:", _LOOSE)
_RANGE = re.compile(rf"{_SPACE}*({_UNGROUPED}){_SPACE}+-{_SPACE}+({_UNGROUPED}){_SPACE}*")

_WILDCARDS = frozenset("xX*")

# why a version does not satisfy a comparison, by operator (generation 1)
_OLD_REASONS = {
    "": "{} is not equal to {}",
    "=": "{} is not equal to {}",
    "!=": "{} is equal to {}",
    ">": "{} is less than or equal to {}",
    "<": "{} is greater than or equal to {}",
    ">=": "{} is less than {}",
    "=>": "{} is less than {}",
    "<=": "{} is greater than {}",
    "=<": "{} is greater than {}",
    "~": "{} does not have same major and minor version as {}",
    "~>": "{} does not have same major and minor version as {}",
    "^": "{} does not have same major version as {}",
}


class Comparison:
    """One comparison of a constraint, such as ``>=1.2``.

    ``dirty`` says that a part is missing or a wildcard; ``minor_dirty`` and ``patch_dirty`` say from which part on.
    """

    __slots__ = ("operator", "version", "text", "dirty", "minor_dirty", "patch_dirty", "reason")

    def __init__(self, operator: str, text: str, parts: tuple[str, str, str, str], generation: int) -> None:
        major, minor, patch, prerelease = parts
        self.operator = operator
        self.text = text
        self.dirty = self.minor_dirty = self.patch_dirty = False
        self.reason = _OLD_REASONS[operator] if generation == 1 else ""
        version = text
        if major in _WILDCARDS:
            version = "0.0.0" if generation == 1 else f"0.0.0{prerelease}"
            self.dirty = True
        elif minor == "" or minor[1:] in _WILDCARDS:
            version = f"{major}.0.0{prerelease}"
            self.dirty = self.minor_dirty = True
        elif (patch == "" and generation != 1) or patch[1:] in _WILDCARDS:
            version = f"{major}{minor}.0{prerelease}"
            self.dirty = self.patch_dirty = True
        try:
            self.version = parse(version, generation)
        except DataError:
            raise DataError("constraint Parser Error" if generation == 1 else "constraint parser error") from None

    def __str__(self) -> str:
        return self.operator + self.text

    def refusal(self, version: Version, with_prereleases: bool) -> str | None:
        """Return why a version does not satisfy this comparison; None if it does (generation 3)."""
        if version.prerelease and not with_prereleases:
            return _prerelease_refusal(version)
        phrase = _CHECKS[self.operator](version, self)
        if phrase is None:
            return None
        return phrase.format(quote(str(version)), quote(self.text))

    def allows(self, version: Version) -> bool:
        """Return whether a version satisfies this comparison (generation 1)."""
        mine = self.version
        if self.operator == "!=" and not self.dirty:
            return version.compare(mine) != 0
        if version.prerelease and not mine.prerelease:
            return False
        operator = self.operator
        if operator in ("", "="):
            if not self.dirty:
                return version.compare(mine) == 0
            self.reason = _OLD_REASONS["~"]
            operator = "~"
        if operator == "!=":
            return mine.major != version.major or (mine.minor != version.minor and not self.minor_dirty)
        if operator == ">":
            return version.compare(mine) > 0
        if operator in (">=", "=>"):
            return version.compare(mine) >= 0
        if operator in ("<", "<=", "=<"):
            if not self.dirty:
                order = version.compare(mine)
                return order < 0 or (order == 0 and operator != "<")
            return not (version.major > mine.major or (version.minor > mine.minor and not self.minor_dirty))
        if version.compare(mine) < 0:
            return False
        if operator == "^":
            return version.major == mine.major
        if (mine.major, mine.minor, mine.patch) == (0, 0, 0) and not self.minor_dirty and not self.patch_dirty:
            return True
        return version.major == mine.major and (version.minor == mine.minor or self.minor_dirty)


def _prerelease_refusal(version: Version, quoted: bool = True) -> str:
    text = quote(str(version)) if quoted else str(version)
    return f"{text} is a prerelease version and the constraint is only looking for release versions"


_EQUAL = "{} is equal to {}"
_NOT_ABOVE = "{} is less than or equal to {}"
_ABOVE = "{} is greater than {}"
_BELOW = "{} is less than {}"
_OTHER_MAJOR = "{} does not have same major version as {}"


def _not_equal(version: Version, bound: Comparison) -> str | None:
    mine = bound.version
    if bound.dirty:
        if mine.major != version.major or (mine.minor != version.minor and not bound.minor_dirty):
            return None
        if bound.minor_dirty:
            return _EQUAL
        if mine.patch != version.patch and not bound.patch_dirty:
            return None
        if bound.patch_dirty:
            if (version.prerelease or mine.prerelease) and compare_prereleases(version.prerelease, mine.prerelease):
                return None
            return _EQUAL
    return _EQUAL if version.compare(mine) == 0 else None


def _greater(version: Version, bound: Comparison) -> str | None:
    mine = bound.version
    if bound.dirty:
        if version.major != mine.major:
            return None if version.major > mine.major else _NOT_ABOVE
        # >11 means 12 or newer, and >11.1 means 11.2 or newer.
        if bound.minor_dirty:
            return _NOT_ABOVE
        if bound.patch_dirty:
            return None if version.minor > mine.minor else _NOT_ABOVE
    return None if version.compare(mine) > 0 else _NOT_ABOVE


def _less(version: Version, bound: Comparison) -> str | None:
    return None if version.compare(bound.version) < 0 else "{} is greater than or equal to {}"


def _greater_or_equal(version: Version, bound: Comparison) -> str | None:
    return None if version.compare(bound.version) >= 0 else _BELOW


def _less_or_equal(version: Version, bound: Comparison) -> str | None:
    mine = bound.version
    if not bound.dirty:
        return None if version.compare(mine) <= 0 else _ABOVE
    if version.major > mine.major:
        return _ABOVE
    if version.major == mine.major and version.minor > mine.minor and not bound.minor_dirty:
        return _ABOVE
    return None


def _tilde(version: Version, bound: Comparison) -> str | None:
    mine = bound.version
    if version.compare(mine) < 0:
        return _BELOW
    if (mine.major, mine.minor, mine.patch) == (0, 0, 0) and not bound.minor_dirty and not bound.patch_dirty:
        return None
    if version.major != mine.major:
        return _OTHER_MAJOR
    if version.minor != mine.minor and not bound.minor_dirty:
        return "{} does not have same major and minor version as {}"
    return None


def _equal_or_tilde(version: Version, bound: Comparison) -> str | None:
    if bound.dirty:
        return _tilde(version, bound)
    return None if version.compare(bound.version) == 0 else "{} is not equal to {}"


def _caret(version: Version, bound: Comparison) -> str | None:
    mine = bound.version
    if version.compare(mine) < 0:
        return _BELOW
    if mine.major > 0 or bound.minor_dirty:
        return None if version.major == mine.major else _OTHER_MAJOR
    if version.major > 0:
        return _OTHER_MAJOR
    if mine.minor > 0 or bound.patch_dirty:
        if version.minor == mine.minor:
            return None
        return (
            "{} does not have same minor version as {}."
            " Expected minor versions to match when constraint major version is 0"
        )
    if version.minor > 0:
        return "{} does not have same minor version as {}"
    if version.patch == mine.patch:
        return None
    return "{} does not equal {}. Expect version and constraint to equal when major and minor versions are 0"


_CHECKS = {
    "": _equal_or_tilde,
    "=": _equal_or_tilde,
    "!=": _not_equal,
    ">": _greater,
    "<": _less,
    ">=": _greater_or_equal,
    "=>": _greater_or_equal,
    "<=": _less_or_equal,
    "=<": _less_or_equal,
    "~": _tilde,
    "~>": _tilde,
    "^": _caret,
}


def _comparison(match: re.Match[str], generation: int) -> Comparison:
    operator, text, major, minor, patch, prerelease = match.groups(default="")[:6]
    return Comparison(operator, text, (major, minor, patch, prerelease), generation)


def _split_group(text: str) -> list[Comparison]:
    """Parse the comparisons of one group, separated by spaces or commas."""
    comparisons = []
    position = 0
    while True:
        match = _COMPARISON.match(text, position)
        if match is None:
            raise DataError(f"improper constraint: {quote(text)}")
        comparisons.append(match)
        rest = text[match.end() :].lstrip(_SPACES)
        comma = rest.startswith(",")
        rest = rest[comma:].lstrip(_SPACES)
        if not rest and not comma:
            break
        position = len(text) - len(rest)
    return [_comparison(match, 3) for match in comparisons]


def _rewrite_ranges(text: str, generation: int) -> str:
    """Rewrite ranges such as ``1.2 - 1.4`` to two comparisons."""
    if " - " not in text and not re.search(rf"{_SPACE}-{_SPACE}", text):
        return text
    end = "" if generation == 1 else " "
    result = text
    for match in _RANGE.finditer(text):
        result = result.replace(match.group(0), f">= {match.group(1)}, <= {match.group(2)}{end}", 1)
    return result


class Constraint:
    """A version constraint: groups of comparisons separated by ``||``; in one group, all comparisons must hold.

    :param generation: 3, or 1 for Helm 2.
    :raises DataError: with Go's text.
    """

    __slots__ = ("groups", "generation", "include_prereleases", "_with_prereleases")

    def __init__(self, text: str, generation: int = 3) -> None:
        longest = _MAX_OLD_CONSTRAINT_LENGTH if generation == 1 else MAX_CONSTRAINT_LENGTH
        if byte_length(text) > longest:
            raise DataError(f"constraint string is too long (max {longest} bytes)")
        self.generation = generation
        #: whether prereleases count like any other version (never set by Helm's templates)
        self.include_prereleases = False
        groups = _rewrite_ranges(text, generation).split("||")
        if generation == 1:
            self.groups = [[_old_comparison(part) for part in group.split(",")] for group in groups]
        else:
            if len(groups) > MAX_CONSTRAINT_GROUPS:
                raise DataError(f"too many constraint groups (max {MAX_CONSTRAINT_GROUPS})")
            self.groups = [_split_group(group) for group in groups]
        self._with_prereleases = [any(item.version.prerelease for item in group) for group in self.groups]

    def __str__(self) -> str:
        return " || ".join([" ".join([str(item) for item in group]) for group in self.groups])

    def check(self, version: Version) -> bool:
        """Return whether a version satisfies the constraint."""
        for group, with_prereleases in zip(self.groups, self._with_prereleases):
            if self.generation == 1:
                if all(item.allows(version) for item in group):
                    return True
            elif all(item.refusal(version, with_prereleases or self.include_prereleases) is None for item in group):
                return True
        return False

    def validate(self, version: Version) -> list[str]:
        """Return the reasons why a version does not satisfy the constraint; empty if it does."""
        reasons: list[str] = []
        prerelease_reported = False
        for group, with_prereleases in zip(self.groups, self._with_prereleases):
            holds = True
            for item in group:
                reason: str | None
                old = self.generation == 1
                wanted = bool(item.version.prerelease) if old else with_prereleases or self.include_prereleases
                if version.prerelease and not wanted:
                    holds = False
                    if prerelease_reported:
                        continue
                    prerelease_reported = True
                    reason = _prerelease_refusal(version, not old)
                elif old:
                    reason = None if item.allows(version) else item.reason.format(version, item.text)
                else:
                    reason = item.refusal(version, True)
                if reason is not None:
                    holds = False
                    reasons.append(reason)
            if holds:
                return []
        return reasons


def _old_comparison(text: str) -> Comparison:
    match = _SINGLE.match(text)
    if match is None:
        raise DataError(f"improper constraint: {text}")
    return _comparison(match, 1)
