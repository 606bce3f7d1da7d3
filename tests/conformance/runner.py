# SPDX-License-Identifier: GPL-3.0-or-later
"""Rendering every case of a corpus of charts and comparing it with what real Helm printed.

A corpus is a folder with cases.json, the archives and values files that it names, and expected/DIALECT/REPO/CHART with
CASE.yaml.gz (what Helm printed) or CASE.err (how it refused).
"""

from __future__ import annotations

import argparse
import fnmatch
import gzip
import json
import multiprocessing
import os
import signal
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import merge_user_values, read_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_template_output import template_output
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import render_chart
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import CLOCK, Entropy

from .expected import blank, difference, either_fits, error_fits, output_fits

#: How the expected output was made: `helm template rel ARCHIVE --namespace ns1 --kube-version ...`.
RELEASE = "rel"
NAMESPACE = "ns1"
KUBE_VERSIONS = {"helm2": "1.36", "helm3": "1.36.3", "helm4": "1.36.3"}


class Case(NamedTuple):
    """A case of a corpus in one dialect."""

    corpus: str
    dialect: str
    repo: str
    chart: str
    name: str
    archive: str
    values: str | None
    refused: bool

    @property
    def title(self) -> str:
        return f"{self.repo}/{self.chart}/{self.name}"

    @property
    def expected_file(self) -> Path:
        ending = ".err" if self.refused else ".yaml.gz"
        return Path(self.corpus, "expected", self.dialect, self.repo, self.chart, self.name + ending)

    def expected(self) -> str:
        """What Helm printed."""
        data = self.expected_file.read_bytes()
        return (data if self.refused else gzip.decompress(data)).decode("utf-8", "surrogateescape")


class Failure(NamedTuple):
    """A case that does not come out as expected: what came out instead, and how it differs."""

    case: Case
    summary: str
    actual: str
    difference: str


def dialects_of(corpus: Path) -> list[str]:
    """The dialects that a corpus has expected output for."""
    return [name for name in ("helm4", "helm3", "helm2") if (corpus / "expected" / name).is_dir()]


def cases_of(corpus: Path, dialect: str, pattern: str | None = None) -> Iterator[Case]:
    """The cases of a corpus that the dialect has an expectation for.

    :param pattern: a shell pattern that REPO/CHART/CASE has to fit.
    """
    for entry in json.loads((corpus / "cases.json").read_text()):
        if entry.get(dialect) not in ("ok", "error"):
            continue
        case = Case(
            str(corpus),
            dialect,
            entry["repo"],
            entry["chart"],
            entry["case"],
            entry["archive"],
            entry["values"],
            entry[dialect] == "error",
        )
        if pattern is None or fnmatch.fnmatchcase(case.title, pattern):
            yield case


def render_case(case: Case, entropy: Entropy | None = None, cache: CodeCache | None = None) -> tuple[bool, str]:
    """Render a case: whether it was refused, and the output or the error."""
    dialect: Dialect = DIALECTS[case.dialect]
    corpus = Path(case.corpus)
    try:
        files = [read_values((corpus / case.values).read_bytes(), dialect)] if case.values else []
        rendering = render_chart(
            load(corpus / case.archive, dialect),
            merge_user_values(files, [], dialect),
            ReleaseFacts.for_template(RELEASE, NAMESPACE, is_upgrade=False, dialect=dialect),
            dialect=dialect,
            entropy=entropy,
            cache=cache,
            capabilities=Capabilities.default(dialect).with_kube_version(KUBE_VERSIONS[case.dialect], dialect),
        )
        return False, template_output(rendering, dialect)
    except CoxswainError as error:
        return True, str(error)


