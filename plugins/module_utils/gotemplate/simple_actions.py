# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recognizes the usual actions of charts, which :mod:`.simple_parser` parses without tokens.

A simple action consists of fields, variables, names, strings without escapes, decimal integers, parentheses and pipes,
after ``if``, ``with`` or ``range``, and ``:=``. What else there is, or is wrong, is left to the lexer and the parser.
"""

from __future__ import annotations

import re

_WORD = "[A-Za-z_][A-Za-z0-9_]*"
_VARIABLE = r"\$[A-Za-z0-9_]*"
_OPERAND = rf'(?:(?:{_VARIABLE})?(?:\.{_WORD})+|{_VARIABLE}|\.|{_WORD}|[0-9]+|"[^"\\\n]*"|`[^`]*`)'
_KEYWORD = r"(?:block|break|continue|define|else|end|if|nil|range|template|with)(?![A-Za-z0-9_])"
_SPACE = r"[ \t\r\n]"
_TOKEN = rf"(?:[(|]|(?:\)|{_OPERAND})(?={_SPACE}|[|)]|\}}\}}))"
# Matching takes linear time: no two repetitions of spaces follow each other.
_ACTION = re.compile(
    rf"(?:(if|with|range){_SPACE}+)?"
    rf"(?:({_VARIABLE})(?:{_SPACE}*(,){_SPACE}*({_VARIABLE}))?{_SPACE}*:={_SPACE}*)?"
    rf"((?!{_KEYWORD}){_TOKEN}(?:{_SPACE}*{_TOKEN})*)"
    rf"{_SPACE}*((?<={_SPACE})-)?\}}\}}"
)
_SPACES = re.compile(rf"{_SPACE}*")
#: the tokens of the body of a simple action
TOKENS = re.compile(r'[()|]|"[^"]*"|`[^`]*`|[^ \t\r\n()|]+')


def find(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return a match if an action looks like a simple one: its tokens are valid, apart from the balance of parentheses.

    Its groups: the keyword; a variable, a comma, a second variable; the body; the dash that trims what follows.

    :param start: where it begins, after the left delimiter.
    :param end: where its right delimiter ends.
    """
    return _ACTION.fullmatch(text, _SPACES.match(text, start).end(), end)  # type: ignore[union-attr]
