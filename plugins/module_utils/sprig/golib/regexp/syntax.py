# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""regexp/syntax: parse a pattern in Perl syntax, with Go's error messages.

:func:`parse` returns a tree of :class:`Node`. Literals are single-rune classes with case folding applied, non-capturing
groups are dissolved, and ``x?``, ``x*``, ``x+`` and ``x{n,m}`` are all ``REPEAT``.
"""

from __future__ import annotations

from typing import NoReturn

from ....gotemplate.functions import FunctionError
from .char_class import ANY, MAX_RUNE, NOT_NEWLINE, PERL, POSIX, Class, fold, negate, orbit, union
from .unicode_class import unicode_class

EMPTY = "empty"  # matches the empty text
NEVER = "never"  # matches nothing
RUNES = "runes"  # one rune of a class
CONCAT = "concat"
ALTERNATE = "alternate"
REPEAT = "repeat"
CAPTURE = "capture"
BEGIN_TEXT = "begin text"
END_TEXT = "end text"
BEGIN_LINE = "begin line"
END_LINE = "end line"
WORD_BOUNDARY = "word boundary"
NO_WORD_BOUNDARY = "no word boundary"

_LEFT_PAREN = "("
_BAR = "|"
_PSEUDO = frozenset((_LEFT_PAREN, _BAR))

_FOLD_CASE, _DOT_NEWLINE, _ONE_LINE, _NON_GREEDY = 1, 2, 4, 8

INVALID_CLASS_RANGE = "invalid character class range"
INVALID_ESCAPE = "invalid escape sequence"
INVALID_CAPTURE = "invalid named capture"
INVALID_PERL = "invalid or unsupported Perl syntax"
INVALID_REPEAT = "invalid nested repetition operator"
INVALID_REPEAT_COUNT = "invalid repeat count"
INVALID_UTF8 = "invalid UTF-8"
MISSING_BRACKET = "missing closing ]"
MISSING_PAREN = "missing closing )"
MISSING_ARGUMENT = "missing argument to repetition operator"
TRAILING_BACKSLASH = "trailing backslash at end of expression"
UNEXPECTED_PAREN = "unexpected )"
TOO_DEEP = "expression nests too deeply"
TOO_LARGE = "expression too large"

#: Go allows 1000 levels and 3.3 million instructions; these limits keep within Python's stack and a few megabytes
MAX_HEIGHT = 150
MAX_SIZE = 100_000


class PatternError(FunctionError):
    """Invalid pattern; the message is Go's."""


def _fail(code: str, text: str) -> NoReturn:
    raise PatternError(f"error parsing regexp: {code}: `{text}`")


class Node:
    """A node of the syntax tree.

    :ivar op: one of the constants of this module.
    :ivar subs: child nodes.
    :ivar runes: class of a ``RUNES`` node.
    :ivar low: minimum number of repetitions.
    :ivar high: maximum number of repetitions, -1 for no limit.
    :ivar greedy: whether a repetition is greedy.
    :ivar index: number of a capture.
    :ivar name: name of a capture, or ``""``.
    """

    __slots__ = ("op", "subs", "runes", "low", "high", "greedy", "index", "name", "height", "size", "flags")

    def __init__(
        self,
        op: str,
        subs: tuple[Node, ...] = (),
        runes: Class = (),
        low: int = 0,
        high: int = 0,
        greedy: bool = True,
        index: int = 0,
        name: str = "",
        flags: int = 0,
    ) -> None:
        self.op = op
        self.subs = subs
        self.runes = runes
        self.low = low
        self.high = high
        self.greedy = greedy
        self.index = index
        self.name = name
        self.flags = flags
        self.height: int = 1 + max((sub.height for sub in subs), default=0)
        size: int = sum(sub.size for sub in subs)
        if op == REPEAT:
            size = (2 + max(low, 1) * size) if high < 0 else high * size + high - low
        elif op == CAPTURE:
            size += 2
        elif op == ALTERNATE:
            size += len(subs) - 1
        self.size: int = max(1, size)


