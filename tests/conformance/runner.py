# SPDX-License-Identifier: GPL-3.0-or-later
"""Render every case of a corpus of charts and compare it with real Helm's output.

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

#: The command of the expected output: `helm template rel ARCHIVE --namespace ns1 --kube-version ...`.
RELEASE = "rel"
NAMESPACE = "ns1"
KUBE_VERSIONS = {"helm2": "1.36", "helm3": "1.36.3", "helm4": "1.36.3"}


class Case(NamedTuple):
    """One case of a corpus in one dialect."""

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
        """Return Helm's output."""
        data = self.expected_file.read_bytes()
        return (data if self.refused else gzip.decompress(data)).decode("utf-8", "surrogateescape")


class Failure(NamedTuple):
    """A case that differs from the expectation: the actual output, and the difference."""

    case: Case
    summary: str
    actual: str
    difference: str


def dialects_of(corpus: Path) -> list[str]:
    """Return the dialects for which a corpus has expected output."""
    return [name for name in ("helm4", "helm3", "helm2") if (corpus / "expected" / name).is_dir()]


def cases_of(corpus: Path, dialect: str, pattern: str | None = None) -> Iterator[Case]:
    """Return the cases of a corpus with an expectation for the dialect.

    :param pattern: a shell pattern for REPO/CHART/CASE.
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
    """Render a case; return whether it was rejected, and the output or the error."""
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
    """Render a case and compare it; ``None`` when it is as expected."""
    expected = case.expected()
    try:
        refused, actual = render_case(case)
    except Exception:
        text = traceback.format_exc()
        return Failure(case, f"broke: {text.strip().splitlines()[-1]}", text, "")
    if refused != case.refused:
        summary = f"refused: {actual.splitlines()[0]}" if refused else "rendered, although Helm rejects it"
        return Failure(case, summary, actual, difference(expected, actual))
    if (error_fits if refused else output_fits)(expected, actual):
        return None
    if not refused and either_fits(expected, _without_clock(case, actual)):
        return None
    text = difference(expected, actual)
    summary = next((line for line in text.splitlines()[2:] if line[:1] in "+-"), "differs")
    return Failure(case, summary, actual, text)


def _without_clock(case: Case, actual: str) -> str:
    """Return the output with NUL for parts that depend on the time of day.

    The chart is rendered at two times that have no digit in common; the difference depends on the clock.
    """
    clocks = [Entropy(clock=lambda second=second: second * 1_000_000_000) for second in (1111111111, 2222222222)]
    first, second = (render_case(case, clock)[1].split("\n") for clock in clocks)
    if not any(CLOCK in clock.used for clock in clocks) or len(first) != len(second):
        return actual
    return "\n".join(blank(line, other) for line, other in zip(first, second, strict=True))


def _end_at_once() -> None:
    """Let a worker end with its pool, however its parent handles signals."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def run(
    corpus: Path,
    dialect: str,
    filter: str | None = None,
    report: Path | None = None,
    jobs: int | None = None,
) -> tuple[int, list[Failure]]:
    """Check every case of a corpus in one dialect.

    :param filter: a shell pattern for REPO/CHART/CASE.
    :param report: a folder for the actual output and the difference of each failure.
    :param jobs: the number of processes; the number of processors by default.
    :returns: the number of cases that are as expected, and the failures.
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
    """Declare the arguments of ``./dev conformance``."""
    parser.add_argument("corpus", type=Path, metavar="CORPUS", help="a folder with cases.json, repos/ and expected/")
    parser.add_argument(
        "--dialect", choices=sorted(DIALECTS), help="only this dialect; by default all dialects of the corpus"
    )
    parser.add_argument("--filter", metavar="GLOB", help="only cases whose REPO/CHART/CASE matches the pattern")
    parser.add_argument(
        "--report", type=Path, metavar="FOLDER", help="a folder for the actual output and the differences of failures"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="the number of processes")


def main_conformance(arguments: argparse.Namespace) -> int:
    """Run ``./dev conformance``; return 1 when anything failed."""
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
    """Run without ``./dev``."""
    parser = argparse.ArgumentParser(prog="conformance")
    add_arguments(parser)
    return main_conformance(parser.parse_args())


if __name__ == "__main__":
    raise SystemExit(main())
