# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the templates of a chart and its subcharts.

Templates of all charts share one namespace. They are parsed and run from the deepest path to the shallowest, and at the
same depth in descending order of their names, so that definitions of a parent override those of its subcharts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..chart.chart import Chart
from ..chart.values import table_at
from ..dialect import HELM4, Dialect
from ..errors import RenderError, TemplateError
from ..gotemplate.codecache import CodeCache
from ..gotemplate.functions import FunctionError, FunctionTable
from ..gotemplate.gc_pause import paused_gc
from ..gotemplate.kinds import Values
from ..gotemplate.limits import LimitError, Limits, run_deep
from ..gotemplate.strconv import quote
from ..gotemplate.template import ExecError, TemplateSet
from .chart_object import chart_object
from .chart_scope import ChartScope, SharedValues
from .files_object import files_object
from .template_errors import parse_error, run_error
from .values_object import values_type

#: How deep ``include`` may recurse into one template, as in Helm.
_MAX_NESTED_INCLUDES = 1000
#: What Go prints for a missing key; Helm removes it from all output.
_NO_VALUE = "<no value>"


@dataclass
class _Source:
    """A template file and the chart that it belongs to."""

    text: str
    scope: ChartScope
    base_path: str


def render_templates(
    chart: Chart,
    render_values: Mapping[str, Any],
    functions: FunctionTable,
    dialect: Dialect = HELM4,
    *,
    limits: Limits | None = None,
    cache: CodeCache | None = None,
) -> dict[str, str]:
    """Return the output of each template file of a chart by path, notes included and partials left out.

    :param chart: with its dependencies processed.
    :param render_values: ``Release``, ``Capabilities`` and ``Values`` (coalesced).
    :param functions: the template functions of the dialect.
    :raises RenderError: a template cannot be parsed or executed; the message is Helm's.
    """
    engine = _Helm2Engine if dialect.major == 2 else Engine
    try:
        # Templates that include each other a thousand levels deep need a deep stack.
        return run_deep(engine(dialect, functions, limits, cache).render, chart, render_values, limits=limits)
    except LimitError as error:
        # A limit was exceeded outside of a template, such as while an error message was formatted.
        raise RenderError(error.what, where=chart.name) from error