class Parsed:
    """A parsed pattern.

    :ivar root: root of the syntax tree.
    :ivar names: names of the captures, ``""`` for unnamed ones; the first stands for the whole match.
    """

    __slots__ = ("root", "names")

    def __init__(self, root: Node, names: list[str]) -> None:
        self.root = root
        self.names = names


def parse(pattern: str) -> Parsed:
    """Parse a pattern.

    :raises PatternError: with Go's message.
    """
    return _Parser(pattern).parse()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.flags = _ONE_LINE
        self.stack: list[Node] = []
        self.names = [""]

    def push(self, node: Node) -> None:
        if node.size > MAX_SIZE:
            _fail(TOO_LARGE, self.text)
        if node.height > MAX_HEIGHT:
            _fail(TOO_DEEP, self.text)
        self.stack.append(node)

    def literal(self, rune: int) -> None:
        runes = tuple((one, one) for one in orbit(rune)) if self.flags & _FOLD_CASE else ((rune, rune),)
        self.push(Node(RUNES, runes=union(runes)))

    def _above_marker(self) -> tuple[Node, ...]:
        """Pop the nodes above the topmost ``(`` or ``|``."""
        start = len(self.stack)
        while start and self.stack[start - 1].op not in _PSEUDO:
            start -= 1
        subs = tuple(self.stack[start:])
        del self.stack[start:]
        return subs

    def concat(self) -> None:
        flat: list[Node] = []
        for sub in self._above_marker():
            flat.extend(sub.subs if sub.op == CONCAT else (sub,))
        if len(flat) == 1:
            self.push(flat[0])
        else:
            self.push(Node(CONCAT, tuple(flat)) if flat else Node(EMPTY))

    def alternate(self) -> None:
        """Replace the branches above the topmost ``(`` with one node."""
        self.concat()
        branches = [self.stack.pop()]
        while self.stack and self.stack[-1].op == _BAR:
            self.stack.pop()
            branches.append(self.stack.pop())
        flat: list[Node] = []
        for branch in reversed(branches):
            for sub in branch.subs if branch.op == ALTERNATE else (branch,):
                if sub.op == RUNES and flat and flat[-1].op == RUNES:
                    flat[-1] = Node(RUNES, runes=union(flat[-1].runes + sub.runes))
                else:
                    flat.append(sub)
        self.push(flat[0] if len(flat) == 1 else Node(ALTERNATE, tuple(flat)))

    def alternative(self) -> None:
        self.concat()
        self.stack.append(Node(_BAR))

    def right_paren(self) -> None:
        self.alternate()
        if len(self.stack) < 2 or self.stack[-2].op != _LEFT_PAREN:
            _fail(UNEXPECTED_PAREN, self.text)
        inner = self.stack.pop()
        paren = self.stack.pop()
        self.flags = paren.flags
        if paren.index:
            inner = Node(CAPTURE, (inner,), index=paren.index, name=paren.name)
        self.push(inner)

    def left_paren(self, name: str | None, capture: bool) -> None:
        index = 0
        if capture:
            index = len(self.names)
            self.names.append(name or "")
        self.stack.append(Node(_LEFT_PAREN, index=index, name=name or "", flags=self.flags))

    def rune_at(self, position: int) -> int:
        """Return the rune at a position within the text."""
        char = ord(self.text[position])
        if 0xDC80 <= char <= 0xDCFF:
            _fail(INVALID_UTF8, self.text[position:])
        return char

    def check_utf8(self, start: int, end: int) -> None:
        for position in range(start, end):
            if 0xDC80 <= ord(self.text[position]) <= 0xDCFF:
                _fail(INVALID_UTF8, self.text[position:end])

    def parse(self) -> Parsed:
        text = self.text
        position, size = 0, len(text)
        last_repeat = -1
        while position < size:
            char = text[position]
            repeat = -1
            if char == "(":
                if text.startswith("?", position + 1):
                    position = self.perl_flags(position)
                else:
                    self.left_paren(None, True)
                    position += 1
            elif char == "|":
                self.alternative()
                position += 1
            elif char == ")":
                self.right_paren()
                position += 1
            elif char == "^":
                self.push(Node(BEGIN_TEXT if self.flags & _ONE_LINE else BEGIN_LINE))
                position += 1
            elif char == "$":
                self.push(Node(END_TEXT if self.flags & _ONE_LINE else END_LINE))
                position += 1
            elif char == ".":
                self.push(Node(RUNES, runes=ANY if self.flags & _DOT_NEWLINE else NOT_NEWLINE))
                position += 1
            elif char == "[":
                position = self.char_class(position)
            elif char in "*+?":
                low, high = {"*": (0, -1), "+": (1, -1), "?": (0, 1)}[char]
                repeat = position
                position = self.repeat(char, low, high, position, position + 1, last_repeat)
            elif char == "{":
                counts = self.counts(position)
                if counts is None:
                    self.literal(ord("{"))
                    position += 1
                else:
                    low, high, after = counts
                    if low < 0 or low > 1000 or high > 1000 or 0 <= high < low:
                        _fail(INVALID_REPEAT_COUNT, text[position:after])
                    repeat = position
                    position = self.repeat("{", low, high, position, after, last_repeat)
            elif char == "\\":
                position = self.backslash(position)
            else:
                self.literal(self.rune_at(position))
                position += 1
            last_repeat = repeat
        self.alternate()
        if len(self.stack) != 1:
            _fail(MISSING_PAREN, text)
        return Parsed(self.stack[0], self.names)

    def repeat(self, op: str, low: int, high: int, before: int, after: int, last_repeat: int) -> int:
        greedy = not self.flags & _NON_GREEDY
        if self.text.startswith("?", after):
            after += 1
            greedy = not greedy
        if last_repeat >= 0:
            _fail(INVALID_REPEAT, self.text[last_repeat:after])
        if not self.stack or self.stack[-1].op in _PSEUDO:
            _fail(MISSING_ARGUMENT, self.text[before:after])
        sub = self.stack.pop()
        node = Node(REPEAT, (sub,), low=low, high=high, greedy=greedy, flags=1 if op == "{" else 0)
        if op == "{" and (low >= 2 or high >= 2) and not _repeat_is_valid(node, 1000):
            _fail(INVALID_REPEAT_COUNT, self.text[before:after])
        self.push(node)
        return after

    def counts(self, position: int) -> tuple[int, int, int] | None:
        """Parse ``{low}``, ``{low,}`` or ``{low,high}``.

        Return both numbers and the position after them, or None for a literal brace.
        """
        found = self.integer(position + 1)
        if found is None:
            return None
        low, position = found
        high = low
        if self.text.startswith(",", position):
            position += 1
            if self.text.startswith("}", position):
                high = -1
            else:
                found = self.integer(position)
                if found is None:
                    return None
                high, position = found
                if high < 0:
                    low = -1
        if not self.text.startswith("}", position):
            return None
        return low, high, position + 1

    def integer(self, start: int) -> tuple[int, int] | None:
        """Return a number without leading zeros (-1 if it is huge) and the position after it, or None."""
        end = start
        while end < len(self.text) and self.text[end] in "0123456789":
            end += 1
        digits = self.text[start:end]
        if not digits or (len(digits) > 1 and digits[0] == "0"):
            return None
        return (int(digits) if len(digits) < 10 else -1), end

    def perl_flags(self, start: int) -> int:
        """Parse ``(?P<name>``, ``(?<name>``, ``(?flags)`` or ``(?flags:`` and return the position after it."""
        text = self.text
        size = len(text)
        if (size - start > 4 and text.startswith("(?P<", start)) or (
            size - start > 3 and text.startswith("(?<", start)
        ):
            name_start = start + (3 if text[start + 2] == "<" else 4)
            end = text.find(">", start)
            if end < 0:
                self.check_utf8(start, size)
                _fail(INVALID_CAPTURE, text[start:])
            self.check_utf8(name_start, end)
            name = text[name_start:end]
            if not name or not name.isascii() or not name.replace("_", "a").isalnum():
                _fail(INVALID_CAPTURE, text[start : end + 1])
            self.left_paren(name, True)
            return end + 1
        flags = self.flags
        positive, seen = True, False
        position = start + 2
        while position < size:
            self.rune_at(position)
            char = text[position]
            position += 1
            if char in "imsU":
                bit = {"i": _FOLD_CASE, "m": _ONE_LINE, "s": _DOT_NEWLINE, "U": _NON_GREEDY}[char]
                # m clears its flag
                flags = flags | bit if positive == (char != "m") else flags & ~bit
                seen = True
            elif char == "-" and positive:
                positive, seen = False, False
            elif char in ":)" and (positive or seen):
                if char == ":":
                    self.left_paren(None, False)
                self.flags = flags
                return position
            else:
                break
        _fail(INVALID_PERL, text[start:position])

    def backslash(self, position: int) -> int:
        text = self.text
        following = text[position + 1 : position + 2]
        if following == "A":
            self.push(Node(BEGIN_TEXT))
        elif following == "z":
            self.push(Node(END_TEXT))
        elif following == "b":
            self.push(Node(WORD_BOUNDARY))
        elif following == "B":
            self.push(Node(NO_WORD_BOUNDARY))
        elif following == "C":
            _fail(INVALID_ESCAPE, text[position : position + 2])
        elif following == "Q":
            end = text.find("\\E", position + 2)
            stop = len(text) if end < 0 else end
            for index in range(position + 2, stop):
                if 0xDC80 <= ord(text[index]) <= 0xDCFF:
                    _fail(INVALID_UTF8, text[index:stop])
                self.literal(ord(text[index]))
            return stop if end < 0 else end + 2
        elif following in ("p", "P"):
            runes, position = self.unicode_class(position)
            self.push(Node(RUNES, runes=runes))
            return position
        elif following and following in PERL:
            self.push(Node(RUNES, runes=self.perl_class(following)))
        else:
            rune, position = self.escape(position)
            self.literal(rune)
            return position
        return position + 2

    def perl_class(self, letter: str) -> Class:
        runes, negated = PERL[letter]
        return self.apply_flags(runes, negated)

    def apply_flags(self, runes: Class, negated: bool) -> Class:
        if self.flags & _FOLD_CASE:
            runes = fold(runes)
        return negate(runes) if negated else runes

    def unicode_class(self, start: int) -> tuple[Class, int]:
        """Parse ``\\pN``, ``\\p{Greek}``, ``\\p{^Greek}`` or a negation; return its class and the position after it."""
        text = self.text
        negated = text[start + 1] == "P"
        position = start + 2
        if position >= len(text):
            # Go looks up an empty name
            _fail(INVALID_CLASS_RANGE, text[start:])
        self.rune_at(position)
        if text[position] != "{":
            end = position + 1
            name = text[position]
        else:
            closing = text.find("}", start)
            if closing < 0:
                self.check_utf8(start, len(text))
                _fail(INVALID_CLASS_RANGE, text[start:])
            end = closing + 1
            name = text[start + 3 : closing]
            self.check_utf8(start + 3, closing)
        if name.startswith("^"):
            negated = not negated
            name = name[1:]
        runes = unicode_class(name, bool(self.flags & _FOLD_CASE))
        if runes is None:
            _fail(INVALID_CLASS_RANGE, text[start:end])
        return (negate(runes) if negated else runes), end

    def escape(self, start: int) -> tuple[int, int]:
        """Parse an escape sequence; return its rune and the position after it."""
        text, size = self.text, len(self.text)
        position = start + 1
        if position >= size:
            _fail(TRAILING_BACKSLASH, "")
        rune = self.rune_at(position)
        char = text[position]
        position += 1
        if "1" <= char <= "7" and not (position < size and "0" <= text[position] <= "7"):
            _fail(INVALID_ESCAPE, text[start:position])
        if "0" <= char <= "7":
            value = rune - 48
            for _turn in range(2):
                if position < size and "0" <= text[position] <= "7":
                    value = value * 8 + int(text[position])
                    position += 1
                else:
                    break
            return value, position
        if char == "x":
            return self.hexadecimal(start, position)
        if char in "afnrtv":
            return {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}[char], position
        if rune < 0x80 and not char.isalnum():
            return rune, position
        _fail(INVALID_ESCAPE, text[start:position])

    def hexadecimal(self, start: int, position: int) -> tuple[int, int]:
        text, size = self.text, len(self.text)
        if position >= size:
            _fail(INVALID_ESCAPE, text[start:position])
        self.rune_at(position)
        if text[position] != "{":
            first = position
            position += 1
            if position >= size:
                # Go does not report the missing second digit separately
                _fail(INVALID_ESCAPE, text[start:position])
            self.rune_at(position)
            position += 1
            digits = text[first:position]
            if any(digit not in _HEX for digit in digits):
                _fail(INVALID_ESCAPE, text[start:position])
            return int(digits, 16), position
        position += 1
        value = count = 0
        while position < size:
            self.rune_at(position)
            digit = text[position]
            position += 1
            if digit == "}":
                if count:
                    return value, position
                break
            if digit not in _HEX:
                break
            value = value * 16 + int(digit, 16)
            if value > MAX_RUNE:
                break
            count += 1
        _fail(INVALID_ESCAPE, text[start:position])

    def char_class(self, start: int) -> int:
        text, size = self.text, len(self.text)
        position = start + 1
        negated = text.startswith("^", position)
        if negated:
            position += 1
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not text.startswith("]", position):
            first = False
            if text.startswith("[:", position) and size - position > 2:
                end = text.find(":]", position + 2)
                if end >= 0:
                    name = text[position + 2 : end]
                    inverted = name.startswith("^")
                    posix = POSIX.get(name[1:] if inverted else name)
                    if posix is None:
                        _fail(INVALID_CLASS_RANGE, text[position : end + 2])
                    ranges.extend(self.apply_flags(posix, inverted))
                    position = end + 2
                    continue
            if text.startswith("\\", position):
                letter = text[position + 1 : position + 2]
                if letter in ("p", "P"):
                    runes, position = self.unicode_class(position)
                    ranges.extend(runes)
                    continue
                if letter and letter in PERL:
                    ranges.extend(self.perl_class(letter))
                    position += 2
                    continue
            range_start = position
            low, position = self.class_char(position, start)
            high = low
            if size - position >= 2 and text[position] == "-" and text[position + 1] != "]":
                high, position = self.class_char(position + 1, start)
                if high < low:
                    _fail(INVALID_CLASS_RANGE, text[range_start:position])
            ranges.extend(fold(((low, high),)) if self.flags & _FOLD_CASE else ((low, high),))
        runes = union(ranges)
        runes = negate(runes) if negated else runes
        self.push(Node(RUNES, runes=runes) if runes else Node(NEVER))
        return position + 1

    def class_char(self, position: int, start: int) -> tuple[int, int]:
        if position >= len(self.text):
            _fail(MISSING_BRACKET, self.text[start:])
        if self.text[position] == "\\":
            return self.escape(position)
        return self.rune_at(position), position + 1


_HEX = frozenset("0123456789abcdefABCDEF")


def _repeat_is_valid(node: Node, budget: int) -> bool:
    """Return whether nested counted repetitions need at most ``budget`` copies of the innermost node."""
    if node.op == REPEAT and node.flags:
        times = node.high
        if times == 0:
            return True
        if times < 0:
            times = node.low
        if times > budget:
            return False
        if times > 0:
            budget //= times
    return all(_repeat_is_valid(sub, budget) for sub in node.subs)
