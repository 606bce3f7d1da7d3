# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unicode classes: ``\\p{Lu}``, ``\\p{Letter}``, ``\\p{Greek}`` and so on."""

from __future__ import annotations

from functools import cache

from .char_class import ANY, MAX_RUNE, Class, fold, negate, union


@cache
def _categories() -> dict[str, Class]:
    import unicodedata

    category = unicodedata.category
    found: dict[str, list[list[int]]] = {}
    previous = ""
    for rune in range(MAX_RUNE + 1):
        name = category(chr(rune))
        if name == previous:
            found[name][-1][1] = rune
        else:
            found.setdefault(name, []).append([rune, rune])
            previous = name
    classes = {name: tuple((low, high) for low, high in ranges) for name, ranges in found.items()}
    for major in "LMNPSZC":
        # as in Go, C includes surrogates and unassigned code points
        classes[major] = union(
            r for name, ranges in classes.items() if name[0] == major and len(name) == 2 for r in ranges
        )
    classes["LC"] = union(classes["Lu"] + classes["Ll"] + classes["Lt"])
    return classes


_ALIASES = {
    "Casedletter": "LC",
    "Closepunctuation": "Pe",
    "Cntrl": "Cc",
    "Combiningmark": "M",
    "Connectorpunctuation": "Pc",
    "Control": "Cc",
    "Currencysymbol": "Sc",
    "Dashpunctuation": "Pd",
    "Decimalnumber": "Nd",
    "Digit": "Nd",
    "Enclosingmark": "Me",
    "Finalpunctuation": "Pf",
    "Format": "Cf",
    "Initialpunctuation": "Pi",
    "Letter": "L",
    "Letternumber": "Nl",
    "Lineseparator": "Zl",
    "Lowercaseletter": "Ll",
    "Mark": "M",
    "Mathsymbol": "Sm",
    "Modifierletter": "Lm",
    "Modifiersymbol": "Sk",
    "Nonspacingmark": "Mn",
    "Number": "N",
    "Openpunctuation": "Ps",
    "Other": "C",
    "Otherletter": "Lo",
    "Othernumber": "No",
    "Otherpunctuation": "Po",
    "Othersymbol": "So",
    "Paragraphseparator": "Zp",
    "Privateuse": "Co",
    "Punct": "P",
    "Punctuation": "P",
    "Separator": "Z",
    "Spaceseparator": "Zs",
    "Spacingmark": "Mc",
    "Surrogate": "Cs",
    "Symbol": "S",
    "Titlecaseletter": "Lt",
    "Unassigned": "Cn",
    "Uppercaseletter": "Lu",
}


def canonical_name(name: str) -> str:
    """Return a property name in the form of the tables: one leading capital; no underscores, spaces or hyphens."""
    kept = "".join(char for char in name if char not in "_- ")
    return "".join(
        char.upper() if index == 0 and "a" <= char <= "z" else char.lower() if index and "A" <= char <= "Z" else char
        for index, char in enumerate(kept)
    )


@cache
def unicode_class(name: str, folded: bool) -> Class | None:
    """Return the class of ``\\p{name}``, or None if the name is unknown.

    :param folded: whether the pattern is case-insensitive at that position.
    """
    name = canonical_name(name)
    if name == "Any":
        return ANY
    if name == "Ascii":
        cls: Class = ((0, 0x7F),)
    elif name == "Assigned":
        return negate(_categories()["Cn"])
    else:
        categories = _categories()
        key = "LC" if name == "Lc" else _ALIASES.get(name, name)
        if key in categories:
            cls = categories[key]
        else:
            from .unicode_scripts import script

            ranges = script(name)
            if ranges is None:
                return None
            cls = ranges
    return fold(cls) if folded else cls
