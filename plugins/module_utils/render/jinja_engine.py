# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders the templates of charts whose Chart.yaml says ``engine: jinja2``.

The field is Helm 2's; the objects and functions are those of Go templates. Jinja2 is imported when the first such chart
comes up.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Callable, NoReturn

from ..errors import CoxswainError, MissingLibraryError, TemplateError
from ..gotemplate.exec_errors import NoTemplateError
from ..gotemplate.functions import FunctionTable
from ..gotemplate.limits import LimitError, Limits, run_deep
from ..gotemplate.strconv import quote
from .jinja_functions import Functions, filters, helm_functions, is_missing, own_functions, tests
from .jinja_limits import JinjaLimits, JinjaMeter
from .jinja_sandbox import make_environment
from .jinja_values import Callee, called_error, kind_name, shallow

_MINIMUM = (3, 1)
#: Python takes a time that grows with the square of the length to read a number.
_LONG_NUMBER = re.compile(r"[0-9_]{20000}")
_OMITTED: Any = object()


def render_jinja_templates(
    templates: Iterable[tuple[str, str, Mapping[str, Any]]],
    functions: FunctionTable,
    limits: Limits | None = None,
) -> dict[str, str]:
    """What templates print, by path; those whose name starts with ``_`` are there to be imported.

    :param templates: path, text and variables (``Values``, ``Release``, … with Go's values) of each template of the
        charts, in the order of running.
    :param functions: Helm's. ``include`` is asked for templates that are none of these.
    :raises TemplateError: a template does not parse or does not run, with path, line and what is wrong.
    :raises MissingLibraryError: there is no Jinja2, or an old one.
    """
    found = list(templates)
    engine = JinjaTemplates({path: text for path, text, _rest in found}, functions, limits)
    return {
        path: engine.render(path, variables)
        for path, _rest, variables in found
        if not path.rsplit("/", 1)[-1].startswith("_")
    }


class _PlacedError(TemplateError):
    """An error that says already where it comes from."""


