# SPDX-License-Identifier: GPL-3.0-or-later
"""`./dev render`: render a chart in this process and print it as `helm template` does."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ansible_collections.coxswain.helm.plugins.module_utils.chart.loader import load
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import (
    SET_KINDS,
    merge_user_values,
    read_values,
)
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS, Dialect
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.codecache import CodeCache
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_template_output import (
    output_files,
    template_output,
)
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts
from ansible_collections.coxswain.helm.plugins.module_utils.render.render_chart import (
    RenderedChart,
    RenderOptions,
    render_chart,
)
from harness.progress import Report

from ..errors import ToolingError
from ..paths import cache_folder


class _Set(argparse.Action):
    """Collect the options of the --set family in one list of pairs of name and text."""

    def __call__(self, parser, namespace, values, option_string=None):  # type: ignore[no-untyped-def]
        namespace.sets.append((str(option_string).lstrip("-"), values))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments, named like those of `helm template`."""
    parser.add_argument("chart", type=Path, metavar="CHART", help="the folder or archive of a chart")
    parser.add_argument("--name", default="release-name", help="the release's name (default: %(default)s)")
    parser.add_argument("-n", "--namespace", default="default", help="the release's namespace (default: %(default)s)")
    parser.add_argument("-f", "--values", type=Path, action="append", default=[], metavar="FILE", help="a values file")
    parser.set_defaults(sets=[])
    for kind in SET_KINDS:
        parser.add_argument(f"--{kind}", action=_Set, metavar="PATH=VALUE", help="a single value")
    parser.add_argument("--kube-version", metavar="VERSION", help="the version of Kubernetes that templates see")
    parser.add_argument(
        "-a", "--api-versions", action="append", default=[], metavar="VERSION", help="an additional API version"
    )
    parser.add_argument(
        "-s", "--show-only", action="append", default=[], metavar="TEMPLATE", help="render this template only"
    )
    parser.add_argument("--include-crds", action="store_true", help="include crds/")
    parser.add_argument("--is-upgrade", action="store_true", help="set .Release.IsUpgrade")
    parser.add_argument("--no-hooks", action="store_true", help="omit hooks")
    parser.add_argument("--skip-tests", action="store_true", help="omit tests")
    parser.add_argument("--skip-schema-validation", action="store_true", help="do not validate values.schema.json")
    parser.add_argument("--output-dir", type=Path, metavar="FOLDER", help="write files instead of printing")
    parser.add_argument(
        "--dialect", choices=sorted(DIALECTS), default="helm4", help="the version of Helm (default: %(default)s)"
    )


def run(options: argparse.Namespace, report: Report) -> int:
    """Render and print."""
    dialect = DIALECTS[options.dialect]
    try:
        rendering = _render(options, dialect)
        if options.output_dir:
            files = output_files(rendering, dialect, hooks=not options.no_hooks, skip_tests=options.skip_tests)
            for name, text in files.items():
                target = options.output_dir / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(text.encode("utf-8", "surrogateescape"))
                print(f"wrote {target}")
            return 0
        text = template_output(
            rendering,
            dialect,
            show_only=options.show_only,
            hooks=not options.no_hooks,
            skip_tests=options.skip_tests,
        )
    except CoxswainError as error:
        raise ToolingError(str(error)) from error
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    return 0


def _render(options: argparse.Namespace, dialect: Dialect) -> RenderedChart:
    capabilities = Capabilities.default(dialect)
    if options.kube_version:
        capabilities = capabilities.with_kube_version(options.kube_version, dialect)
    facts = ReleaseFacts.for_template(options.name, options.namespace, is_upgrade=options.is_upgrade, dialect=dialect)
    return render_chart(
        load(options.chart, dialect),
        merge_user_values([_values(file, dialect) for file in options.values], options.sets, dialect, _read),
        facts,
        dialect=dialect,
        capabilities=capabilities.with_api_versions(options.api_versions, dialect),
        options=RenderOptions(
            include_crds=options.include_crds,
            skip_tests=options.skip_tests,
            no_hooks=options.no_hooks,
            skip_schema_validation=options.skip_schema_validation,
        ),
        cache=CodeCache(str(cache_folder() / "templates")),
    )


def _values(file: Path, dialect: Dialect) -> dict[str, object]:
    try:
        return read_values(file.read_bytes(), dialect)
    except OSError as error:
        raise ToolingError(f"{file}: {error.strerror}") from error


def _read(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise ToolingError(f"{path}: {error.strerror}") from error
