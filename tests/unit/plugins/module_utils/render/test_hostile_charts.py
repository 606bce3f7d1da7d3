# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts made to hang the machine or exhaust its memory end in one clear error, or are harmless.

Each row is rendered in a process of its own, whose memory is limited and measured. The bounds are lower than those of
users, so that the tests end sooner; what is asserted about time is only that the process ends by itself.
"""

# ruff: noqa: E501 - each template is one line

from __future__ import annotations

import multiprocessing
import os
import re
import resource
from multiprocessing.connection import Connection
from typing import Any

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.coalesce import coalesce_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.limits import Limits
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.engine import render_templates
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

MB = 1 << 20
LIMITS = Limits(seconds=0.25, memory=256 * MB)
#: For rows that another limit must end, even on a slow machine.
PATIENT = Limits(seconds=20.0, memory=256 * MB)
#: How far one value may exceed the limit before memory is checked again.
OVERSHOOT = 256 * MB
#: Seconds after which a process is considered hung; on an idle machine each takes one or two.
HANGS = 120

TIME = r"templates ran for more than 0\.25 seconds"
MEMORY = r"templates need more than 256 MiB of memory"
SIZE = r"a function would make a (value of \d+ characters|list of \d+ elements), more than the \d+ allowed"
OUTPUT = r"templates printed more than 268435456 characters"
STEPS = r"templates ran more than 20000000 loop iterations and invocations"
DEEP = r"nested too deeply|nest too deeply"
SPENT = f"{TIME}|{MEMORY}|{OUTPUT}|{STEPS}"

DOUBLED = '{{ $t := dict "a" 1 }}{{ range until 60 }}{{ $t = dict "a" $t "b" $t }}{{ end }}'
TWIN = DOUBLED.replace("$t", "$u")
CYCLE = '{{ $d := dict }}{{ $_ := set $d "a" $d }}'
DEEPER = '{{ $d := dict "a" 1 }}{{ range until 40000 }}{{ $d = dict "a" $d }}{{ end }}'
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 10)}]\n" for i in range(12)
)
FAN = "".join(
    f'{{{{ define "x{i}" }}}}{{{{ CALL "x{i + 1}" . }}}}{{{{ CALL "x{i + 1}" . }}}}{{{{ end }}}}' for i in range(60)
)

#: Name, contents of _helpers.tpl, template, and error; None if it renders.
CHARTS: list[tuple[str, str, str, str | None]] = [
    # recursion and include depth
    ("a template that includes itself", '{{ define "x" }}{{ include "x" . }}{{ end }}', '{{ include "x" . }}', "nested reference name: x"),
    ("templates that include each other", '{{ define "x" }}{{ include "y" . }}{{ end }}{{ define "y" }}{{ include "x" . }}{{ end }}', '{{ include "x" . }}', f"nested reference name|{SPENT}"),
    ("a template that invokes itself", '{{ define "x" }}{{ template "x" . }}{{ end }}', '{{ template "x" . }}', "exceeded maximum template depth|invoke each other more than"),
    ("includes that fan out", FAN.replace("CALL", "include") + '{{ define "x60" }}a{{ end }}', '{{ include "x0" . }}', SPENT),
    ("templates that fan out", FAN.replace("CALL", "template") + '{{ define "x60" }}a{{ end }}', '{{ template "x0" . }}', SPENT),
    ("tpl of itself", "", "{{ tpl .Values.itself . }}", "invoke each other more than 5000 times"),
    ("tpl in a loop", "", '{{ range $i := until 200000 }}{{ tpl (printf "{{ %d }}" $i) $ }}{{ end }}', SPENT),
    ("tpl of a text that grows", "", '{{ $t := "{{ . }}" }}{{ range until 40 }}{{ $t = cat $t $t }}{{ end }}{{ tpl $t "x" }}', f"{SIZE}|{SPENT}"),
    # output and texts
    ("a text that doubles", "", '{{ $t := "xxxxxxxx" }}{{ range until 60 }}{{ $t = print $t $t }}{{ end }}{{ $t }}', SIZE),
    ("a text printed in a loop", "", '{{ range until 1000000 }}{{ repeat 10000 "x" }}{{ end }}', SPENT),
    ("an include printed in a loop", '{{ define "x" }}' + "x" * 10000 + "{{ end }}", '{{ range until 1000000 }}{{ include "x" . }}{{ end }}', SPENT),
    ("repeat", "", '{{ repeat 2000000000 "abcdefgh" }}', SIZE),
    ("indent", "", '{{ indent 2000000000 "a" }}', SIZE),
    ("indent of many lines", "", '{{ indent 10000 (repeat 1000000 "a\\n") }}', SIZE),
    ("printf with a wide verb", "", '{{ printf "%2000000000d" 1 }}', None),
    ("printf with many wide verbs", "", '{{ printf (repeat 100000 "%1000000d") 1 }}', None),
    ("printf with a star", "", '{{ printf "%*d" 999999999 1 }}', None),
    ("printf of large texts", "", '{{ $s := repeat 30000000 "x" }}{{ printf "%s%s%s" $s $s $s }}', f"{SIZE}|{SPENT}"),
    ("print of large texts", "", '{{ $s := repeat 30000000 "x" }}{{ print $s $s $s $s $s $s $s $s }}', f"{SIZE}|{SPENT}"),
    ("quote of large texts", "", '{{ $s := repeat 30000000 "\\"" }}{{ quote $s $s $s $s $s $s $s $s | len }}', f"{SIZE}|{SPENT}"),
    ("join with a large separator", "", '{{ join (repeat 100000 "x") (until 100000) | len }}', f"{SIZE}|{SPENT}"),
    ("splitList by nothing", "", '{{ $s := repeat 30000000 "x" }}{{ splitList "" $s | len }}', f"{SIZE}|{SPENT}"),
    ("split by a comma", "", '{{ $s := repeat 15000000 "x," }}{{ split "," $s | len }}', f"{SIZE}|{SPENT}"),
    ("replace", "", '{{ $s := repeat 10000000 "x" }}{{ replace "x" (repeat 1000 "y") $s | len }}', SIZE),
    ("regexReplaceAll", "", '{{ $s := repeat 10000000 "x" }}{{ regexReplaceAll "x" $s (repeat 1000 "y") | len }}', f"{SIZE}|{SPENT}"),
    ("regexReplaceAll with groups", "", '{{ $s := repeat 1000000 "x" }}{{ regexReplaceAll "(.*)" $s (repeat 1000 "$1") | len }}', f"{SIZE}|{SPENT}"),
    ("base64 in a loop", "", '{{ $s := "xx" }}{{ range until 200 }}{{ $s = b64enc $s }}{{ end }}', f"{SIZE}|{SPENT}"),
    ("a hash of a large text in a loop", "", '{{ $s := repeat 10000000 "x" }}{{ range until 100000 }}{{ $_ := sha256sum $s }}{{ end }}', SPENT),
    # lists and ranges
    ("until", "", "{{ until 2000000000 | len }}", SIZE),
    ("untilStep", "", "{{ untilStep 0 9000000000000000 1 | len }}", SIZE),
    ("seq", "", "{{ seq 2000000000 }}", SIZE),
    ("a loop over a huge number", "", "{{ range $i := 9000000000000000000 }}{{ end }}", STEPS),
    ("a loop in a loop", "", "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}", SPENT),
    ("uniq of 100,000 elements", "", "{{ uniq (until 100000) | len }}", SPENT),
    ("uniq of 100,000 lists", "", "{{ uniq (chunk 1 (until 100000)) | len }}", SPENT),
    ("without of 100,000 elements", "", "{{ $l := chunk 1 (until 100000) }}{{ range $l }}{{ $_ := without $l (list -1) }}{{ end }}", SPENT),
    ("has in a loop", "", "{{ $l := chunk 1 (until 100000) }}{{ range $l }}{{ $_ := has (list -1) $l }}{{ end }}", SPENT),
    ("a list that doubles", "", "{{ $t := list 1 2 }}{{ range until 60 }}{{ $t = concat $t $t }}{{ end }}{{ len $t }}", f"{SIZE}|{SPENT}"),
    ("a list of large texts", "", '{{ $l := list }}{{ range until 100000 }}{{ $l = append $l (repeat 60000 "x") }}{{ end }}', SPENT),
    ("a list of lists", "", "{{ $l := list }}{{ range until 100000 }}{{ $l = append $l (until 10000) }}{{ end }}", SPENT),
    ("sortAlpha in a loop", "", "{{ $l := until 100000 }}{{ range $l }}{{ $_ := sortAlpha $l }}{{ end }}", SPENT),
    # values that refer to themselves
    ("a doubled value as YAML", "", DOUBLED + "{{ toYaml $t }}", SPENT),
    ("a doubled value as JSON", "", DOUBLED + "{{ toJson $t }}", SPENT),
    ("a doubled value, printed", "", DOUBLED + "{{ $t }}", SPENT),
    ("a doubled value, copied", "", DOUBLED + "{{ deepCopy $t | len }}", SPENT),
    ("doubled values, merged", "", DOUBLED + TWIN + "{{ merge $u $t | len }}", SPENT),
    ("doubled values, compared", "", DOUBLED + TWIN + "{{ deepEqual $u $t }}", SPENT),
    ("a value that holds itself, printed", "", CYCLE + "{{ $d }}", DEEP),
    ("a value that holds itself, as YAML", "", CYCLE + "{{ toYaml $d }}", None),
    ("a value that holds itself, as pretty YAML", "", CYCLE + "{{ toYamlPretty $d }}", DEEP),
    ("a value that holds itself, as TOML", "", CYCLE + "{{ toToml $d }}", DEEP),
    ("a value that holds itself, as pretty JSON", "", CYCLE + "{{ toPrettyJson $d }}", None),
    ("a value that holds itself, copied", "", CYCLE + "{{ deepCopy $d }}", DEEP),
    ("values that hold themselves", "", '{{ $_ := set .Values "a" .Values }}{{ toYamlPretty .Values }}', DEEP),
    ("the dot that holds itself", "", '{{ $_ := set . "a" . }}{{ toYamlPretty . }}', DEEP),
    ("a very deep value, as YAML", "", DEEPER.replace("40000", "20000") + "{{ toYaml $d | len }}", None),
    ("a very deep value, printed", "", DEEPER.replace("40000", "80000") + "{{ print $d | len }}", DEEP),
    # parsing of texts
    ("aliases of aliases", "", "{{ fromYaml .Values.bomb }}", None),
    ("deep brackets in YAML", "", '{{ fromYaml (print (repeat 1000000 "[") (repeat 1000000 "]")) }}', None),
    ("deep dashes in YAML", "", '{{ fromYamlArray (repeat 1000000 "- ") | len }}', None),
    ("deep brackets in JSON", "", '{{ fromJson (print (repeat 1000000 "[") (repeat 1000000 "]")) }}', None),
    ("deep brackets in TOML", "", '{{ fromToml (print "a=" (repeat 100000 "[")) }}', None),
    ("a long number", "", '{{ int (repeat 1000000 "1") }}{{ float64 (repeat 1000000 "1") }}{{ atoi (repeat 1000000 "1") }}', None),
    ("a long version", "", '{{ semver (print "1.2.3-" (repeat 1000000 "a.")) }}', "error calling semver"),
    ("a long constraint", "", '{{ semverCompare (repeat 100000 ">1 ") "1.2.3" }}', f"error calling semverCompare|{SPENT}"),
    # regular expressions that make a backtracking matcher hang
    ("repetition in repetition", "", '{{ regexMatch "(a+)+$" (print (repeat 5000 "a") "b") }}', None),
    ("alternatives that overlap", "", '{{ regexMatch "(a|aa)+$" (print (repeat 5000 "a") "b") }}', None),
    ("repetitions in a row", "", '{{ regexMatch "(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)x" (repeat 3000 "a") }}', None),
    ("many optional parts", "", '{{ regexMatch "(x?){1000}x{1000}" (repeat 999 "x") }}', f"takes too long|{SPENT}"),
    ("repeated repetitions", "", '{{ mustRegexMatch "((x{30}){30}){30}" "x" }}', "invalid repeat count|expression nests|too large"),
    ("deep groups", "", '{{ mustRegexMatch (print (repeat 100000 "(") (repeat 100000 ")")) "x" }}', "expression nests too deeply|nested too deeply"),
    # templates that are hard to parse
    ("deep parentheses", "", "{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}", "max expression depth exceeded"),
    ("deep branches", "", "{{ if 1 }}" * 20000 + "x" + "{{ end }}" * 20000, "nested too deeply"),
    ("deep loops", "", "{{ range until 2 }}" * 100 + "x" + "{{ end }}" * 100, SPENT),
    ("a long pipeline", "", "{{ 1 " + "| add 1 " * 3000 + " }}", None),
    ("a large number", "", "{{ 1" + "0" * 100000 + " }}", r"parse error at \(c/templates/t.yaml:1\)"),
    ("braces that never close", "", "{{" * 100000, 'unexpected "{"'),
    # files of the chart
    ("a pattern of many stars", "", '{{ .Files.Glob (repeat 1000 "*a") | len }}', None),
    ("a pattern of many braces", "", '{{ .Files.Glob (print (repeat 30 "{a,b}") "x") | len }}', None),
    # functions that are slow by design
    ("keys in a loop", "", '{{ range until 100000 }}{{ $_ := genPrivateKey "rsa" }}{{ end }}', SPENT),
    ("bcrypt in a loop", "", '{{ range until 100000 }}{{ $_ := bcrypt "p" }}{{ end }}', SPENT),
]  # fmt: skip


def outcome(helpers: str, template: str, limits: Limits = LIMITS) -> str | None:
    """Return the error of a chart with these templates; None if it renders."""
    dialect = DIALECTS["helm4"]
    chart = Chart(metadata={"apiVersion": "v2", "name": "c", "version": "1.2.3"})
    chart.templates = [File("templates/_helpers.tpl", helpers.encode()), File("templates/t.yaml", template.encode())]
    chart.files = [File("a" * 200, b"x")]
    chart.values = {"bomb": BOMB, "itself": "{{ tpl .Values.itself . }}"}
    values = coalesce_values(chart, {}, dialect, lambda _text: None)
    try:
        functions = function_table(dialect, Entropy(), ClusterQueries())
        scope = {"Release": {}, "Capabilities": {}, "Values": values}
        render_templates(chart, scope, functions, dialect, limits=limits)
    except CoxswainError as error:
        return str(error)
    return None


def grown() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _render_alone(pipe: Connection, helpers: str, template: str, limits: Limits) -> None:
    """The body of the process: tells the error, and by how much the process grew."""
    before = grown()
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    answer: Any
    try:
        answer = outcome(helpers, template, limits)
    except BaseException as error:  # noqa: B036 - the test must see every error
        answer = error
    try:
        pipe.send((answer, grown() - before))
    except Exception as error:
        pipe.send((RuntimeError(repr(error)), 0))
    pipe.close()
    os._exit(0)


@pytest.mark.parametrize(
    ("helpers", "template", "message"), [row[1:] for row in CHARTS], ids=[row[0] for row in CHARTS]
)
def test_rendering_ends(helpers: str, template: str, message: str | None) -> None:
    limits = LIMITS if TIME in (message or "") else PATIENT
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_render_alone, args=(sender, helpers, template, limits))
    process.start()
    sender.close()
    try:
        assert receiver.poll(HANGS), f"it runs for more than {HANGS} seconds"
        error, memory = receiver.recv()
    finally:
        receiver.close()
        if process.is_alive():
            process.kill()
        process.join()
        process.close()
    assert error is None or isinstance(error, str), f"it is no clear error: {error!r}"
    if message is None:
        assert error is None
    else:
        assert error is not None and re.search(message, error), error
    assert memory < LIMITS.memory + OVERSHOOT, f"it grew by {memory >> 20} MB"  # type: ignore[operator]
