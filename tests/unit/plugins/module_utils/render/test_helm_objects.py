# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The template objects, their methods and errors, with the answers of Helm's own packages.

The answers are those of Helm 4.3.1 and Helm 3.22.0 for the chart below; in errors, ``T`` is the name of the template.
"""

# ruff: noqa: E501 - the texts are verbatim

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Chart, File
from ansible_collections.coxswain.helm.plugins.module_utils.chart.coalesce import coalesce_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.errors import CoxswainError
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities import Capabilities, ClusterQueries
from ansible_collections.coxswain.helm.plugins.module_utils.render.capabilities_object import capabilities_object
from ansible_collections.coxswain.helm.plugins.module_utils.render.engine import render_templates
from ansible_collections.coxswain.helm.plugins.module_utils.render.helm_functions import function_table
from ansible_collections.coxswain.helm.plugins.module_utils.render.release_object import ReleaseFacts, release_object
from ansible_collections.coxswain.helm.plugins.module_utils.sprig.entropy import Entropy

NAME = "c/templates/t.yaml"
FILES = {
    "conf/a.txt": "line1\nline2\n",
    "conf/b.yaml": "x: 1\n",
    "bin/c.sh": "#!/bin/sh\n",
    "n o.txt": "sp",
    "conf/deep/d.txt": "d",
    "größe.txt": "g",
    "empty.txt": "",
}
VALUES = {"a": {"b": {"c": "deep"}}, "l": ["x", "y", "z"], "n": None, "items": 1.0}

#: Template, Helm 4's answer, and Helm 3's answer where it differs.
ROWS = [
    (
        '{{ .Capabilities.APIVersions.Has "v1" }} {{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "apps/v1/Deployment" }} {{ .Capabilities.APIVersions.Has "nope/v1" }}',
        "true true false false",
        None,
    ),
    (
        "{{ .Capabilities.APIVersions.Has }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.APIVersions.Has>:\n    wrong number of args for Has: want 1 got 0',
        'error: template: T:1:16: executing "T" at <.Capabilities.APIVersions.Has>: wrong number of args for Has: want 1 got 0',
    ),
    (
        "{{ .Capabilities.APIVersions.Has 1 }}",
        'error: T:1:33\n  executing "T" at <1>:\n    expected string; found 1',
        'error: template: T:1:33: executing "T" at <1>: expected string; found 1',
    ),
    (
        '{{ .Capabilities.APIVersions.Has "v1" "v2" }}',
        'error: T:1:16\n  executing "T" at <.Capabilities.APIVersions.Has>:\n    wrong number of args for Has: want 1 got 2',
        'error: template: T:1:16: executing "T" at <.Capabilities.APIVersions.Has>: wrong number of args for Has: want 1 got 2',
    ),
    (
        "{{ .Capabilities.APIVersions.Has nil }}",
        'error: T:1:33\n  executing "T" at <nil>:\n    cannot assign nil to string',
        'error: template: T:1:33: executing "T" at <nil>: cannot assign nil to string',
    ),
    ('{{ "v1" | .Capabilities.APIVersions.Has }}', "true", None),
    ("{{ .Capabilities.APIVersions | len | lt 5 }}", "true", None),
    ("{{ index .Capabilities.APIVersions 0 }}", "v1", None),
    ('{{ has "v1" .Capabilities.APIVersions }}', "true", None),
    (
        "{{ typeOf .Capabilities.APIVersions }} {{ kindOf .Capabilities.APIVersions }} {{ typeOf .Capabilities }} {{ typeOf .Capabilities.KubeVersion }}",
        "common.VersionSet slice *common.Capabilities common.KubeVersion",
        "chartutil.VersionSet slice *chartutil.Capabilities chartutil.KubeVersion",
    ),
    ('{{ range .Capabilities.APIVersions }}{{ if eq . "v1" }}{{ . }}{{ break }}{{ end }}{{ end }}', "v1", None),
    (
        "{{ .Capabilities.KubeVersion }}|{{ .Capabilities.KubeVersion.Version }}|{{ .Capabilities.KubeVersion.Major }}|{{ .Capabilities.KubeVersion.Minor }}|{{ .Capabilities.KubeVersion.GitVersion }}|{{ .Capabilities.KubeVersion.String }}",
        "v1.37.0|v1.37.0|1|37|v1.37.0|v1.37.0",
        None,
    ),
    (
        "{{ .Capabilities.KubeVersion.Nope }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.KubeVersion.Nope>:\n    can\'t evaluate field Nope in type common.KubeVersion',
        'error: template: T:1:16: executing "T" at <.Capabilities.KubeVersion.Nope>: can\'t evaluate field Nope in type chartutil.KubeVersion',
    ),
    (
        "{{ .Capabilities.KubeVersion.GitCommit }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.KubeVersion.GitCommit>:\n    can\'t evaluate field GitCommit in type common.KubeVersion',
        'error: template: T:1:16: executing "T" at <.Capabilities.KubeVersion.GitCommit>: can\'t evaluate field GitCommit in type chartutil.KubeVersion',
    ),
    (
        "{{ .Capabilities.TillerVersion }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.TillerVersion>:\n    can\'t evaluate field TillerVersion in type interface {}',
        'error: template: T:1:16: executing "T" at <.Capabilities.TillerVersion>: can\'t evaluate field TillerVersion in type interface {}',
    ),
    (
        "{{ .Capabilities.Nope }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.Nope>:\n    can\'t evaluate field Nope in type interface {}',
        'error: template: T:1:16: executing "T" at <.Capabilities.Nope>: can\'t evaluate field Nope in type interface {}',
    ),
    (
        "{{ .Capabilities.KubeVersion.Minor | int | add 1 }} {{ typeOf .Capabilities.KubeVersion.Minor }}",
        "38 string",
        None,
    ),
    (
        '{{ semverCompare ">=1.20-0" .Capabilities.KubeVersion.Version }} {{ semverCompare ">=1.20-0" .Capabilities.KubeVersion.GitVersion }}',
        "true true",
        None,
    ),
    ("{{ toYaml .Capabilities.KubeVersion }}", 'Major: "1"\nMinor: "37"\nVersion: v1.37.0', None),
    ("{{ toJson .Capabilities.KubeVersion }}", '{"Version":"v1.37.0","Major":"1","Minor":"37"}', None),
    ("{{ with .Capabilities }}{{ .KubeVersion.Minor }}{{ end }}", "37", None),
    ('{{ $c := .Capabilities }}{{ $c.APIVersions.Has "v1" }}', "true", None),
    ('{{ (.Capabilities.APIVersions).Has "v1" }}', "true", None),
    (
        "{{ .Capabilities.APIVersions.Nope }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.APIVersions.Nope>:\n    can\'t evaluate field Nope in type common.VersionSet',
        'error: template: T:1:16: executing "T" at <.Capabilities.APIVersions.Nope>: can\'t evaluate field Nope in type chartutil.VersionSet',
    ),
    (
        '{{ .Files.Get "conf/a.txt" }}|{{ .Files.Get "nope" }}|{{ .Files.Get "../x" }}|{{ .Files.Get "/etc/passwd" }}',
        "line1\nline2\n|||",
        None,
    ),
    (
        "{{ .Files.Get }}",
        'error: T:1:9\n  executing "T" at <.Files.Get>:\n    wrong number of args for Get: want 1 got 0',
        'error: template: T:1:9: executing "T" at <.Files.Get>: wrong number of args for Get: want 1 got 0',
    ),
    (
        "{{ .Files.Get 1 }}",
        'error: T:1:14\n  executing "T" at <1>:\n    expected string; found 1',
        'error: template: T:1:14: executing "T" at <1>: expected string; found 1',
    ),
    (
        '{{ .Files.GetBytes "conf/a.txt" }} {{ .Files.GetBytes "nope" }}',
        "[108 105 110 101 49 10 108 105 110 101 50 10] []",
        None,
    ),
    (
        '{{ typeOf (.Files.GetBytes "conf/a.txt") }} {{ typeOf .Files }} {{ kindOf .Files }} {{ len .Files }}',
        "[]uint8 engine.files map 7",
        None,
    ),
    (
        '{{ .Files.GetBytes "conf/a.txt" | toString | upper }} {{ .Files.GetBytes "conf/a.txt" | b64enc }}',
        'error: T:1:88\n  executing "T" at <b64enc>:\n    wrong type for value; expected string; got []uint8',
        'error: template: T:1:88: executing "T" at <b64enc>: wrong type for value; expected string; got []uint8',
    ),
    ('{{ .Files.GetBytes "conf/a.txt" | toString | b64enc }}', "bGluZTEKbGluZTIK", None),
    (
        '{{ range .Files.Lines "conf/a.txt" }}<{{ . }}>{{ end }}|{{ .Files.Lines "nope" }}|{{ .Files.Lines "empty.txt" | len }}',
        "<line1><line2>|[]|0",
        None,
    ),
    (
        '{{ range $p, $f := .Files.Glob "conf/*" }}{{ $p }}={{ $f }};{{ end }}',
        "conf/a.txt=[108 105 110 101 49 10 108 105 110 101 50 10];conf/b.yaml=[120 58 32 49 10];",
        None,
    ),
    (
        '{{ range $p, $_ := .Files.Glob "**" }}{{ $p }};{{ end }}',
        "bin/c.sh;conf/a.txt;conf/b.yaml;conf/deep/d.txt;empty.txt;größe.txt;n o.txt;",
        None,
    ),
    ('{{ range $p, $_ := .Files.Glob "conf/**.txt" }}{{ $p }};{{ end }}', "conf/a.txt;conf/deep/d.txt;", None),
    ('{{ (.Files.Glob "conf/*").AsConfig }}', "a.txt: |\n  line1\n  line2\nb.yaml: |\n  x: 1", None),
    ('{{ (.Files.Glob "conf/*").AsSecrets }}', "a.txt: bGluZTEKbGluZTIK\nb.yaml: eDogMQo=", None),
    ('{{ (.Files.Glob "nope/*").AsConfig }}|{{ (.Files.Glob "nope/*").AsSecrets }}', "{}|{}", None),
    (
        '{{ .Files.Glob "[" }}',
        "map[bin/c.sh:[35 33 47 98 105 110 47 115 104 10] conf/a.txt:[108 105 110 101 49 10 108 105 110 101 50 10] conf/b.yaml:[120 58 32 49 10] conf/deep/d.txt:[100] empty.txt:[] größe.txt:[103] n o.txt:[115 112]]",
        None,
    ),
    ('{{ .Files.Glob "{conf,bin}/*" | len }} {{ .Files.Glob "*/?.{txt,sh}" | len }}', "3 2", None),
    (
        "{{ .Files.AsConfig }}",
        'a.txt: |\n  line1\n  line2\nb.yaml: |\n  x: 1\nc.sh: |\n  #!/bin/sh\nd.txt: d\nempty.txt: ""\ngröße.txt: g\nn o.txt: sp',
        None,
    ),
    (
        "{{ .Files.AsSecrets }}",
        'a.txt: bGluZTEKbGluZTIK\nb.yaml: eDogMQo=\nc.sh: IyEvYmluL3NoCg==\nd.txt: ZA==\nempty.txt: ""\ngröße.txt: Zw==\nn o.txt: c3A=',
        None,
    ),
    ('{{ typeOf (.Files.Glob "conf/*") }}', "engine.files", None),
    (
        '{{ .Files.Nope }}|{{ index .Files "conf/a.txt" }}|{{ (index .Files "conf/a.txt") | toString }}',
        "[]|[108 105 110 101 49 10 108 105 110 101 50 10]|line1\nline2\n",
        None,
    ),
    (
        "{{ range $k, $v := .Files }}{{ $k }} {{ end }}",
        "bin/c.sh conf/a.txt conf/b.yaml conf/deep/d.txt empty.txt größe.txt n o.txt ",
        None,
    ),
    ('{{ .Files.Get "größe.txt" }}{{ .Files.Get "n o.txt" }}', "gsp", None),
    ('{{ toYaml (.Files.Glob "conf/*") }}', "conf/a.txt: bGluZTEKbGluZTIK\nconf/b.yaml: eDogMQo=", None),
    (
        "{{ toJson .Files }}",
        '{"bin/c.sh":"IyEvYmluL3NoCg==","conf/a.txt":"bGluZTEKbGluZTIK","conf/b.yaml":"eDogMQo=","conf/deep/d.txt":"ZA==","empty.txt":"","größe.txt":"Zw==","n o.txt":"c3A="}',
        None,
    ),
    (
        "{{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.Type }}|{{ .Chart.Keywords }}|{{ .Chart.Annotations }}|{{ .Chart.Maintainers }}|{{ .Chart.KubeVersion }}|{{ .Chart.IsRoot }}",
        "c 1.2.3 9.8 |[]|map[]|[]||true",
        None,
    ),
    (
        "{{ .Chart.Nope }}",
        "",
        'error: template: T:1:9: executing "T" at <.Chart.Nope>: can\'t evaluate field Nope in type interface {}',
    ),
    (
        "{{ .Chart.name }}",
        "",
        'error: template: T:1:9: executing "T" at <.Chart.name>: can\'t evaluate field name in type interface {}',
    ),
    (
        "{{ toYaml .Chart }}",
        'APIVersion: v2\nAnnotations: null\nAppVersion: "9.8"\nCondition: ""\nDependencies: []\nDeprecated: false\nDescription: ""\nHome: ""\nIcon: ""\nIsRoot: true\nKeywords: []\nKubeVersion: ""\nMaintainers: []\nName: c\nSources: []\nTags: ""\nType: ""\nVersion: 1.2.3',
        'IsRoot: true\napiVersion: v2\nappVersion: "9.8"\nname: c\nversion: 1.2.3',
    ),
    (
        "{{ typeOf .Chart }} {{ kindOf .Chart }}",
        "map[string]interface {} map",
        "struct { chart.Metadata; IsRoot bool } struct",
    ),
    ("{{ .Chart.Annotations.a }}", "", None),
    (
        "{{ .Chart.Maintainers.x }}",
        'error: T:1:9\n  executing "T" at <.Chart.Maintainers.x>:\n    can\'t evaluate field x in type interface {}',
        'error: template: T:1:9: executing "T" at <.Chart.Maintainers.x>: can\'t evaluate field x in type []*chart.Maintainer',
    ),
    ("{{ range .Chart.Dependencies }}x{{ end }}", "", None),
    ("{{ .Chart.Dependencies }}", "[]", None),
    (
        "{{ .Chart.Validate }}",
        "",
        'error: template: T:1:9: executing "T" at <.Chart.Validate>: can\'t evaluate field Validate in type interface {}',
    ),
    (
        "{{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.IsInstall }} {{ .Release.IsUpgrade }} {{ .Release.Revision }} {{ .Release.Service }} {{ .Release.Nope }}",
        "rel ns1 true false 1 Helm ",
        None,
    ),
    (
        "{{ toYaml .Release }}",
        "IsInstall: true\nIsUpgrade: false\nName: rel\nNamespace: ns1\nRevision: 1\nService: Helm",
        None,
    ),
    ("{{ typeOf .Release }} {{ typeOf .Release.Revision }}", "map[string]interface {} int", None),
    ("{{ .Release.Time }}", "", None),
    (
        "{{ .Template.Name }} {{ .Template.BasePath }} {{ .Template.Nope }} {{ typeOf .Template }}",
        "c/templates/t.yaml c/templates  common.Values",
        "c/templates/t.yaml c/templates  chartutil.Values",
    ),
    ("{{ toYaml .Template }}", "BasePath: c/templates\nName: c/templates/t.yaml", None),
    ("{{ .Subcharts }} {{ .Subcharts.x }} {{ typeOf .Subcharts }}", "map[]  map[string]interface {}", None),
    (
        "{{ .Subcharts.x.y }}",
        'error: T:1:13\n  executing "T" at <.Subcharts.x.y>:\n    nil pointer evaluating interface {}.y',
        'error: template: T:1:13: executing "T" at <.Subcharts.x.y>: nil pointer evaluating interface {}.y',
    ),
    (
        "{{ .Values.YAML }} {{ .Values.items }} {{ typeOf .Values }} {{ kindOf .Values }}",
        'a:\n  b:\n    c: deep\nitems: 1\nl:\n- x\n- "y"\n- z\n 1 common.Values map',
        'a:\n  b:\n    c: deep\nitems: 1\nl:\n- x\n- "y"\n- z\n"n": null\n 1 chartutil.Values map',
    ),
    (
        "{{ .Values.AsMap | toJson }}",
        '{"a":{"b":{"c":"deep"}},"items":1,"l":["x","y","z"]}',
        '{"a":{"b":{"c":"deep"}},"items":1,"l":["x","y","z"],"n":null}',
    ),
    ('{{ .Values.Table "a.b" | toJson }} {{ .Values.PathValue "a.b.c" }}', '{"c":"deep"} deep', None),
    (
        '{{ .Values.Table "a.nope" }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "nope" is not a table',
        None,
    ),
    ('{{ .Values.PathValue "l" }}', "[x y z]", None),
    (
        '{{ .Values.PathValue "a" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "a" is not a value',
        None,
    ),
    (
        '{{ .Values.PathValue "" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: YAML path cannot be empty',
        None,
    ),
    (
        '{{ .Values.PathValue "a.b.c.d" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "d" is not a value',
        None,
    ),
    (
        "{{ .Values.Encode }}",
        'error: T:1:10\n  executing "T" at <.Values.Encode>:\n    wrong number of args for Encode: want 1 got 0',
        'error: template: T:1:10: executing "T" at <.Values.Encode>: wrong number of args for Encode: want 1 got 0',
    ),
    (
        "{{ .Values.Nope.x }}",
        'error: T:1:10\n  executing "T" at <.Values.Nope.x>:\n    nil pointer evaluating interface {}.x',
        'error: template: T:1:10: executing "T" at <.Values.Nope.x>: nil pointer evaluating interface {}.x',
    ),
    ("{{ .Values.a.YAML }}", "", None),
    ('{{ dig "a" "b" "c" "no" .Values.AsMap }} {{ dig "a" "q" "c" "no" .Values.AsMap }}', "deep no", None),
    (
        '{{ dig "a" "b" "c" "no" .Values }}',
        'error: template: T:1:3: executing "T" at <dig "a" "b" "c" "no" .Values>: error calling dig: interface conversion: interface {} is common.Values, not map[string]interface {}',
        'error: template: T:1:3: executing "T" at <dig "a" "b" "c" "no" .Values>: error calling dig: interface conversion: interface {} is chartutil.Values, not map[string]interface {}',
    ),
    ("{{ .Values.l.0 }}", 'error: parse error at (T:1): unexpected ".0" in operand', None),
    (
        "{{ .Nope }} {{ .Nope.x }}",
        'error: T:1:20\n  executing "T" at <.Nope.x>:\n    nil pointer evaluating interface {}.x',
        'error: template: T:1:20: executing "T" at <.Nope.x>: nil pointer evaluating interface {}.x',
    ),
    ("{{ $ | keys | sortAlpha }}", "[Capabilities Chart Files Release Subcharts Template Values]", None),
    ("{{ keys . | sortAlpha }}", "[Capabilities Chart Files Release Subcharts Template Values]", None),
    ("{{ typeOf . }} {{ kindOf . }}", "common.Values map", "chartutil.Values map"),
    ('{{ get . "Nope" }} {{ hasKey . "Values" }} {{ pick . "Nope" }}', " true map[]", None),
    ('{{ $_ := set . "X" 1 }}{{ .X }}', "1", None),
    ('{{ $_ := set .Values "new" (dict "k" 1) }}{{ .Values.new.k }}', "1", None),
    ('{{ $_ := unset .Values "l" }}{{ .Values.l }}', "", None),
    ('{{ $_ := set .Values.a "z" 1 }}{{ .Values.a.z }}', "1", None),
    ('{{ $_ := set .Release "Name" "x" }}{{ .Release.Name }}', "x", None),
    (
        '{{ $_ := set .Chart "Name" "x" }}{{ .Chart.Name }}',
        "x",
        'error: template: T:1:13: executing "T" at <.Chart>: wrong type for value; expected map[string]interface {}; got struct { chart.Metadata; IsRoot bool }',
    ),
    (
        '{{ $_ := set .Files "x" "y" }}',
        'error: T:1:13\n  executing "T" at <.Files>:\n    wrong type for value; expected map[string]interface {}; got engine.files',
        'error: template: T:1:13: executing "T" at <.Files>: wrong type for value; expected map[string]interface {}; got engine.files',
    ),
    (
        '{{ $_ := set .Capabilities "x" "y" }}',
        'error: T:1:13\n  executing "T" at <.Capabilities>:\n    wrong type for value; expected map[string]interface {}; got *common.Capabilities',
        'error: template: T:1:13: executing "T" at <.Capabilities>: wrong type for value; expected map[string]interface {}; got *chartutil.Capabilities',
    ),
    (
        '{{ include "nope" . }}',
        'error: T:1:3\n  executing "T" at <include "nope" .>:\n    error calling include:\ntemplate: no template "nope" associated with template "gotpl"',
        'error: template: T:1:3: executing "T" at <include "nope" .>: error calling include: template: no template "nope" associated with template "gotpl"',
    ),
    (
        '{{ template "nope" . }}',
        'error: T:1:12\n  executing "T" at <{{template "nope" .}}>:\n    template "nope" not defined',
        'error: template: T:1:12: executing "T" at <{{template "nope" .}}>: template "nope" not defined',
    ),
    (
        '{{ define "x" }}{{ .Values.a.b.c }}{{ end }}{{ include "x" . }} {{ include "x" $ }} {{ template "x" . }}',
        "deep deep deep",
        None,
    ),
    ('{{ tpl "{{ .Values.a.b.c }}" . }} {{ tpl "{{ include `y` . }}" . }}{{ define "y" }}Y{{ end }}', "deep Y", None),
    (
        '{{ tpl "{{ .Nope.x }}" . }}',
        'error: template: T:1:3: executing "T" at <tpl "{{ .Nope.x }}" .>: error calling tpl: error during tpl function execution for "{{ .Nope.x }}": template: gotpl:1:8: executing "gotpl" at <.Nope.x>: nil pointer evaluating interface {}.x',
        None,
    ),
    (
        '{{ tpl "{{ nope }}" . }}',
        'error: template: T:1:3: executing "T" at <tpl "{{ nope }}" .>: error calling tpl: cannot parse template "{{ nope }}": template: gotpl:1: function "nope" not defined',
        None,
    ),
    (
        '{{ tpl "{{ .Values.a.b.c }}" .Values }}',
        'error: template: T:1:3: executing "T" at <tpl "{{ .Values.a.b.c }}" .Values>: error calling tpl: error during tpl function execution for "{{ .Values.a.b.c }}": template: gotpl:1:10: executing "gotpl" at <.Values.a.b.c>: nil pointer evaluating interface {}.a',
        None,
    ),
    ('{{ tpl "{{ .a.b.c }}" .Values }}', "deep", None),
    ('{{ tpl "{{ . }}" 3 }}', "3", None),
    (
        '{{ tpl "{{ define `z` }}Z{{ end }}{{ include `z` . }}" . }}{{ include "z" . }}',
        'error: T:1:62\n  executing "T" at <include "z" .>:\n    error calling include:\ntemplate: no template "z" associated with template "gotpl"',
        'error: template: T:1:62: executing "T" at <include "z" .>: error calling include: template: no template "z" associated with template "gotpl"',
    ),
    ('{{ tpl "{{ .Template.Name }}" . }}', "c/templates/t.yaml", None),
    ('{{ tpl "{{ .Template.BasePath }}" (dict "Template" (dict "BasePath" "b" "Name" "n")) }}', "b", None),
    ('{{ required "need" .Values.n }}', "error: execution error at (T:1:3): need", None),
    ('{{ required "need" .Values.a.b.c }} {{ required "need" 0 }}', "deep 0", None),
    ('{{ required "need %s \\"q\\"\\nl2" "" }}', 'error: execution error at (T:1:3): need %s "q"\nl2', None),
    ('{{ fail "no\\nway" }}', "error: execution error at (T:1:3): no\nway", None),
    ('{{ fail "" }}', "error: execution error at (T:1:3): ", None),
    ('{{ "x" | fail }}', "error: execution error at (T:1:9): x", None),
    (
        '{{ lookup "v1" "Pod" "ns" "n" }}|{{ (lookup "v1" "Pod" "ns" "n").metadata }}|{{ (lookup "v1" "Pod" "ns" "").items }}',
        "map[]||",
        None,
    ),
    (
        '{{ lookup "v1" "Pod" "ns" }}',
        'error: T:1:3\n  executing "T" at <lookup>:\n    wrong number of args for lookup: want 4 got 3',
        'error: template: T:1:3: executing "T" at <lookup>: wrong number of args for lookup: want 4 got 3',
    ),
    ('{{ getHostByName "localhost" }}|', "|", None),
    (
        "{{ $a := list 1 2 3 }}{{ $b := slice $a 0 1 }}{{ $c := append $b 9 }}{{ $a }}{{ $b }}{{ $c }}",
        "[1 2 3][1][1 9]",
        None,
    ),
    ("{{ $a := list 1 2 3 }}{{ $b := initial $a }}{{ $c := append $b 9 }}{{ $a }}{{ $c }}", "[1 2 3][1 2 9]", None),
    (
        '{{ $a := list 1 2 3 }}{{ $b := rest $a }}{{ $_ := set (dict) "a" 1 }}{{ $b }}{{ concat $a $b }}{{ $a }}',
        "[2 3][1 2 3 2 3][1 2 3]",
        None,
    ),
    ('{{ $a := slice .Values.l 0 1 }}{{ $b := mustAppend $a "Q" }}{{ .Values.l }}{{ $b }}', "[x y z][x Q]", None),
    (
        '{{ $a := splitList "," "a,b,c" }}{{ $b := slice $a 0 1 }}{{ $c := append $b "Q" }}{{ $a }}{{ $c }}',
        "[a b c][a Q]",
        None,
    ),
    ("{{ $a := list 1 2 3 4 }}{{ $b := slice $a 0 2 }}{{ index (slice $b 0 2) 1 }}{{ len $b }}", "22", None),
    (
        "{{ slice (initial (list 1 2 3)) 0 3 }}",
        'error: template: T:1:3: executing "T" at <slice (initial (list 1 2 3)) 0 3>: error calling slice: reflect.Value.Slice: slice index out of bounds',
        None,
    ),
    (
        "{{ slice (rest (list 1 2 3)) 0 2 }} {{ slice (compact (list 1 0 3)) 0 3 }}",
        'error: template: T:1:39: executing "T" at <slice (compact (list 1 0 3)) 0 3>: error calling slice: reflect.Value.Slice: slice index out of bounds',
        None,
    ),
    ('{{ slice (splitList "," "a,b,c") 0 2 }}', "[a b]", None),
    (
        "{{ slice (without (list 1 2 3) 2) 0 3 }}",
        'error: template: T:1:3: executing "T" at <slice (without (list 1 2 3) 2) 0 3>: error calling slice: reflect.Value.Slice: slice index out of bounds',
        None,
    ),
    (
        "{{ slice (uniq (list 1 1 2)) 0 3 }}",
        'error: template: T:1:3: executing "T" at <slice (uniq (list 1 1 2)) 0 3>: error calling slice: reflect.Value.Slice: slice index out of bounds',
        None,
    ),
    ('{{ index . "Values" "a" "b" }}', "map[c:deep]", None),
    (
        "{{ .Values | toYaml }}",
        'a:\n  b:\n    c: deep\nitems: 1\nl:\n- x\n- "y"\n- z',
        'a:\n  b:\n    c: deep\nitems: 1\nl:\n- x\n- "y"\n- z\n"n": null',
    ),
    ("{{ .Values.a | toYaml | nindent 2 }}", "\n  b:\n    c: deep", None),
    ("{{ mustToJson .Capabilities.APIVersions | len | lt 10 }}", "true", None),
    (
        '{{ deepCopy .Values | typeOf }} {{ deepCopy .Release | typeOf }} {{ omit .Values "a" | typeOf }} {{ merge (dict) .Values | typeOf }} {{ merge .Values (dict) | typeOf }}',
        "common.Values map[string]interface {} map[string]interface {} map[string]interface {} map[string]interface {}",
        "chartutil.Values map[string]interface {} map[string]interface {} map[string]interface {} map[string]interface {}",
    ),
    (
        '{{ kindIs "map" .Values }} {{ typeIs "map[string]interface {}" .Values }} {{ typeIsLike "chartutil.Values" .Values }}',
        "true false false",
        "true false true",
    ),
    ("{{ print . | len | lt 100 }}", "true", None),
    (
        "{{ .Release.Name.x }}",
        'error: T:1:11\n  executing "T" at <.Release.Name.x>:\n    can\'t evaluate field x in type interface {}',
        'error: template: T:1:11: executing "T" at <.Release.Name.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "{{ .Chart.Name.x }}",
        'error: T:1:9\n  executing "T" at <.Chart.Name.x>:\n    can\'t evaluate field x in type interface {}',
        'error: template: T:1:9: executing "T" at <.Chart.Name.x>: can\'t evaluate field x in type string',
    ),
    (
        "{{ .Capabilities.KubeVersion.Major.x }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.KubeVersion.Major.x>:\n    can\'t evaluate field x in type string',
        'error: template: T:1:16: executing "T" at <.Capabilities.KubeVersion.Major.x>: can\'t evaluate field x in type string',
    ),
    (
        "{{ .Template.Name.x }}",
        'error: T:1:12\n  executing "T" at <.Template.Name.x>:\n    can\'t evaluate field x in type interface {}',
        'error: template: T:1:12: executing "T" at <.Template.Name.x>: can\'t evaluate field x in type interface {}',
    ),
    (
        "{{ .Files.x.y }}",
        'error: T:1:9\n  executing "T" at <.Files.x.y>:\n    can\'t evaluate field y in type []uint8',
        'error: template: T:1:9: executing "T" at <.Files.x.y>: can\'t evaluate field y in type []uint8',
    ),
    (
        "{{ range $k, $v := .Release }}{{ $k }}={{ $v }};{{ end }}",
        "IsInstall=true;IsUpgrade=false;Name=rel;Namespace=ns1;Revision=1;Service=Helm;",
        None,
    ),
    (
        "{{ range $k, $v := .Chart }}{{ $k }}={{ $v }};{{ end }}",
        "APIVersion=v2;Annotations=map[];AppVersion=9.8;Condition=;Dependencies=[];Deprecated=false;Description=;Home=;Icon=;IsRoot=true;Keywords=[];KubeVersion=;Maintainers=[];Name=c;Sources=[];Tags=;Type=;Version=1.2.3;",
        'error: template: T:1:19: executing "T" at <.Chart>: range can\'t iterate over {{c  [] 1.2.3  [] []  v2   9.8 false map[]  [] } true}',
    ),
    ('{{ $m := .Values.AsMap }}{{ $_ := set $m "q" 1 }}{{ .Values.q }} {{ $m.q }}', "1 1", None),
    ('{{ $m := .Values.Table "a" }}{{ $_ := set $m "q" 1 }}{{ .Values.a.q }} {{ $m.q }}', "1 1", None),
    (
        '{{ $m := .Values.Table "a.b" }}{{ $_ := unset $m "c" }}{{ toJson .Values.a }} {{ typeOf $m }}',
        '{"b":{}} common.Values',
        '{"b":{}} chartutil.Values',
    ),
    ('{{ $_ := set .Values.AsMap "q" 1 }}{{ .Values.q }}', "1", None),
    ('{{ $_ := mergeOverwrite .Values.AsMap (dict "items" 2) }}{{ .Values.items }}', "2", None),
    ('{{ $_ := merge .Values.AsMap (dict "zz" 2) }}{{ .Values.zz }}', "2", None),
    (
        '{{ .Values.Table "" }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "" is not a table',
        None,
    ),
    (
        '{{ .Values.Table "a." }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "" is not a table',
        None,
    ),
    (
        '{{ .Values.Table ".a" }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "" is not a table',
        None,
    ),
    (
        '{{ .Values.Table "a.b.c" }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "c" is not a table',
        None,
    ),
    (
        '{{ .Values.Table "l" }}',
        'error: template: T:1:10: executing "T" at <.Values.Table>: error calling Table: "l" is not a table',
        None,
    ),
    ('{{ (.Values.Table "a").YAML }}', "b:\n  c: deep\n", None),
    ('{{ (.Values.Table "a").b.c }}', "deep", None),
    (
        "{{ .Values.Table }}",
        'error: T:1:10\n  executing "T" at <.Values.Table>:\n    wrong number of args for Table: want 1 got 0',
        'error: template: T:1:10: executing "T" at <.Values.Table>: wrong number of args for Table: want 1 got 0',
    ),
    (
        '{{ .Values.PathValue "a." }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "" is not a value',
        None,
    ),
    (
        '{{ .Values.PathValue ".items" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "items" is not a value',
        None,
    ),
    (
        '{{ .Values.PathValue "nope.x" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "x" is not a value',
        None,
    ),
    ('{{ .Values.PathValue "items" }}', "1", None),
    (
        '{{ .Values.PathValue "n" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "n" is not a value',
        "",
    ),
    (
        '{{ .Values.PathValue "l.0" }}',
        'error: template: T:1:10: executing "T" at <.Values.PathValue>: error calling PathValue: "0" is not a value',
        None,
    ),
    (
        "{{ .Values.PathValue 1 }}",
        'error: T:1:21\n  executing "T" at <1>:\n    expected string; found 1',
        'error: template: T:1:21: executing "T" at <1>: expected string; found 1',
    ),
    (
        '{{ .Values.Encode "x" }}',
        'error: T:1:18\n  executing "T" at <"x">:\n    can\'t handle "x" for arg of type io.Writer',
        'error: template: T:1:18: executing "T" at <"x">: can\'t handle "x" for arg of type io.Writer',
    ),
    (
        "{{ .Values.Encode .Values.l }}",
        'error: T:1:25\n  executing "T" at <.Values.l>:\n    wrong type for value; expected io.Writer; got []interface {}',
        'error: template: T:1:25: executing "T" at <.Values.l>: wrong type for value; expected io.Writer; got []interface {}',
    ),
    (
        "{{ .Values.Encode nil }}",
        'error: template: T:1:10: executing "T" at <.Values.Encode>: error calling Encode: runtime error: invalid memory address or nil pointer dereference',
        None,
    ),
    (
        "{{ .Values.Encode .Values.n }}",
        'error: T:1:25\n  executing "T" at <.Values.n>:\n    wrong type for value; expected io.Writer; got interface {}',
        'error: template: T:1:25: executing "T" at <.Values.n>: wrong type for value; expected io.Writer; got interface {}',
    ),
    (
        '{{ "x" | .Values.Encode }}',
        'error: T:1:16\n  executing "T" at <.Values.Encode>:\n    wrong type for value; expected io.Writer; got string',
        'error: template: T:1:16: executing "T" at <.Values.Encode>: wrong type for value; expected io.Writer; got string',
    ),
    (
        "{{ .Values.Encode (index .Values.l 0) }}",
        'error: T:1:35\n  executing "T" at <0>:\n    wrong type for value; expected io.Writer; got string',
        'error: template: T:1:35: executing "T" at <0>: wrong type for value; expected io.Writer; got string',
    ),
    (
        "{{ .Values.Encode 1 }}",
        'error: T:1:18\n  executing "T" at <1>:\n    can\'t handle 1 for arg of type io.Writer',
        'error: template: T:1:18: executing "T" at <1>: can\'t handle 1 for arg of type io.Writer',
    ),
    (
        "{{ .Values.Encode . }}",
        'error: T:1:18\n  executing "T" at <.>:\n    wrong type for value; expected io.Writer; got common.Values',
        'error: template: T:1:18: executing "T" at <.>: wrong type for value; expected io.Writer; got chartutil.Values',
    ),
    (
        "{{ .Values.Encode 1 2 }}",
        'error: T:1:10\n  executing "T" at <.Values.Encode>:\n    wrong number of args for Encode: want 1 got 2',
        'error: template: T:1:10: executing "T" at <.Values.Encode>: wrong number of args for Encode: want 1 got 2',
    ),
    ("{{ .Values.MergeInto }}", "", None),
    (
        '{{ .Capabilities.Copy.KubeVersion.Minor }} {{ .Capabilities.Copy.APIVersions.Has "v1" }} {{ typeOf .Capabilities.Copy }}',
        "37 true *common.Capabilities",
        "37 true *chartutil.Capabilities",
    ),
    (
        "{{ .Capabilities.Copy 1 }}",
        'error: T:1:16\n  executing "T" at <.Capabilities.Copy>:\n    wrong number of args for Copy: want 0 got 1',
        'error: template: T:1:16: executing "T" at <.Capabilities.Copy>: wrong number of args for Copy: want 0 got 1',
    ),
    ("{{ (.Capabilities.Copy).KubeVersion }}", "v1.37.0", None),
    (
        "{{ .Values.AsMap 1 }}",
        'error: T:1:10\n  executing "T" at <.Values.AsMap>:\n    wrong number of args for AsMap: want 0 got 1',
        'error: template: T:1:10: executing "T" at <.Values.AsMap>: wrong number of args for AsMap: want 0 got 1',
    ),
    (
        "{{ .Values.YAML.x }}",
        'error: T:1:10\n  executing "T" at <.Values.YAML.x>:\n    can\'t evaluate field x in type string',
        'error: template: T:1:10: executing "T" at <.Values.YAML.x>: can\'t evaluate field x in type string',
    ),
    ("{{ $v := .Values }}{{ $v.AsMap.a.b.c }}", "deep", None),
    ('{{ toYaml (.Values.Table "a") }}', "b:\n  c: deep", None),
    (
        '{{ keys .Values.AsMap | len }} {{ dict "v" .Values.AsMap | toJson }}',
        '3 {"v":{"a":{"b":{"c":"deep"}},"items":1,"l":["x","y","z"]}}',
        '4 {"v":{"a":{"b":{"c":"deep"}},"items":1,"l":["x","y","z"],"n":null}}',
    ),
]


def answer(template: str, name: str) -> str:
    """Return the output of the template, or ``error:`` and the text of its error."""
    dialect, entropy, queries = DIALECTS[name], Entropy(), ClusterQueries()
    chart = Chart(metadata={"apiVersion": "v2", "name": "c", "version": "1.2.3", "appVersion": "9.8"})
    chart.templates = [File("templates/t.yaml", template.encode())]
    chart.files = [File(path, text.encode()) for path, text in sorted(FILES.items())]
    chart.values = copy.deepcopy(VALUES)
    scope = {
        "Release": release_object(ReleaseFacts(name="rel", namespace="ns1"), dialect, entropy),
        "Capabilities": capabilities_object(Capabilities.default(dialect), dialect, queries),
        "Values": coalesce_values(chart, {}, dialect, lambda _text: None),
    }
    try:
        functions = function_table(dialect, entropy, queries)
        return render_templates(chart, scope, functions, dialect)[NAME]
    except CoxswainError as error:
        return "error: " + error.what.replace(NAME, "T")


@pytest.mark.parametrize("name", ["helm4", "helm3"])
@pytest.mark.parametrize(("template", "helm4", "helm3"), ROWS, ids=[row[0] for row in ROWS])
def test_answer(template: str, helm4: str, helm3: str | None, name: str) -> None:
    assert answer(template, name) == (helm3 if name == "helm3" and helm3 is not None else helm4)
