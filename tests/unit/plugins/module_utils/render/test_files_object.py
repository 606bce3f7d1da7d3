# SPDX-License-Identifier: GPL-3.0-or-later
"""The methods of .Files."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import File
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import HELM2, HELM4
from ansible_collections.coxswain.helm.plugins.module_utils.gotemplate.template import TemplateSet
from ansible_collections.coxswain.helm.plugins.module_utils.render.files_object import files_object

FILES = [
    File("a.txt", b"one\ntwo\n"),
    File("config/b.txt", b"no line break"),
    File("config/empty", b""),
    File("config/bytes", b"\x00\xfe\xff"),
    File("other/b.txt", b"the same name"),
]

#: A template, its output in Helm 4, and its output in Helm 2 where that differs.
ROWS = [
    ('{{ .Files.Get "a.txt" }}', "one\ntwo\n", None),
    ('{{ .Files.Get "none" }}|{{ .Files.Get "config/empty" }}|', "||", None),
    ('{{ .Files.GetBytes "config/b.txt" }}', "[110 111 32 108 105 110 101 32 98 114 101 97 107]", None),
    ('{{ .Files.GetBytes "none" }}', "[]", None),
    ("{{ .Files.none }}", "[]", None),
    ('{{ len (.Files.Get "config/bytes") }}', "3", None),
    ('{{ .Files.Lines "a.txt" | printf "%q" }}', '["one" "two"]', '["one" "two" ""]'),
    ('{{ .Files.Lines "config/b.txt" | printf "%q" }}', '["no line break"]', None),
    ('{{ .Files.Lines "none" }}{{ .Files.Lines "config/empty" }}', "[][]", None),
    ('{{ range $name, $_ := .Files.Glob "*/b.txt" }}{{ $name }} {{ end }}', "config/b.txt other/b.txt ", None),
    ('{{ (.Files.Glob "config/b*.txt").AsConfig }}|', "b.txt: no line break|", "b.txt: no line break\n|"),
    ('{{ (.Files.Glob "a.*").AsConfig }}|', "a.txt: |\n  one\n  two|", "a.txt: |\n  one\n  two\n|"),
    ('{{ (.Files.Glob "*/b.txt").AsConfig }}', "b.txt: the same name", "b.txt: the same name\n"),
    ('{{ (.Files.Glob "config/b*s").AsSecrets }}', "bytes: AP7/", "bytes: AP7/\n"),
    ('{{ (.Files.Glob "none").AsConfig }}', "{}", "{}\n"),
    ('{{ (.Files.Glob "[").AsSecrets | len }}', "69", "70"),
]


@pytest.mark.parametrize(("template", "helm4", "helm2"), ROWS, ids=[row[0] for row in ROWS])
def test_files(template: str, helm4: str, helm2: str | None) -> None:
    for dialect, expected in ((HELM4, helm4), (HELM2, helm4 if helm2 is None else helm2)):
        templates = TemplateSet({})
        templates.parse("t", template)
        assert templates.execute("t", {"Files": files_object(FILES, dialect)}) == expected, dialect.name
