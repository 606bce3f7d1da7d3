# SPDX-License-Identifier: GPL-3.0-or-later
"""The search catalog of an index: reading it line by line gives the same result as the YAML parser."""

from __future__ import annotations

import json

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_out
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import index_splitter, search_catalog
from ansible_collections.coxswain.helm.plugins.module_utils.repository.index import Index


def both(text: str) -> tuple[search_catalog.Catalog, search_catalog.Catalog]:
    """Return the catalog of a text read line by line, and that of the YAML parser."""
    parsed = Index.parse(json.dumps(Index.parse(text.encode(), "i").top | {"entries": whole(text)}).encode(), "i")
    return search_catalog.build_catalog(Index.parse(text.encode(), "i")), search_catalog.build_catalog(parsed)


def whole(text: str) -> dict:
    from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in

    return yaml_in.decode(text)["entries"]


def shown(found: search_catalog.Catalog) -> dict:
    return {name: list(found.versions(name)) for name in found.charts}


HEAD = "apiVersion: v1\nentries:\n"
LONG = 'A server\'s text that is: long, with "quotes", # signs and so on, so that it is folded by whoever writes it'

TEXTS = {
    "plain": HEAD + "  a:\n  - name: a\n    version: 1.0.0\n  - name: a\n    version: 1.1.0\n",
    "a field after the entries": HEAD + '  a:\n  - name: a\n    version: 1.0.0\ngenerated: "2026-01-01T00:00:00Z"\n',
    "no final newline": HEAD + "  a:\n  - name: a\n    version: 1.0.0",
    "lists that are indented": HEAD + "  a:\n    - name: a\n      version: 1.0.0\n",
    "an empty line": HEAD + "  a:\n  - name: a\n\n    version: 1.0.0\n\n  b:\n  - name: b\n    version: 1.0.0\n",
    "a comment": HEAD + "  # one\n  a:\n  - name: a\n    # two\n    version: 1.0.0\n",
    "a name in quotes": HEAD + '  "a":\n  - name: a\n    version: 1.0.0\n',
    "a name that is a number": HEAD + '  1.10:\n  - name: "1.10"\n    version: 1.0.0\n',
    "versions that are numbers": HEAD + "  a:\n  - name: a\n    version: 1.10\n  - name: a\n    version: 1\n",
    "a block of text with what looks like fields": HEAD
    + "  a:\n  - annotations:\n      x: |\n        version: 9.9.9\n        - name: b\n    name: a\n"
    "    version: 1.0.0\n",
    "text that keeps its line ends": HEAD
    + "  a:\n  - description: |+\n      x\n\n\n    name: a\n    version: 1.0.0\n  - name: a\n    version: 1.1.0\n"
    "    description: |+\n      y\n\n\n",
    "a text that goes on less deep": HEAD
    + "  a:\n  - name: a\n    home: 'x\n    version: 9.9.9\n\n    '\n    version: 1.0.0\n",
    "an apostrophe": HEAD + "  a:\n  - name: a\n    description: it's a chart\n    version: 1.0.0\n",
    "the last of two fields counts": HEAD + "  a:\n  - name: a\n    version: 1.0.0\n    version: 2.0.0\n",
    "a row that is a flow": HEAD + "  a:\n  - {name: a, version: 1.0.0, keywords: [x, y]}\n",
    "a list that is a flow": HEAD + "  a: [{name: a, version: 1.0.0}]\n",
    "an alias": HEAD + "  a:\n  - name: a\n    description: &d text\n    version: 1.0.0\n  - name: a\n"
    "    description: *d\n    version: 1.1.0\n",
    "a merge": HEAD + "  a:\n  - &r\n    name: a\n    version: 1.0.0\n  - <<: *r\n    version: 1.1.0\n",
    "no versions": HEAD + "  a:\n  b: []\n  c:\n  - name: c\n    version: 1.0.0\n",
    "rows that helm skips": HEAD + "  a:\n  - null\n  - text\n  - name: a\n  - version: 1.0.0\n"
    "  - name: a\n    version: x\n  - name: a/b\n    version: 1.0.0\n  - name: a\n    version: 1.0.0\n    type: other\n"
    "  - name: a\n    version: 2.0.0\n    type: library\n",
    "a name that is another one": HEAD + "  a:\n  - name: b\n    version: 1.0.0\n",
    "Windows line ends": (HEAD + "  a:\n  - name: a\n    version: 1.0.0\n").replace("\n", "\r\n"),
    "keywords that are no words": HEAD + "  a:\n  - name: a\n    keywords:\n    - 1.10\n    - true\n    - x\n"
    "    version: 1.0.0\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_line_based_parsing_matches_yaml(text):
    quick, slow = both(text)
    assert shown(quick) == shown(slow)
    assert shown(quick) or "no versions" in text


def test_format_of_helm():
    """Return an index in the format of sigs.k8s.io/yaml, with folded and quoted strings."""
    rows = []
    for number in range(40):
        rows.append(
            {
                "annotations": {"category": "x", "changes": f"- kind: added\n  text: |\n    {LONG} {number}\n"},
                "apiVersion": "v2",
                "appVersion": ["1.0", "2.10", "1e3", "v7.0.1-rc.1+b", "latest", "2020-01-01"][number % 6],
                "created": f"2026-01-{number % 28 + 1:02d}T10:00:00.123456789Z",
                "description": [LONG, "x " * 60, "a: b", "'", "", "näh – ☃", "two\nlines\n"][number % 7],
                "deprecated": number % 3 == 0,
                "keywords": [["a", "b b"], ["1.5"], ["true", "it's"], []][number % 4],
                "maintainers": [{"name": "it's me", "email": "a@b.c"}],
                "name": "web",
                "urls": [f"web-{number}.tgz"],
                "version": f"{number % 5}.{number % 7}.{number}" + ("-rc.1" if number % 4 == 0 else ""),
            }
        )
    text = yaml_out.marshal({"apiVersion": "v1", "entries": {"web": rows, "other": rows[:3]}, "generated": "x"})
    assert index_splitter.split(text) is not None
    quick, slow = both(text)
    assert shown(quick) == shown(slow)
    assert len(quick.charts["web"]) == 40
    first = next(iter(quick.versions("web")))
    assert (first.version, first.app_version) == ("4.6.34", "latest")


def test_only_requested_charts_are_parsed():
    text = HEAD + "  a:\n  - name: a\n    version: 1.0.0\n  b:\n  - name: b\n    version: 1.0.0\n    home: [\n"
    index = Index.parse(text.encode(), "i")
    assert [entry.version for entry in index.versions("a")] == ["1.0.0"]
    with pytest.raises(RepositoryError, match="not YAML"):
        index.versions("b")


@pytest.mark.parametrize("name", ["a/b", "..", ".", "a\\b", "a\nb", "a\x1bb", ""], ids=repr)
def test_invalid_chart_name_is_refused(name):
    for content in (
        json.dumps({"apiVersion": "v1", "entries": {name: []}}),
        yaml_out.marshal({"apiVersion": "v1", "entries": {name: [{"name": name, "version": "1.0.0"}]}}),
    ):
        with pytest.raises(RepositoryError, match="with the invalid name") as caught:
            Index.parse(content.encode(), "https://h/charts")
        assert str(caught.value).isprintable()


class TestFile:
    CATALOG = search_catalog.Catalog({"a": [["1.0.0", "2", 0, 1, "t", 1]]}, ["text", "k"])

    def test_record_round_trip(self):
        found = search_catalog.load(self.CATALOG.dump({"size": 1}), {"size": 1})
        assert found == self.CATALOG
        assert list(found.versions("a")) == [search_catalog.CatalogEntry("1.0.0", "2", "text", "k", "t", True)]

    def test_catalog_of_another_index_is_ignored(self):
        assert search_catalog.load(self.CATALOG.dump({"size": 1}), {"size": 2}) is None

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"null",
            b"\xff",
            b'{"format": 0}',
            b'{"format": 1, "of": {}, "texts": [1], "charts": {}}',
            b'{"format": 1, "of": {}, "texts": [], "charts": []}',
            b'{"format": 1, "of": {}, "texts": [], "charts": {"a": [["1.0.0"]]}}',
            b'{"format": 1, "of": {}, "texts": [], "charts": {"a": [["1.0.0", "", 0, 0, "", 0]]}}',
            b'{"format": 1, "of": {}, "texts": ["x"], "charts": {"a": [[1, "", 0, 0, "", 0]]}}',
            b"[" * 100_000,
        ],
    )
    def test_invalid_catalog_is_ignored(self, content):
        assert search_catalog.load(content, {}) is None
