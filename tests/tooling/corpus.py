# SPDX-License-Identifier: GPL-3.0-or-later
"""A corpus of the project's example charts, with real Helm's output for them.

It has the layout of `./dev conformance`: cases.json, repos/, values/ and expected/DIALECT/. The cases of a chart
are ``default``, its own values, and the files in its ci/ folder.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import chart_repository, process

REPOSITORY = "own"
KUBERNETES = "1.36.3"
#: Number of further renderings of a chart whose output differs each time.
_MORE = 6


def make(charts: Path, helms: Mapping[str, Path], folder: Path) -> int:
    """Write the corpus of every chart folder below ``charts`` into ``folder``; return the number of cases.

    :param helms: dialect (``helm3``, ``helm4``) to its program.
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
        # Real Helm supports Go templates only.
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
    outputs = [first.output, second.output]
    if first.output != second.output:
        # Two random strings often share their first or last characters by chance.
        outputs += [process.separate(command, os.environ, folder).output for _ in range(_MORE)]
    with gzip.GzipFile(target / f"{case['case']}.yaml.gz", "wb", mtime=0) as packed:
        packed.write(_blank_differences(outputs).encode())
    return "ok"


def _refusal(error: str) -> str:
    """Return Helm's error without the lines that it logs before."""
    return error[error.index("Error: ") :] if "Error: " in error else error


def _blank_differences(outputs: Sequence[str]) -> str:
    """Replace the part of a line in which renderings of a chart differ by a NUL character."""
    texts = [output.split("\n") for output in outputs]
    if len({len(lines) for lines in texts}) > 1:
        raise ValueError("the number of lines of a chart's renderings differs")
    return "\n".join(map(_blank, zip(*texts, strict=True)))


def _blank(lines: Sequence[str]) -> str:
    if len(set(lines)) == 1:
        return lines[0]
    start = len(os.path.commonprefix(lines))
    end = len(os.path.commonprefix([line[start:][::-1] for line in lines]))
    return f"{lines[0][:start]}\0{lines[0][len(lines[0]) - end :]}"