class Engine:
    """The engine of Helm 3 and 4."""

    def __init__(
        self, dialect: Dialect, functions: FunctionTable, limits: Limits | None, cache: CodeCache | None
    ) -> None:
        self.dialect = dialect
        self.functions = functions
        self.limits = limits
        self.cache = cache
        self.values_type = values_type(dialect)

    def render(self, chart: Chart, render_values: Mapping[str, Any]) -> dict[str, str]:
        """Return the output of each template file by path; see :func:`render_templates`."""
        with paused_gc():
            return self._render(chart, render_values)

    def render_text(self, name: str, text: str, data: Any) -> str:
        """Return the output of one text that belongs to no chart.

        :raises RenderError: the text cannot be parsed or executed.
        """
        templates = self._new_set()
        self._parse_one(templates, name, text)
        return self._execute(templates, name, data)

    def _render(self, chart: Chart, render_values: Mapping[str, Any]) -> dict[str, str]:
        files: dict[str, _Source] = {}
        self._collect(chart, render_values, None, chart.name, files)
        names = sorted(files, key=lambda name: (name.count("/"), name), reverse=True)
        jinja = {name: files[name].text for name in names if uses_jinja(files[name].scope.chart)}
        templates = self._new_set()
        rendered: dict[str, str] = {}
        with templates.rendering():
            self._parse(templates, files, [name for name in names if name not in jinja])
            run_jinja = self._jinja_runner(jinja, templates) if jinja else None
            for name in names:
                if _is_partial(name):
                    continue
                if run_jinja is not None and name in jinja:
                    rendered[name] = run_jinja(name, files[name])
                else:
                    rendered[name] = self._run(templates, name, files[name])
        return rendered

    # -------------------------------------------------------------------------------------------------- scopes

    def _collect(
        self,
        chart: Chart,
        render_values: Mapping[str, Any],
        parent: ChartScope | None,
        path: str,
        files: dict[str, _Source],
    ) -> ChartScope:
        """Collect the templates of a chart and its subcharts into ``files``."""
        shared: SharedValues | None = None
        if parent is None:
            values = self.values_type(render_values["Values"])
        else:
            table = table_at(parent.dot, f"Values.{chart.name}")
            values = self.values_type(table or {})
            if table is not None:
                shared = SharedValues(values, table)
        dot = self._dot(chart, values, render_values)
        scope = ChartScope(chart, dot, shared)
        for subchart in chart.dependencies:
            inner = self._collect(subchart, render_values, scope, self._path(subchart, path), files)
            scope.subcharts.append(inner)
            if "Subcharts" in dot:
                dot["Subcharts"][subchart.name] = inner.dot
        for file in chart.templates:
            if chart.is_library and not _is_partial(file.name):
                continue
            name = posixpath.join(path, file.name)
            text = file.data.decode("utf-8", "surrogateescape")
            files[name] = _Source(text, scope, posixpath.join(path, "templates"))
        return scope

    def _path(self, subchart: Chart, _parent: str) -> str:
        return subchart.full_path

    def _dot(self, chart: Chart, values: Values, render_values: Mapping[str, Any]) -> Values:
        return self.values_type(
            {
                "Chart": chart_object(chart, self.dialect),
                "Files": files_object(chart.files, self.dialect),
                "Release": render_values["Release"],
                "Capabilities": render_values["Capabilities"],
                "Values": values,
                "Subcharts": {},
            }
        )

    def _template_object(self, name: str, source: _Source) -> dict[str, Any]:
        """Return the value of ``.Template``."""
        return self.values_type({"Name": name, "BasePath": source.base_path})

    # ------------------------------------------------------------------------------------------------- templates

    def _new_set(self) -> TemplateSet:
        templates = TemplateSet(
            self.functions,
            eager_logic=self.dialect.eager_logic,
            limits=self.limits,
            cache=self.cache,
        )
        depths: dict[str, int] = {}
        templates.set_functions(
            {
                "include": self.functions["include"].with_call(_include(templates, depths)),
                "tpl": self.functions["tpl"].with_call(self._tpl(templates, depths)),
            }
        )
        return templates

    def _parse(self, templates: TemplateSet, files: Mapping[str, _Source], names: list[str]) -> None:
        with templates.together():
            for name in names:
                self._parse_one(templates, name, files[name].text)

    def _parse_one(self, templates: TemplateSet, name: str, text: str) -> None:
        try:
            templates.parse(name, text)
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(parse_error(name, str(error), self.dialect)) from error

    def _run(self, templates: TemplateSet, name: str, source: _Source) -> str:
        source.scope.dot["Template"] = self._template_object(name, source)
        try:
            return self._execute(templates, name, source.scope.dot)
        finally:
            source.scope.sync_values()

    def _execute(self, templates: TemplateSet, name: str, data: Any) -> str:
        try:
            return _without_no_value(templates.execute(name, data))
        except LimitError as error:
            raise RenderError(error.what, where=name) from error
        except TemplateError as error:
            raise RenderError(self._run_error(name, error)) from error

    def _run_error(self, name: str, error: TemplateError) -> str:
        return run_error(name, _chain(error), isinstance(error, ExecError), self.dialect)

    def _jinja_runner(self, texts: Mapping[str, str], templates: TemplateSet) -> Callable[[str, _Source], str]:
        """Return the function that runs Jinja2 templates; their ``include`` finds Go templates too."""
        from .jinja_engine import JinjaTemplates

        engine = JinjaTemplates(texts, templates.functions, self.limits)

        def run(name: str, source: _Source) -> str:
            source.scope.dot["Template"] = self.values_type({"Name": name, "BasePath": source.base_path})
            try:
                return engine.render(name, source.scope.dot)
            except TemplateError as error:
                raise RenderError(str(error)) from error
            finally:
                source.scope.sync_values()

        return run

    def _tpl(self, templates: TemplateSet, depths: dict[str, int]) -> Callable[[str, Any], str]:
        include_record, tpl_record = self.functions["include"], self.functions["tpl"]

        def tpl(text: str, data: Any) -> str:
            if "{{" not in text:
                # There are no actions, so nothing can run or fail.
                return _without_no_value(text)
            inner = templates.clone()
            inner.set_functions(
                {
                    "include": include_record.with_call(_include(inner, depths)),
                    "tpl": tpl_record.with_call(self._tpl(inner, depths)),
                }
            )
            try:
                template = inner.parse(inner.name, text)
            except LimitError:
                raise
            except TemplateError as error:
                raise FunctionError(f"cannot parse template {quote(text)}: {error}", error) from error
            try:
                result = inner.execute_template(template, data)
            except LimitError:
                raise
            except TemplateError as error:
                raise FunctionError(f"error during tpl function execution for {quote(text)}: {error}", error) from error
            return _without_no_value(result)

        return tpl


