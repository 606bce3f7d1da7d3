# SPDX-License-Identifier: GPL-3.0-or-later
"""A bar chart of processor times as SVG, which follows the reader's light or dark theme and has no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

#: Sizes in pixels.
WIDTH, LEFT, RIGHT, BAR, GAP, HEAD = 760, 190, 150, 14, 14, 56

_STYLE = """\
text { font: 12px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 14px }
.value { font-size: 11px; fill: #57606a }
.line { stroke: #8c959f; stroke-width: 1; stroke-dasharray: 3 3 }
.c0 { fill: #1f6feb } .c1 { fill: #8c959f } .c2 { fill: #bf8700 } .c3 { fill: #a475f9 } .c4 { fill: #2da44e }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .value { fill: #9198a1 }
  .c0 { fill: #4493f8 } .c1 { fill: #6e7681 } .c2 { fill: #d29922 } .c3 { fill: #ab7df8 } .c4 { fill: #3fb950 }
}"""


@dataclass(frozen=True)
class Group:
    """Bars of one row: seconds by series, None for one without a bar."""

    title: str
    seconds: Sequence[float | None]


def draw(title: str, series: Sequence[str], groups: Sequence[Group], reference: int) -> str:
    """Return an SVG document with a group of horizontal bars for each row.

    The rows take between one second and many, so the bars are multiples of a series: that one ends at the same place in
    each group, where a line is. The numbers beside the bars are seconds and, after ×, that
    multiple.

    :param reference: the index of the series that counts as 1.
    """
    groups = [group for group in groups if group.seconds[reference]]
    most = max(
        (value / (group.seconds[reference] or 1) for group in groups for value in group.seconds if value), default=1
    )
    scale = (WIDTH - LEFT - RIGHT) / most
    marks: list[str] = []
    top = HEAD
    for group in groups:
        bars = [(place, value) for place, value in enumerate(group.seconds) if value is not None]
        height = len(bars) * BAR
        marks.append(_text(LEFT - 10, top + height / 2 + 4, group.title, 'text-anchor="end"'))
        for place, value in bars:
            length = value / (group.seconds[reference] or 1) * scale
            size = f'width="{max(length, 1):.1f}" height="{BAR - 2}"'
            marks.append(f'<rect class="c{place}" x="{LEFT}" y="{top + 1:g}" {size} rx="2"/>')
            share = "" if place == reference else f" × {value / (group.seconds[reference] or 1):.2f}"
            marks.append(_text(LEFT + length + 6, top + 11, f"{value:.1f} s{share}", 'class="value"'))
            top += BAR
        top += GAP
    line = f'<line class="line" x1="{LEFT + scale:.1f}" y1="{HEAD - 6}" x2="{LEFT + scale:.1f}" y2="{top - GAP + 4}"/>'
    size = f'viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}"'
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{_STYLE}\n</style>",
            _text(10, 18, title, 'class="title"'),
            *_legend(series),
            line,
            *marks,
            "</svg>",
            "",
        )
    )


def _legend(series: Sequence[str]) -> list[str]:
    marks = []
    left = 10.0
    for place, name in enumerate(series):
        marks.append(f'<rect class="c{place}" x="{left:g}" y="30" width="10" height="10" rx="2"/>')
        marks.append(_text(left + 15, 39, name))
        left += 15 + 7 * len(name) + 18
    return marks


def _text(left: float, top: float, text: str, more: str = "") -> str:
    return f'<text x="{left:.1f}" y="{top:g}"{" " + more if more else ""}>{escape(text)}</text>'
