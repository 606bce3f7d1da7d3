# SPDX-License-Identifier: GPL-3.0-or-later
"""The functions that Helm adds to sprig's; the expected results are those of helm 4.3.1."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM3, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

from .charts import text_of

ROWS = [
    ('{{ durationSeconds "1h" }}', "3600"),
    ("{{ durationMilliseconds 1.5 }}", "1500"),
    ('{{ durationMicroseconds "1ms" }}', "1000"),
    ('{{ durationNanoseconds "2.5" }}', "2500000000"),
    ("{{ durationMinutes 90 }}", "1.5"),
    ('{{ durationHours "90m" }}', "1.5"),
    ("{{ durationHours true }}", "0"),
    ('{{ durationDays "36h" }}', "1.5"),
    ('{{ durationWeeks "x" }}', "0"),
    ('{{ durationRoundTo "2h13m" "30m" }}', "2h0m0s"),
    ('{{ durationTruncateTo 3661 "1m" }}', "1h1m0s"),
    ('{{ durationTruncateTo "1h30m" "x" }}', "1h30m0s"),
    ('{{ mustToDuration "1h30m" }}', "1h30m0s"),
    ('{{ fromYaml "" | toJson }}', "{}"),
    (
        '{{ fromYaml "- a" }}',
        "map[Error:error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
        "array into Go value of type "
        "map[string]interface {}]",
    ),
    (
        '{{ fromYamlArray "a: 1" }}',
        "[error unmarshaling JSON: while decoding JSON: json: cannot unmarshal object "
        "into Go value of type "
        "[]interface {}]",
    ),
    ('{{ fromJson "null" | toJson }}', "null"),
    ('{{ fromJson "" }}', "map[Error:unexpected end of JSON input]"),
    ('{{ fromJsonArray `[1,{"a":2}]` }}', "[1 map[a:2]]"),
    ('{{ toToml (dict "a" 1 "b" (dict "c" 2.0)) }}', "a = 1\n\n[b]\n  c = 2.0\n"),
    ('{{ (fromToml "a = 1979-05-27").a }}', "1979-05-27 00:00:00 +0000 date-local"),
    ('{{ toYamlPretty (dict "a" (list 1 2)) }}', "a:\n  - 1\n  - 2"),
    ('{{ toYaml (dict "a" (list 1 2)) }}', "a:\n- 1\n- 2"),
    ('{{ toJson (dict "a" "<&>") }}', '{"a":"\\u003c\\u0026\\u003e"}'),
]


@pytest.mark.parametrize(("template", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_functions(template: str, expected: str) -> None:
    assert text_of(template) == expected


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{{ mustToDuration "soon" }}', 'error calling mustToDuration: could not parse duration "soon"'),
        ("{{ mustToDuration nil }}", "error calling mustToDuration: invalid duration"),
        ('{{ required "a name" .Values.name }}', "execution error at (boat/templates/t/NOTES.txt:1:3): a name"),
        ('{{ fail "over" }}', "execution error at (boat/templates/t/NOTES.txt:1:3): over"),
    ],
)
def test_errors(template: str, message: str) -> None:
    with pytest.raises(RenderError) as caught:
        text_of(template)
    assert message in caught.value.what


def test_required_of_helm_2_formats_its_text() -> None:
    with pytest.raises(RenderError, match=r"error calling required: 100%!\(NOVERB\)"):
        text_of('{{ required "100%" .Values.name }}', dialect=HELM2)


def test_names() -> None:
    tables = {dialect: set(function_table(dialect, Entropy(), ClusterQueries())) for dialect in (HELM2, HELM3, HELM4)}
    for names in tables.values():
        assert not {"env", "expandenv"} & names
        assert {"include", "tpl", "required", "toYaml", "fromYaml", "toJson", "toToml", "fail"} <= names
    assert tables[HELM4] - tables[HELM3] == {
        "mustToToml",
        "mustToYaml",
        "mustToDuration",
        "durationSeconds",
        "durationMilliseconds",
        "durationMicroseconds",
        "durationNanoseconds",
        "durationMinutes",
        "durationHours",
        "durationDays",
        "durationWeeks",
        "durationRoundTo",
        "durationTruncateTo",
    }
    assert {"lookup", "fromToml", "toYamlPretty", "dig", "chunk"} & tables[HELM2] == set()
