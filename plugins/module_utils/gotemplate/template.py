# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets of templates that invoke each other by name, like Go's ``*template.Template``."""

from __future__ import annotations

import contextlib
import hashlib
import types
from collections.abc import Iterator
from typing import Any, Callable

from ..errors import TemplateError
from . import limits as bounds
from . import runtime
from .builtins import BUILTINS
from .codecache import CodeCache, python_version
from .codegen import Blames
from .compiler import CONSTANT_CLASSES, QUICK_CHECKS, FileCompiler, Options, function_global
from .exec_errors import ExecError, Fail, NoTemplateError
from .functions import FunctionTable
from .gc_pause import paused_gc
from .kinds import NO_VALUE, zero_value
from .lexer import Action
from .limits import LimitError, Limits, Meter
from .parse_tree import ParseError
from .parser import parse
from .printing import display
from .strconv import go_bytes, quote

__all__ = ["CompiledFile", "ExecError", "NoTemplateError", "ParseError", "Template", "TemplateSet"]

_FILE_PREFIX = "<gotemplate "

#: the Python builtins that generated code uses
_PYTHON_BUILTINS = {kind.__name__: kind for kind in (type, str, bytes, bool, int, float, complex, list, dict)}


class CompiledFile:
    """A compiled text. Nothing in it depends on the name that it is parsed under.

    :param text: the text itself.
    :param trees: (name, or None for the text itself; whether it is empty; code) of each template, the text's own last.
    :param end_line: the number of the last line.
    :param bodies: the code of the bodies of branches that were compiled on their own, by their positions.
    """

    __slots__ = ("text", "trees", "end_line", "bodies", "compiler", "blames")

    def __init__(
        self,
        text: str,
        trees: list[tuple[str | None, bool, types.CodeType]],
        end_line: int,
        bodies: dict[int, types.CodeType],
    ) -> None:
        self.text = text
        self.trees = trees
        self.end_line = end_line
        self.bodies = bodies
        #: the compiler of a text that was just parsed, for further bodies
        self.compiler: FileCompiler | None = None
        #: what errors refer to, once something failed, by unit: 0 or the position of a body
        self.blames: dict[int, Blames] = {}

    def dump(self) -> tuple[Any, ...]:
        """Return the form that the cache stores; bodies that are compiled later are added to it."""
        return self.trees, self.end_line, self.bodies


def compile_text(
    name: str,
    text: str,
    options: Options,
    known: Any,
    delims: tuple[str, str],
    actions: dict[str, Action] | None = None,
) -> CompiledFile:
    """Parse and compile a text; the name is used in errors only."""
    parsed = parse(name, text, known, *delims, {} if actions is None else actions)
    try:
        compiler = FileCompiler(parsed, text, options)
        codes = {code.co_name: code for code in _codes(compiler.source, 0)}
    except (RecursionError, MemoryError, SyntaxError):
        # Only absurd templates reach Python's own limits.
        raise ParseError(name, parsed.end_line, "template is nested too deeply") from None
    trees = [(tree.name, tree.empty, codes[f"t{number}"]) for number, tree in enumerate(parsed.trees)]
    compiled = CompiledFile(text, trees, parsed.end_line, {})
    if compiler.bodies:
        compiled.compiler = compiler
    return compiled


def _codes(source: str, unit: int) -> list[types.CodeType]:
    """Return the code of the functions in a module; ``unit`` is 0 or the position of a body."""
    module = compile(source, f"{_FILE_PREFIX}{unit}>", "exec", dont_inherit=True, optimize=0)
    return [code for code in module.co_consts if isinstance(code, types.CodeType)]


class _Bodies(dict[int, Callable[..., None]]):
    """The bodies of branches of a template that were compiled on their own, as functions by position."""

    __slots__ = ("owner", "template")

    def __init__(self, owner: TemplateSet, template: Template) -> None:
        self.owner = owner
        self.template = template

    def __missing__(self, pos: int) -> Callable[..., None]:
        code = self.owner.body(self.template, pos)
        function = self[pos] = types.FunctionType(code, self.owner.namespace, self.template.name, (self,))
        return function