def check(case: Case) -> Failure | None:
    """Render a case and compare it; ``None`` when it comes out as expected."""
    expected = case.expected()
    try:
        refused, actual = render_case(case)
    except Exception:
        text = traceback.format_exc()
        return Failure(case, f"broke: {text.strip().splitlines()[-1]}", text, "")
    if refused != case.refused:
        summary = f"refused: {actual.splitlines()[0]}" if refused else "rendered, although Helm refuses it"
        return Failure(case, summary, actual, difference(expected, actual))
    if (error_fits if refused else output_fits)(expected, actual):
        return None
    if not refused and either_fits(expected, _without_clock(case, actual)):
        return None
    text = difference(expected, actual)
    summary = next((line for line in text.splitlines()[2:] if line[:1] in "+-"), "differs")
    return Failure(case, summary, actual, text)


def _without_clock(case: Case, actual: str) -> str:
    """The output with NUL for what changes with the time of the day, which nobody can expect to be the same.

    It is rendered at two moments that have no digit in common; what differs between the two is the clock's.
    """
    clocks = [Entropy(clock=lambda second=second: second * 1_000_000_000) for second in (1111111111, 2222222222)]
    first, second = (render_case(case, clock)[1].split("\n") for clock in clocks)
    if not any(CLOCK in clock.used for clock in clocks) or len(first) != len(second):
        return actual
    return "\n".join(blank(line, other) for line, other in zip(first, second, strict=True))


def _end_at_once() -> None:
    """Let a worker end when its pool ends, whatever its parent does when it is told to end."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def run(
    corpus: Path,
    dialect: str,
    filter: str | None = None,
    report: Path | None = None,
    jobs: int | None = None,
) -> tuple[int, list[Failure]]:
    """Check every case of a corpus in one dialect.

    :param filter: a shell pattern that REPO/CHART/CASE has to fit.
    :param report: a folder that takes, for each failure, what came out and how it differs.
    :param jobs: how many processes; as many as there are processors by default.
    :returns: the number of cases that came out as expected, and the failures.
    """
    cases = list(cases_of(Path(corpus), dialect, filter))
    jobs = jobs or os.cpu_count() or 1
    if jobs > 1 and len(cases) > 1:
        with multiprocessing.get_context("fork").Pool(jobs, _end_at_once) as pool:
            results: Iterable[Failure | None] = pool.map(check, cases, chunksize=8)
    else:
        results = map(check, cases)
    failures = [result for result in results if result is not None]
    if report is not None:
        for failure in failures:
            _write_report(Path(report), failure)
    return len(cases) - len(failures), failures


def _write_report(folder: Path, failure: Failure) -> None:
    case = failure.case
    place = folder / case.dialect / case.repo / case.chart
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{case.name}.actual").write_text(failure.actual, errors="surrogateescape")
    (place / f"{case.name}.diff").write_text(failure.difference + "\n", errors="surrogateescape")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of ``./dev conformance``."""
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="a folder with cases.json, repos/ and expected/")
    parser.add_argument("--dialect", choices=sorted(DIALECTS), help="one dialect only; all of the corpus by default")
    parser.add_argument("--filter", metavar="GLOB", help="only cases whose REPO/CHART/CASE fits the pattern")
    parser.add_argument("--report", type=Path, metavar="FOLDER", help="write what came out and how it differs there")
    parser.add_argument("--jobs", type=int, metavar="N", help="how many processes")


def main_conformance(arguments: argparse.Namespace) -> int:
    """Run ``./dev conformance``; 1 when anything failed."""
    passed = failed = 0
    for dialect in [arguments.dialect] if arguments.dialect else dialects_of(arguments.corpus):
        good, failures = run(arguments.corpus, dialect, arguments.filter, arguments.report, arguments.jobs)
        for failure in failures:
            print(f"FAILED {dialect} {failure.case.title}: {failure.summary}")
        print(f"{dialect}: {good} passed, {len(failures)} failed")
        passed += good
        failed += len(failures)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


def main() -> int:
    """The same without ``./dev``, for a quick look."""
    parser = argparse.ArgumentParser(prog="conformance")
    add_arguments(parser)
    return main_conformance(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(main())
