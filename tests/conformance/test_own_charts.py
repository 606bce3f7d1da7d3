# SPDX-License-Identifier: GPL-3.0-or-later
"""The example charts in tests/charts render as real Helm renders them, with any options.

The environment variables HELM4 and HELM3 name the programs.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from . import live
from .expected import bare_error, difference, error_fits, output_fits
from .live import Options

CHARTS = Path(__file__).resolve().parent.parent / "charts"

#: Charts that render differently each time.
VOLATILE = ("random",)

#: Charts with templates that are not Go's, which real Helm does not support.
OTHER_ENGINES = ("jinja",)


def _values_cases() -> list:
    """Yield each chart with its own values, and with each file in its ci/ folder."""
    cases = []
    for chart in sorted(path.parent for path in CHARTS.glob("*/Chart.yaml")):
        if chart.name in VOLATILE + OTHER_ENGINES:
            continue
        cases.append(pytest.param(chart.name, Options(), id=f"{chart.name}-default"))
        for values in sorted((chart / "ci").glob("*.yaml")):
            cases.append(pytest.param(chart.name, Options(values=(values,)), id=f"{chart.name}-{values.stem}"))
    return cases


def _values(chart: str, name: str) -> tuple:
    return (CHARTS / chart / "ci" / name,)


OPTION_CASES = [
    pytest.param("web", Options(is_upgrade=True), id="upgrade"),
    pytest.param("hooks", Options(is_upgrade=True), id="hooks-upgrade"),
    pytest.param("hooks", Options(no_hooks=True), id="no-hooks"),
    pytest.param("hooks", Options(skip_tests=True), id="skip-tests"),
    pytest.param("hooks", Options(show_only=("templates/jobs.yaml",)), id="show-only-hooks"),
    pytest.param("hooks", Options(show_only=("templates/*.yaml",), no_hooks=True), id="show-only-pattern-no-hooks"),
    pytest.param("crds", Options(include_crds=True), id="include-crds"),
    pytest.param("crds", Options(include_crds=True, show_only=("crds/boats.yaml",)), id="show-only-crds"),
    pytest.param("crds", Options(api_versions=("harbour.example.com/v1/Boat", "x/v1")), id="api-versions"),
    pytest.param("parent", Options(show_only=("charts/cache/templates/cache.yaml",)), id="show-only-subchart"),
    pytest.param("parent", Options(show_only=("charts/*/templates/*.yaml",)), id="show-only-subcharts"),
    pytest.param("parent", Options(show_only=("templates/nowhere.yaml",)), id="show-only-nowhere"),
    pytest.param("parent", Options(show_only=("templates/values.yaml", "charts/extra/templates/extra.yaml")), id="two"),
    pytest.param("parent", Options(show_only=("templates/[",)), id="show-only-bad-pattern"),
    pytest.param("web", Options(kube_version="1.24.3"), id="kube-version-too-old"),
    pytest.param("web", Options(kube_version="v1.30.1-gke.100"), id="kube-version-with-suffix"),
    pytest.param("web", Options(kube_version="1.30"), id="kube-version-short"),
    pytest.param("web", Options(kube_version="thirty"), id="kube-version-wrong"),
    pytest.param("web", Options(kube_version="1"), id="kube-version-one-number"),
    pytest.param("web", Options(sets=(("set", "replicas=5,greeting=Hi"),)), id="set"),
    pytest.param("web", Options(sets=(("set", "replicas=many"),)), id="set-against-schema"),
    pytest.param(
        "web", Options(sets=(("set", "replicas=many"),), skip_schema_validation=True), id="skip-schema-validation"
    ),
    pytest.param("web", Options(sets=(("set-string", "image.tag=1.10"), ("set", "resources=null"))), id="set-string"),
    pytest.param("web", Options(sets=(("set-json", 'podAnnotations={"a":"1","b":"x"}'),)), id="set-json"),
    pytest.param("web", Options(sets=(("set-literal", "greeting=a,b=c"),)), id="set-literal"),
    pytest.param("web", Options(sets=(("set", "service.port=http"),)), id="schema-in-a-table"),
    pytest.param(
        "web",
        Options(
            values=_values("web", "everything-values.yaml"),
            sets=(("set", "ingress.enabled=false"), ("set-string", "replicas=2")),
        ),
        id="values-and-sets",
    ),
    pytest.param(
        "parent",
        Options(values=_values("parent", "no-state-values.yaml") + _values("parent", "no-cache-values.yaml")),
        id="two-values-files",
    ),
    pytest.param("parent", Options(sets=(("set", "sessions.nested=null,limits.cpu=null"),)), id="set-null"),
    pytest.param("parent", Options(sets=(("set", "queue.store=null,global.registry=null"),)), id="set-null-subchart"),
    pytest.param("parent", Options(sets=(("set", "tags.state=false,tags.messages=true"),)), id="tags-either"),
    pytest.param("parent", Options(sets=(("set", "cache.enabled=maybe,caches=false"),)), id="condition-not-boolean"),
    pytest.param("parent", Options(sets=(("set", "global=x"),)), id="global-not-a-table"),
    pytest.param("parent", Options(sets=(("set", "sessions.global=x"),)), id="subchart-global-not-a-table"),
]


@pytest.fixture(params=["helm4", "helm3"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Yield each dialect for which real Helm is available."""
    name: str = request.param
    if live.program(name) is None:
        message = f"{live.PROGRAMS[name]} does not name real Helm, so there is nothing to compare with"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(message)
        pytest.skip(message)
    return name


def _compare(dialect: str, chart: str, options: Options) -> None:
    program = live.program(dialect)
    assert program is not None
    refused, expected = live.by_helm(program, CHARTS / chart, options)
    refused_here, actual = live.by_us(dialect, CHARTS / chart, options)
    assert refused_here == refused, f"Helm: {expected}\nhere: {actual}"
    if refused:
        assert error_fits(expected, actual), f"Helm: {bare_error(expected)}\nhere: {bare_error(actual)}"
    else:
        assert output_fits(expected, actual), difference(expected, actual)


@pytest.mark.parametrize(("chart", "options"), _values_cases())
def test_values(dialect: str, chart: str, options: Options) -> None:
    _compare(dialect, chart, options)


@pytest.mark.parametrize(("chart", "options"), OPTION_CASES)
def test_options(dialect: str, chart: str, options: Options) -> None:
    _compare(dialect, chart, options)