class Template:
    """A template of a set: its name, the name of its file, and its code."""

    __slots__ = ("set", "name", "file", "empty", "compiled", "code", "run")

    def __init__(
        self, owner: TemplateSet, name: str, file: str, empty: bool, compiled: CompiledFile, code: types.CodeType
    ):
        self.set = owner
        self.name = name
        self.file = file
        self.empty = empty
        self.compiled = compiled
        self.code = code
        #: the code, bound to the functions of the set
        self.run: Callable[[Any, list[str]], Any] = types.FunctionType(
            code, owner.namespace, name, (_Bodies(owner, self),)
        )

    def bound_to(self, owner: TemplateSet) -> Template:
        """Return the same template bound to another set."""
        return Template(owner, self.name, self.file, self.empty, self.compiled, self.code)

    def execute(self, data: Any) -> str:
        """Return what the template prints for ``data``; raise :class:`ExecError` if it fails."""
        return self.set.execute_template(self, data)


#: compiled texts of this process, by everything that affects the code
_memory: dict[tuple[str, str], CompiledFile] = {}
_MEMORY_ENTRIES = 2048


class TemplateSet:
    """Templates that can invoke each other, and the functions that they call.

    :param functions: the functions besides Go's own, over which they take precedence.
    :param missing_key: what a missing map key yields: ``zero``, ``default`` (the same as ``invalid``) or ``error``.
    :param eager_logic: whether ``and`` and ``or`` evaluate every argument, as Go did before 1.18.
    :param limits: the resource limits of this set and its clones together.
    :param cache: where compiled texts are kept between processes.
    :param name: the name of the set, which Go shows in the error for an undefined template.
    """

    def __init__(
        self,
        functions: FunctionTable,
        *,
        missing_key: str = "zero",
        eager_logic: bool = False,
        limits: Limits | None = None,
        cache: CodeCache | None = None,
        name: str = "gotpl",
        delims: tuple[str, str] = ("{{", "}}"),
    ) -> None:
        if missing_key not in ("zero", "default", "invalid", "error"):
            raise ValueError(f"missing_key cannot be {missing_key!r}")
        self.name = name
        self.functions = functions
        self.missing_key = missing_key
        self.eager_logic = eager_logic
        self.delims = delims
        self.cache = cache
        self.meter = Meter(limits or Limits())
        self._key = _options_key(functions, missing_key, eager_logic, delims)
        self._templates: dict[str, Template] = {}
        #: files whose parsed form is kept, in this set and its clones
        self._open: list[CompiledFile] = []
        #: the actions of the files that are being parsed together, by their texts
        self._actions: dict[str, Action] | None = None
        fields = runtime.Fields(missing_key)
        loops = runtime.Loops(self.meter)
        self.namespace: dict[str, Any] = {
            "P": display,
            "C": fields.make_chain(),
            "C1": fields.make_field(),
            "M": fields.method,
            "MISSING": runtime.MISSING,
            "K": runtime.check,
            **{name: runtime.make_check(kind, go_type) for name, (kind, go_type) in QUICK_CHECKS.items()},
            "N": runtime.no_nil,
            "B": fields.boxed,
            "X": runtime.fail,
            "U": runtime.unsure,
            "Z": zero_value,
            "L": loops.values,
            "L2": loops.pairs,
            **CONSTANT_CLASSES,
            "__builtins__": _PYTHON_BUILTINS,
        }
        self._bind_functions(BUILTINS)
        self._bind_functions(functions)
        self._bind_invocation()

    # -------------------------------------------------------------------------------------------- namespaces

    def _bind_functions(self, table: FunctionTable) -> None:
        namespace = self.namespace
        for name, record in table.items():
            namespace[function_global(name)] = record.call

    def _bind_invocation(self) -> None:
        """Bind the functions with which templates of this set invoke each other."""
        templates, meter = self._templates, self.meter
        max_depth = meter.limits.depth
        step = meter.step

        def find(name: str, blame: int) -> Template:
            template = templates.get(name)
            if template is None:
                raise Fail(blame, f"template {quote(name)} not defined")
            if template.set is not self:
                template = templates[name] = template.bound_to(self)
            if meter.depth >= max_depth:
                raise Fail(blame, "exceeded maximum template depth (100000)")
            return template

        def _enter(template: Template, data: Any, output: list[str]) -> None:
            meter.depth += 1
            step(1)
            template.run(data, output)
            meter.depth -= 1

        self.namespace["T"] = find
        self.namespace["E"] = _enter

    def clone(self, functions: FunctionTable | None = None) -> TemplateSet:
        """Return a set with the same templates; templates added to it do not affect this one.

        :param functions: functions that replace those with the same names and types, such as Helm's ``include`` and
            ``tpl``, which are bound to one set.
        """
        other = TemplateSet.__new__(TemplateSet)
        other.__dict__.update(self.__dict__)
        other._templates = dict(self._templates)
        other.namespace = dict(self.namespace)
        if functions:
            other._replace_functions(functions)
        other._bind_invocation()
        return other

    def with_functions(self, functions: FunctionTable) -> TemplateSet:
        """Return a :meth:`clone` with other functions."""
        return self.clone(functions)

    def set_functions(self, functions: FunctionTable) -> None:
        """Add or replace functions, like Go's ``Funcs``; templates already parsed use the new callables, too."""
        self._replace_functions(functions)

    def _replace_functions(self, functions: FunctionTable) -> None:
        changed = False
        for name, record in functions.items():
            old = self.functions.get(name)
            if old is None or _signature(old) != _signature(record):
                changed = True
        self.functions = {**self.functions, **functions}
        if changed:
            # Argument checks are part of the code, so code compiled from now on differs.
            self._key = _options_key(self.functions, self.missing_key, self.eager_logic, self.delims)
            self._actions = None
        self._bind_functions(functions)

    # ------------------------------------------------------------------------------------------------ parsing

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Parse the files of a chart inside the block: actions that repeat across files are parsed once."""
        self._actions = {}
        try:
            yield
        finally:
            self._actions = None

    @contextlib.contextmanager
    def rendering(self) -> Iterator[None]:
        """Parse and execute inside the block: afterwards all is stored, and parsed forms are freed."""
        with self.cache.held() if self.cache is not None else contextlib.nullcontext():
            try:
                yield
            finally:
                for compiled in self._open:
                    compiled.compiler = None
                    compiled.blames.clear()
                self._open.clear()

    def parse(self, name: str, text: str) -> Template:
        """Parse a text as the template ``name``, with its defines (Go's ``t.New(name).Parse(text)``).

        An existing template is replaced, unless the new one is empty (white space and comments).

        :returns: the template of the text itself, even if the set kept an older one of that name.
        :raises ParseError: with Go's text.
        """
        compiled = self._compiled(name, text)
        # The text's own tree is the last one.
        *defines, (_own_name, empty, code) = compiled.trees
        own = Template(self, name, name, empty, compiled, code)
        found = {tree_name or "": (empty, code) for tree_name, empty, code in defines}
        old = found.get(name)
        if old is None or old[0]:
            found[name] = (empty, code)
        elif not empty:
            message = f"template: multiple definition of template {quote(name)}"
            raise ParseError(name, compiled.end_line, message)
        templates = self._templates
        for tree_name, (empty, code) in found.items():
            if empty and tree_name in templates:
                continue
            if code is own.code:
                templates[tree_name] = own
            else:
                templates[tree_name] = Template(self, tree_name, name, empty, compiled, code)
        if found[name][1] is not own.code:
            own = templates[name] if templates[name].code is found[name][1] else own
        return own

    def _compiled(self, name: str, text: str) -> CompiledFile:
        key = (self._key, text)
        compiled = _memory.get(key)
        if compiled is None:
            if self.cache is not None:
                found = self.cache.load(self._digest(text))
                if found is not None:
                    compiled = CompiledFile(text, *found)
            stored = compiled is not None
            if compiled is None:
                with paused_gc():
                    compiled = compile_text(
                        name, text, self._options(), _Known(self.functions), self.delims, self._actions
                    )
                if compiled.compiler is not None:
                    self._open.append(compiled)
            if len(_memory) >= _MEMORY_ENTRIES:
                _memory.clear()
            _memory[key] = compiled
            if not stored:
                self._store(compiled)
        return compiled

    def body(self, template: Template, pos: int) -> types.CodeType:
        """Return the code of the body of a branch, which runs for the first time.

        :param pos: its position in the file of ``template``.
        """
        compiled = template.compiled
        code = compiled.bodies.get(pos)
        if code is None:
            with paused_gc():
                compiler = compiled.compiler
                if compiler is None:
                    compiler = self._compiler(template)
                    compiled.compiler = compiler
                    self._open.append(compiled)
                try:
                    source, _blames = compiler.body(pos, self._options())
                    code = compiled.bodies[pos] = _codes(source, pos)[0]
                except (MemoryError, SyntaxError):
                    # Only absurd templates reach Python's own limits.
                    raise LimitError("template is nested too deeply") from None
            self._store(compiled)
        return code

    def _compiler(self, template: Template, locate: bool = False) -> FileCompiler:
        """Parse and compile the file of a template again."""
        text = template.compiled.text
        parsed = parse(template.file, text, _Known(self.functions), *self.delims, {})
        return FileCompiler(parsed, text, self._options(), locate)

    def _store(self, compiled: CompiledFile) -> None:
        # A clone with functions of other types may run code that was compiled without them.
        if self.cache is not None and _memory.get((self._key, compiled.text)) is compiled:
            self.cache.store(self._digest(compiled.text), compiled.dump())

    def _digest(self, text: str) -> str:
        """Return the cache key of a text."""
        return hashlib.sha256(self._key.encode() + b"\0" + go_bytes(text)).hexdigest()

    def _options(self) -> Options:
        return Options(self.functions, BUILTINS, self.missing_key == "zero", self.eager_logic)

    def blames(self, template: Template, unit: int) -> Blames:
        """Return what errors refer to.

        The text is compiled again for this, because only failing templates need it.

        :param unit: the position of the body of a branch in the template's file; 0 for the code outside of such bodies.
        """
        compiled = template.compiled
        found = compiled.blames.get(unit)
        if found is None:
            compiler = self._compiler(template, locate=True)
            found = compiler.body(unit, self._options())[1] if unit else compiler.blames
            compiled.blames[unit] = found
            self._open.append(compiled)
        return found

    # ---------------------------------------------------------------------------------------------- executing

    def names(self) -> list[str]:
        """Return the names of the templates, sorted."""
        return sorted(self._templates)

    def has(self, name: str) -> bool:
        """Return whether a template exists."""
        return name in self._templates

    def get(self, name: str) -> Template | None:
        """Return a template by name; None if it does not exist."""
        template = self._templates.get(name)
        if template is not None and template.set is not self:
            template = self._templates[name] = template.bound_to(self)
        return template

    def execute(self, name: str, data: Any) -> str:
        """Return what the template ``name`` prints for ``data`` (Go's ``ExecuteTemplate``).

        :raises NoTemplateError: there is no such template.
        :raises ExecError: the template failed; ``str()`` is Go's text.
        :raises LimitError: the set exceeded a limit.
        """
        template = self.get(name)
        if template is None:
            raise NoTemplateError(f"template: no template {quote(name)} associated with template {quote(self.name)}")
        return self.execute_template(template, data)

    def execute_template(self, template: Template, data: Any) -> str:
        """Return what a template of this set prints for ``data``."""
        meter = self.meter
        depth = meter.depth
        if depth >= meter.limits.depth:
            raise LimitError(f"templates invoke each other more than {meter.limits.depth} times deep")
        meter.depth = depth + 1
        meter.step(1)
        output: list[str] = []
        before = meter.activate() if depth == 0 else None
        try:
            template.run(None if data is NO_VALUE else data, output)
            if len(output) > 10_000:
                # Each of many pieces may be large, so they are counted before they are joined.
                meter.write(sum(map(len, output)))
                return "".join(output)
            text = "".join(output)
            meter.write(len(text))
            return text
        except Fail as fault:
            raise _located(fault, template, fault.__traceback__) from fault.cause
        except LimitError:
            raise
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            raise _located_call(error, template) from error
        except RecursionError as error:
            raise LimitError("templates or values are nested too deeply") from error
        except MemoryError as error:
            raise LimitError("templates need more memory than is available") from error
        finally:
            meter.depth = depth
            if depth == 0:
                bounds.restore(before)


class _Known:
    """The names of all functions that templates may call."""

    __slots__ = ("functions",)

    def __init__(self, functions: FunctionTable) -> None:
        self.functions = functions

    def __contains__(self, name: object) -> bool:
        return name in self.functions or name in BUILTINS


def _signature(record: Any) -> tuple[Any, ...]:
    return record.params, record.variadic, record.result


_keys: dict[tuple[int, str, bool, tuple[str, str]], tuple[FunctionTable, str]] = {}


def _options_key(functions: FunctionTable, missing_key: str, eager_logic: bool, delims: tuple[str, str]) -> str:
    """Return a digest of everything but the text that affects the code."""
    short = (id(functions), missing_key, eager_logic, delims)
    known = _keys.get(short)
    if known is not None and known[0] is functions:
        return known[1]
    signatures = sorted((name, *_signature(record)) for name, record in functions.items())
    facts = repr((python_version(), missing_key == "zero", eager_logic, delims, signatures))
    key = hashlib.sha256(facts.encode()).hexdigest()
    if len(_keys) > 64:
        _keys.clear()
    _keys[short] = (functions, key)
    return key


# ------------------------------------------------------------------------------------------------------- failures


def _place(template: Template, traceback: types.TracebackType | None) -> tuple[Template, int, int]:
    """Return the template that was running when an error occurred, the unit of its code, and the line in that."""
    line = unit = 0
    current = template
    while traceback is not None:
        frame = traceback.tb_frame
        code = frame.f_code
        if code.co_filename.startswith(_FILE_PREFIX):
            line = traceback.tb_lineno
            unit = int(code.co_filename[len(_FILE_PREFIX) : -1])
        elif code.co_name == "_enter" and code.co_filename == __file__:
            current = frame.f_locals["template"]
        traceback = traceback.tb_next
    return current, unit, line


def _located(fault: Fail, template: Template, traceback: types.TracebackType | None) -> ExecError:
    current, unit, generated = _place(template, traceback)
    line, column, node = current.set.blames(current, unit).row(generated, fault.blame)
    return ExecError(current.name, current.file, line, column, node, fault.message, fault.cause)


def _located_call(error: Exception, template: Template) -> Exception:
    current, unit, generated = _place(template, error.__traceback__)
    blames = current.set.blames(current, unit)
    place = blames.call_lines.get(generated)
    if place is None:
        if isinstance(error, UnboundLocalError):
            return ExecError(current.name, current.file, 0, 0, "", "undefined variable")
        return error
    line, column, node = blames.row(generated, place[0])
    called = f"error calling {place[1]}: "
    quoted = isinstance(error, TemplateError)
    if not quoted:
        called += f"{type(error).__name__}: {error}"
    return ExecError(current.name, current.file, line, column, node, called, error, quoted)