class _Helm2Engine(Engine):
    """The engine of Helm 2, whose ``tpl`` parses all files again, with its text in place of the running template."""

    def __init__(
        self, dialect: Dialect, functions: FunctionTable, limits: Limits | None, cache: CodeCache | None
    ) -> None:
        super().__init__(dialect, functions, limits, cache)
        self.files: dict[str, _Source] = {}

    def _path(self, subchart: Chart, parent: str) -> str:
        # Helm 2 joins the current names of the charts, not the paths that they were loaded from.
        return f"{parent}/charts/{subchart.name}"

    def _dot(self, chart: Chart, values: Values, render_values: Mapping[str, Any]) -> Values:
        return self.values_type(
            {
                "Values": values,
                "Release": render_values["Release"],
                "Chart": chart_object(chart, self.dialect),
                "Files": files_object(chart.files, self.dialect),
                "Capabilities": render_values["Capabilities"],
            }
        )

    def _template_object(self, name: str, source: _Source) -> dict[str, Any]:
        return {"Name": name, "BasePath": source.base_path}

    def _parse(self, templates: TemplateSet, files: Mapping[str, _Source], names: list[str]) -> None:
        self.files = {name: files[name] for name in names}
        super()._parse(templates, files, names)

    def _tpl(self, templates: TemplateSet, depths: dict[str, int]) -> Callable[[str, Any], str]:
        def tpl(text: str, data: Any) -> str:
            template_object = _helm2_template_object(text, data)
            name = template_object["Name"]
            prefix = f"Error during tpl function execution for {quote(text)}"
            inner = self._new_set()
            try:
                self._parse_one(inner, name, text)
                for other, source in self.files.items():
                    if not inner.has(other):
                        self._parse_one(inner, other, source.text)
            except RenderError as error:
                raise FunctionError(f"{prefix}: {error}") from error
            if _is_partial(name):
                return ""
            data["Template"] = template_object
            try:
                result = inner.execute(name, data)
            except LimitError:
                raise
            except TemplateError as error:
                raise FunctionError(f"{prefix}: {self._run_error(name, error)}") from error
            return _without_no_value(result)

        return tpl


def _helm2_template_object(text: str, data: Any) -> dict[str, Any]:
    """Return a copy of ``.Template`` of the data that ``tpl`` got, which Helm 2 requires."""
    found = {}
    for key in ("BasePath", "Name"):
        table = table_at(data, "Template")
        if table is None or key not in table or isinstance(table[key], dict):
            what = "Basepath" if key == "BasePath" else key
            reason = f"{key} is not a value" if table is None else f"key not found: {key}"
            raise FunctionError(f"Cannot retrieve Template.{what} from values inside tpl function: {text} ({reason})")
        found[key] = table[key]
    return {"Name": found["Name"], "BasePath": found["BasePath"]}


def uses_jinja(chart: Chart) -> bool:
    """Return whether Chart.yaml sets ``engine: jinja2``, for the chart's own templates and not its subcharts'."""
    return chart.source_metadata.get("engine") == "jinja2"


def _is_partial(name: str) -> bool:
    return name.rsplit("/", 1)[-1].startswith("_")


def _without_no_value(text: str) -> str:
    return text.replace(_NO_VALUE, "") if _NO_VALUE in text else text


def _include(templates: TemplateSet, depths: dict[str, int]) -> Callable[[str, Any], str]:
    execute = templates.execute

    def include(name: str, data: Any) -> str:
        depth = depths.get(name, 0)
        if depth > _MAX_NESTED_INCLUDES:
            reason = "unable to execute template"
            raise FunctionError(
                f"rendering template has a nested reference name: {name}: {reason}", FunctionError(reason)
            )
        depths[name] = depth + 1
        try:
            return execute(name, data)
        finally:
            depths[name] = depth

    return include


def _chain(error: BaseException) -> Iterator[str]:
    """Yield the texts of an error and of the errors that it wraps."""
    current: BaseException | None = error
    while current is not None:
        yield str(current)
        current = getattr(current, "cause", None)
