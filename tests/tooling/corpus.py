# SPDX-License-Identifier: GPL-3.0-or-later
"""A corpus of the project's own example charts, with what real Helm prints for them.

It has the layout that `./dev conformance` reads: cases.json, repos/, values/ and expected/DIALECT/. A case of a chart
is its own values, named ``default``, or a file in its ci/ folder.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import chart_repository, process

REPOSITORY = "own"
KUBERNETES = "1.36.3"


def make(charts: Path, helms: Mapping[str, Path], folder: Path) -> int:
    """Write the corpus of every chart folder below ``charts`` into ``folder``; return the number of cases.

    :param helms: dialect (``helm3``, ``helm4``) to the program that speaks it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    repository = folder / "repos" / REPOSITORY
    repository.mkdir(parents=True)
    chart_repository.pack(charts, repository)
    cases = [case for chart in sorted(charts.glob("*/Chart.yaml")) for case in _cases(chart, folder)]
    for case in cases:
        for dialect, program in helms.items():
            case[dialect] = _expect(case, dialect, program, folder)
    (folder / "cases.json").write_text(json.dumps(cases, indent=1))
    return len(cases)


def _cases(file: Path, folder: Path) -> list[dict[str, Any]]:
    import yaml

    chart = yaml.safe_load(file.read_text())
    if chart.get("engine", "gotpl") != "gotpl":
        # Real Helm takes every template for one of Go's.
        return []
    base = {
        "repo": REPOSITORY,
        "chart": chart["name"],
        "archive": f"repos/{REPOSITORY}/{chart['name']}-{chart['version']}.tgz",
        "api": chart["apiVersion"],
    }
    cases = [base | {"case": "default", "values": None}]
    for values in sorted((file.parent / "ci").glob("*.yaml")):
        place = Path("values", REPOSITORY, chart["name"], values.name)
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(values, folder / place)
        cases.append(base | {"case": values.stem, "values": str(place)})
    return cases


def _expect(case: Mapping[str, Any], dialect: str, program: Path, folder: Path) -> str:
    command = [str(program), "template", "rel", case["archive"], "--namespace", "ns1", "--kube-version", KUBERNETES]
    if case["values"]:
        command += ["--values", case["values"]]
    target = folder / "expected" / dialect / case["repo"] / case["chart"]
    target.mkdir(parents=True, exist_ok=True)
    first, second = (process.separate(command, os.environ, folder) for _ in range(2))
    if first.code:
        (target / f"{case['case']}.err").write_text(_refusal(first.error))
        return "error"
    with gzip.GzipFile(target / f"{case['case']}.yaml.gz", "wb", mtime=0) as packed:
        packed.write(_blank_differences(first.output, second.output).encode())
    return "ok"


def _refusal(error: str) -> str:
    """What Helm refuses a chart with, without the lines that it logs before."""
    return error[error.index("Error: ") :] if "Error: " in error else error


def _blank_differences(first: str, second: str) -> str:
    """Put a NUL character where two renderings of the same chart differ inside a line."""
    lines, others = first.split("\n"), second.split("\n")
    if len(lines) != len(others):
        raise ValueError("a chart renders to another number of lines each time")
    return "\n".join(_blank(line, other) for line, other in zip(lines, others, strict=True))


def _blank(line: str, other: str) -> str:
    if line == other:
        return line
    start = len(os.path.commonprefix([line, other]))
    end = len(os.path.commonprefix([line[start:][::-1], other[start:][::-1]]))
    return f"{line[:start]}\0{line[len(line) - end :]}"