class JinjaTemplates:
    """The Jinja2 templates of a chart and those below it, which may import each other.

    :param texts: by path, such as ``web/templates/service.yaml``.
    :param functions: Helm's; ``include`` finds templates that are none of these.
    """

    def __init__(self, texts: Mapping[str, str], functions: FunctionTable, limits: Limits | None = None) -> None:
        _require_library()
        self._texts = dict(texts)
        self.meter = JinjaMeter(JinjaLimits.within(limits))
        self._go_include = functions.get("include", None)
        self._environment = make_environment(self.meter)
        self._environment.template_for = self._template_for
        self._templates: dict[tuple[str, str], Any] = {}
        #: of each compiled template by its name in Jinja2: the path that imports start from, and how errors call it
        self._places: dict[str, tuple[str, str]] = {}
        self._bind(functions)

    def _bind(self, table: FunctionTable) -> None:
        environment, meter = self._environment, self.meter
        functions: Functions = {
            **helm_functions(table, meter),
            **own_functions(meter),
            "include": Callee("include", self._include, wants_context=True),
            "tpl": Callee("tpl", self._tpl, wants_context=True),
        }
        environment.globals = functions
        found = filters(functions, meter, environment.element)
        environment.filters = {**found, **environment.own_filters()}
        environment.tests = tests(meter, set(found))

    # -------------------------------------------------------------------------------------------------- running

    def render(self, path: str, variables: Mapping[str, Any]) -> str:
        """What the template at a path prints.

        :raises TemplateError: with the path and line of the template that is to blame.
        """
        return run_deep(self._render, path, variables)

    def _render(self, path: str, variables: Mapping[str, Any]) -> str:
        try:
            self.meter.check_time()
            return self._run(self._template(path), variables)
        except Exception as error:
            self._fail(error, path)

    def _run(self, template: Any, variables: Any) -> str:
        """What a template prints with the variables, and with all of them as ``Root``."""
        context = template.new_context({**variables, "Root": variables})
        parts: list[str] = []
        for part in template.root_render_func(context):
            parts.append(part)
        return "".join(parts)

    def _include(self, context: Any, name: Any, data: Any = _OMITTED) -> str:
        name, data = shallow(name), self._data(context, data, "include")
        if not isinstance(name, str):
            raise TemplateError(f"include takes the name of a template, not a {kind_name(name)}")
        path = self._resolve(name, self._places[context.name][0])
        if path is not None:
            if not isinstance(data, dict):
                raise TemplateError(f"include of {name} takes a mapping of variables, not a {kind_name(data)}")
            return str(self.meter.made(self._run(self._template(path), data)))
        if self._go_include is None:
            raise TemplateError(f"there is no template {quote(name)}")
        try:
            with self.meter.deeper():
                text = self._go_include.call(name, data)
        except LimitError:
            raise
        except NoTemplateError:
            raise TemplateError(f"there is no template {quote(name)}") from None
        except TemplateError as error:
            raise called_error("include", str(error), error) from error
        self.meter.check_time()
        return str(self.meter.made(text))

    def _tpl(self, context: Any, text: Any, data: Any = _OMITTED) -> str:
        text, data = shallow(text), self._data(context, data, "tpl")
        if not isinstance(text, str):
            raise TemplateError(f"tpl takes a text, not a {kind_name(text)}")
        if "{" not in text:
            return text
        if not isinstance(data, dict):
            raise TemplateError(f"tpl takes a mapping of variables, not a {kind_name(data)}")
        home = self._places[context.name][0]
        key = (home, text)
        template = self._templates.get(key)
        if template is None:
            template = self._templates[key] = self._compile(text, home, f"{home}, text given to tpl")
        return self._run(template, data)

    def _data(self, context: Any, data: Any, name: str) -> Any:
        if data is _OMITTED:
            data = context.get("Root", {})
        if is_missing(data):
            data.fail_as_missing()
        return shallow(data)

    # ------------------------------------------------------------------------------------------------- templates

    def _resolve(self, name: str, home: str) -> str | None:
        """The path of the template that ``name`` means in the template at ``home``.

        It is looked for beside that template, from the top of its chart's templates and of its chart, and as a path
        from the root chart; always among the templates of the charts and nowhere else.
        """
        folder = posixpath.dirname(home)
        chart, found, _rest = home.rpartition("/templates/")
        places = [folder, f"{chart}/templates", chart] if found else [folder]
        for place in (*places, ""):
            path = posixpath.normpath(posixpath.join(place, name)) if name else ""
            if path in self._texts:
                return path
        return None

    def _template_for(self, name: Any, parent: str | None) -> Any:
        """The template of an import or include in the template that Jinja2 calls ``parent``."""
        from jinja2.exceptions import TemplateNotFound

        name = shallow(name)
        if not isinstance(name, str):
            raise TemplateError(f"the name of a template is a string, not a {kind_name(name)}")
        path = self._resolve(name, self._places[parent][0] if parent else "")
        if path is None:
            raise TemplateNotFound(name)
        return self._template(path)

    def _template(self, path: str) -> Any:
        template = self._templates.get((path, ""))
        if template is None:
            template = self._templates[(path, "")] = self._compile(self._texts[path], path, path)
        return template

    def _compile(self, text: str, home: str, shown: str) -> Any:
        """A template that is ready to run.

        Its name in Jinja2 is a number: names of files are a stranger's, and Jinja2 writes them into Python code.
        """
        from jinja2.exceptions import TemplateSyntaxError

        environment = self._environment
        name = f"template{len(self._places)}"
        self._places[name] = (home, shown)
        if _LONG_NUMBER.search(text):
            raise _PlacedError(f"parse error at ({shown}:1): a number is too long")
        try:
            code = environment.compile(text, name, f"<{name}>")
            template = environment.template_class.from_code(environment, code, environment.make_globals(None))
        except TemplateSyntaxError as error:
            raise _PlacedError(f"parse error at ({shown}:{error.lineno}): {error.message}") from None
        except (LimitError, SyntaxError, RecursionError, MemoryError, ValueError, OverflowError) as error:
            why = "the template nests too deeply"
            if isinstance(error, LimitError):
                why = error.what
            elif isinstance(error, ValueError):
                why = "a number is too long"
            raise _PlacedError(f"parse error at ({shown}:1): {why}") from None
        template.root_render_func = self._metered(template.root_render_func)
        return template

    def _metered(self, root: Callable[[Any], Iterator[str]]) -> Callable[[Any], Iterator[str]]:
        meter = self.meter

        def run(context: Any) -> Iterator[str]:
            meter.enter()
            try:
                for text in root(context):
                    meter.write(text)
                    yield text
            finally:
                meter.leave()

        return run

    # ---------------------------------------------------------------------------------------------------- errors

    def _fail(self, error: Exception, path: str) -> NoReturn:
        """Raise what a person can read, with the places that the error comes from."""
        from jinja2.exceptions import TemplateError as JinjaError
        from jinja2.exceptions import TemplateNotFound, TemplatesNotFound

        if isinstance(error, CoxswainError) and not isinstance(error, TemplateError):
            raise error
        places = list(self._called(error.__traceback__)) or [f"{path}:1"]
        kind = LimitError if isinstance(error, (LimitError, RecursionError, MemoryError)) else TemplateError
        if isinstance(error, TemplateError):
            text = str(error)
        elif isinstance(error, TemplatesNotFound):
            text = "none of the templates to choose from exists"
        elif isinstance(error, TemplateNotFound):
            text = f"there is no template {quote(str(error.name))} in the chart"
        elif isinstance(error, JinjaError):
            text = error.message or "the template is not valid"
        elif isinstance(error, (RecursionError, MemoryError)):
            text = "templates or values nest too deeply"
        else:
            text = str(error) or type(error).__name__
        called = ""
        if isinstance(error, _PlacedError):
            called = f" (used at {places[0]})" if self._called_any(error) else ""
        else:
            if places[0] != places[-1]:
                called = f" (used at {places[0]})"
            text = f"execution error at ({places[-1]}): {text}"
        raise kind(text + called) from error

    def _called_any(self, error: Exception) -> bool:
        return next(self._called(error.__traceback__), None) is not None

    def _called(self, traceback: TracebackType | None) -> Iterator[str]:
        """Path and line of each template that was running, the outermost first."""
        while traceback is not None:
            template = traceback.tb_frame.f_globals.get("__jinja_template__")
            if template is not None:
                yield f"{self._places[template.name][1]}:{template.get_corresponding_lineno(traceback.tb_lineno)}"
            traceback = traceback.tb_next


def _require_library() -> None:
    remedy = "Install it with pip."
    try:
        import jinja2
    except ImportError:
        raise MissingLibraryError(
            "Jinja2 3.1 or newer is needed for charts with engine: jinja2", remedy=remedy
        ) from None
    found = re.findall(r"\d+", jinja2.__version__)
    if tuple(map(int, found[:2])) < _MINIMUM:
        raise MissingLibraryError(
            f"Jinja2 3.1 or newer is needed for charts with engine: jinja2, and this is {jinja2.__version__}",
            remedy=remedy,
        )
