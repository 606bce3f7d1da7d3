# SPDX-License-Identifier: GPL-3.0-or-later
"""Charts with mistakes, as files by path; test_linter.py has the expected findings."""

from __future__ import annotations

GOOD = "apiVersion: v2\nname: web\nversion: 0.1.0\nicon: https://example.com/icon.png\n"
V1 = GOOD.replace("v2", "v1")
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n"
BASE = {"Chart.yaml": GOOD, "values.yaml": "a: 1\n", "templates/service.yaml": SERVICE.format(name="web")}


def chart(text: str, **files: str) -> dict[str, str]:
    """Return the good chart with another Chart.yaml."""
    return {**BASE, "Chart.yaml": text, **files}


def template(text: str, name: str = "templates/service.yaml", **files: str) -> dict[str, str]:
    """Return the good chart with another template."""
    return {**BASE, name: text, **files}


def kind(api_version: str, name: str, metadata: str = "web", more: str = "") -> dict[str, str]:
    """Return the good chart with one object of a kind."""
    return template(f'apiVersion: {api_version}\nkind: {name}\nmetadata:\n  name: "{metadata}"\n{more}')


def maintainer(text: str) -> dict[str, str]:
    """Return the good chart with a maintainer."""
    return chart(f"{GOOD}maintainers:\n- {text}\n")


def source(text: str) -> dict[str, str]:
    """Return the good chart with a source."""
    return chart(f"{GOOD}sources:\n- {text}\n")


DEPENDENT = GOOD + "dependencies:\n- {name: db, version: 1.x, repository: 'https://h'}\n"
DB = {"charts/db/Chart.yaml": "apiVersion: v2\nname: db\nversion: 1.0.0\n"}
CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: a.b\n"
SCHEMA = '{"$schema": "https://json-schema.org/draft-07/schema", "properties": {"a": {"type": "string"}}}'
LABELS = "spec:\n  selector:\n    matchLabels: {}\n"

CASES: dict[str, dict[str, str]] = {
    "nothing wrong": BASE,
    "no icon": chart("apiVersion: v2\nname: web\nversion: 0.1.0\n"),
    "icon is no address": chart(GOOD.replace("https://example.com/icon.png", "icon.png")),
    "icon with a fragment": chart(GOOD.replace("icon.png", "icon.png#x")),
    "no apiVersion": chart(GOOD.replace("apiVersion: v2\n", "")),
    "apiVersion v3": chart(GOOD.replace("v2", "v3")),
    "no name": chart(GOOD.replace("name: web\n", "")),
    "name with a slash": chart(GOOD.replace("web", "a/b")),
    "name with a slash at its end": chart(GOOD.replace("web", "a/")),
    "name of dots": chart(GOOD.replace("web", "'..'")),
    "no version": chart(GOOD.replace("version: 0.1.0\n", "")),
    "version is a word": chart(GOOD.replace("0.1.0", "one")),
    "version is a number": chart(GOOD.replace("0.1.0", "1.2")),
    "version is short": chart(GOOD.replace("0.1.0", "'1.2'")),
    "version with a v": chart(GOOD.replace("0.1.0", "v1.2.3")),
    "version of nothing": chart(GOOD.replace("0.1.0", "0.0.0")),
    "version of nothing, a prerelease": chart(GOOD.replace("0.1.0", "0.0.0-0")),
    "version is null": chart(GOOD.replace("0.1.0", "null")),
    "version is a list": chart(GOOD.replace("0.1.0", "[1]")),
    "appVersion is a number": chart(GOOD + "appVersion: 1.10\n"),
    "appVersion is true": chart(GOOD + "appVersion: true\n"),
    "appVersion is null": chart(GOOD + "appVersion: null\n"),
    "an unknown field": chart(GOOD + "engine: gotpl\n"),
    "an unknown field below": maintainer("{name: a, phone: '1'}"),
    "a field twice": chart(GOOD + "name: web\n"),
    "not YAML": chart("a: [\n"),
    "a list": chart("- a\n"),
    "empty": chart(""),
    "wrong type of field": chart(GOOD + "keywords: a\n"),
    "type with apiVersion v1": chart(V1 + "type: application\n"),
    "dependencies with apiVersion v1": chart(V1 + "dependencies: [{name: db, version: 1.x}]\n", **DB),
    "type is unknown": chart(GOOD + "type: other\n"),
    "type is library": chart(GOOD + "type: library\n"),
    "maintainer": maintainer("{name: a, email: a@b.de, url: 'https://b.de'}"),
    "maintainer is null": maintainer("null"),
    "maintainer without a name": maintainer("{email: a@b.de}"),
    "maintainer with a plus": maintainer("{name: a, email: 'a.b+c_d@sub.b-c.example.com'}"),
    "maintainer with umlauts": maintainer("{name: a, email: 'ä@ö.de'}"),
    "maintainer in quotes": maintainer("{name: a, email: '\"a b\"@b.de'}"),
    "maintainer at a host": maintainer("{name: a, email: a@localhost}"),
    "maintainer with two at": maintainer("{name: a, email: a@b@c.de}"),
    "maintainer's mail with a name": maintainer("{name: a, email: 'A <a@b.de>'}"),
    "maintainer with a dot at the end": maintainer("{name: a, email: 'a.@b.de'}"),
    "maintainer's TLD is a number": maintainer("{name: a, email: 'a@b.1'}"),
    "maintainer's URL without a scheme": maintainer("{name: a, url: example.com/x}"),
    "maintainer's URL with a port": maintainer("{name: a, url: 'example.com:80'}"),
    "maintainer's URL is a word": maintainer("{name: a, url: word}"),
    "maintainer's URL is an address": maintainer("{name: a, url: 'http://10.0.0.1/x'}"),
    "maintainer's URL is an IPv6 address": maintainer("{name: a, url: 'http://[::1]:80/'}"),
    "maintainer's URL has blanks": maintainer("{name: a, url: 'http://a b'}"),
    "maintainer's URL of another scheme": maintainer("{name: a, url: 'gopher://a.b'}"),
    "maintainer's URL with a user": maintainer("{name: a, url: 'https://u:p@example.com/'}"),
    "maintainer's URL is short": maintainer("{name: a, url: 'a.b'}"),
    "maintainer's URL starts with a dot": maintainer("{name: a, url: '.example.com'}"),
    "maintainer's URL with a dash": maintainer("{name: a, url: 'https://my-site.example-x.com/a?b#c'}"),
    "maintainer's URL with an underscore": maintainer("{name: a, url: 'https://my_site.example.com'}"),
    "source": source("https://example.com"),
    "source is a path": source("/a/b"),
    "source without a scheme": source("example.com/x"),
    "source of a mail": source("mailto:a@b.de"),
    "source of git": source("git@github.com:a/b.git"),
    "source is empty": source("''"),
    "source with a bad escape": source("'https://h/%zz'"),
    "source with a bad port": source("'https://h:x/'"),
    "no values": {"Chart.yaml": GOOD, "templates/service.yaml": SERVICE.format(name="web")},
    "values are no YAML": {**BASE, "values.yaml": "a: [\n"},
    "values are a list": {**BASE, "values.yaml": "- a\n"},
    "values do not fit": {**BASE, "values.schema.json": SCHEMA},
    "the schema is broken": {**BASE, "values.schema.json": "{"},
    "two documents of values": {**BASE, "values.yaml": "a: 1\n---\na: x\n", "values.schema.json": SCHEMA},
    "no templates": {"Chart.yaml": GOOD, "values.yaml": ""},
    "templates is a file": {"Chart.yaml": GOOD, "values.yaml": "", "templates": ""},
    "a template does not parse": template("{{ if }}\n"),
    "a template fails": template('{{ fail "no" }}\n'),
    "a value is required": template('name: {{ required "a name" .Values.name }}\n'),
    "a nil pointer": template("{{ .Values.x.y.z }}\n"),
    "an unknown function": template("{{ nothing }}\n"),
    "a template looks up": template('{{ (lookup "v1" "Pod" "a" "b").x.y | default "z" | quote }}\n'),
    "a template sees the release": template(
        "metadata: {name: {{ .Release.Name }}}\nx: {{ .Release.Revision }} {{ .Release.IsInstall }}\n"
    ),
    "an extension": template("x", "templates/a.json"),
    "no extension": template("x", "templates/README"),
    "a dot file": template("x", "templates/.hidden"),
    "an extension in capitals": template("a: [", "templates/a.YAML"),
    "a yml file": template("a: [", "templates/a.yml"),
    "a partial": template("a: [", "templates/_a.yaml"),
    "a crd-install hook": template('metadata: {name: web, annotations: {"helm.sh/hook":  crd-install}}\n'),
    "the release's time": template("metadata: {name: web}\nx: {{ if false }}{{ .Release.Time }}{{ end }}\n"),
    "an indented document": template("  apiVersion: v1\n  metadata: {name: web}\n"),
    "an indented document after an empty line": template("\n \n  a: 1\n  metadata: {name: web}\n"),
    "no YAML comes out": template("a: b: c\n"),
    "no YAML in the second document": template("metadata: {name: web}\n---\na: [\n"),
    "the rest is not looked at": {
        **template("a: [\n", "templates/a.yaml"),
        "templates/b.yaml": SERVICE.format(name="BAD"),
    },
    "a list comes out": template("- a\n"),
    "a text comes out": template("text\n"),
    "only comments come out": template("# a\n---\n# b\n"),
    "nothing comes out": template("{{ if false }}a{{ end }}\n"),
    "JSON comes out": template('{"metadata": {"name": "BAD"}}\n'),
    "a separator with text": template("metadata: {name: web}\n--- x\na: 1\n"),
    "a separator with a comment": template("metadata: {name: web}\n--- # x\nmetadata: {name: BAD}\n"),
    "a name that is a number": template("kind: Pod\nmetadata: {name: 7}\n"),
    "a name that is a list": template("kind: Pod\nmetadata: {name: [a]}\n"),
    "metadata is a list": template("metadata: [a]\n"),
    "keys in capitals": template("KIND: Service\nMetadata: {NAME: 7x}\n"),
    "no metadata": template("kind: Pod\n"),
    "a Pod's name": kind("v1", "Pod", "a.b-c"),
    "a Pod's name in capitals": kind("v1", "Pod", "Web"),
    "a long name of a Pod": kind("v1", "Pod", "a" * 253),
    "a name of a Pod that is too long": kind("v1", "Pod", "a" * 254),
    "a Service's name with a dot": kind("v1", "Service", "a.b"),
    "a Service's name with a digit first": kind("v1", "Service", "1a"),
    "a long name of a Service": kind("v1", "Service", "a" * 63),
    "a name of a Service that is too long": kind("v1", "Service", "a" * 64),
    "a Namespace with a digit first": kind("v1", "Namespace", "1a"),
    "a Namespace with a dot": kind("v1", "Namespace", "a.b"),
    "a Role with a colon": kind("rbac.authorization.k8s.io/v1", "ClusterRole", "system:a_B"),
    "a Role with a slash": kind("rbac.authorization.k8s.io/v1", "Role", "a/b"),
    "a Role with a per cent sign": kind("rbac.authorization.k8s.io/v1", "rolebinding", "a%b"),
    "a Role without a name": kind("rbac.authorization.k8s.io/v1", "Role", ""),
    "a Role of dots": kind("rbac.authorization.k8s.io/v1", "Role", ".."),
    "a signing request with any name": kind("certificates.k8s.io/v1", "CertificateSigningRequest", "A B"),
    "a ServiceAccount with an underscore": kind("v1", "ServiceAccount", "a_b"),
    "a kind of somebody else": kind("example.com/v1", "Thing", "A"),
    "a deployment without a selector": kind("apps/v1", "Deployment"),
    "a deployment with a selector": kind("apps/v1", "Deployment", more=LABELS),
    "two deployments, one selector": template(
        "kind: Deployment\nmetadata: {name: a}\n---\nkind: DaemonSet\nmetadata: {name: b}\n" + LABELS
    ),
    "a list that keeps": kind(
        "v1", "List", "l", 'items:\n- metadata:\n    annotations: {"helm.sh/resource-policy": keep}\n'
    ),
    "a list that keeps nothing": kind("v1", "List", "l", "items:\n- metadata: {}\n- {}\n"),
    "a removed API version": kind("extensions/v1beta1", "Ingress"),
    "a removed API version of a list": kind("policy/v1beta1", "PodDisruptionBudgetList"),
    "a deprecated API version": kind("v1", "Endpoints"),
    "a removed API version that helm does not know": kind("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"),
    "PodSecurityPolicy": kind("policy/v1beta1", "PodSecurityPolicy"),
    "old autoscaler": kind("autoscaling/v2beta2", "HorizontalPodAutoscaler"),
    "a kind in capitals": kind("extensions/v1beta1", "INGRESS"),
    "a missing dependency": chart(DEPENDENT),
    "a dependency": chart(DEPENDENT, **DB),
    "an undeclared dependency": {**BASE, **DB},
    "two dependencies of one name": chart(DEPENDENT + "- {name: db, version: 1.x, repository: 'https://h'}\n", **DB),
    "two dependencies of one alias": chart(
        DEPENDENT + "- {name: x, alias: db, version: 1.x, repository: 'https://h'}\n", **DB
    ),
    "a broken dependency": {**BASE, "charts/db/Chart.yaml": "a: [\n"},
    "values of a dependency are no table": chart(DEPENDENT, **DB, **{"values.yaml": "db: 1\n"}),
    "a good CRD": {**BASE, "crds/a.yaml": CRD},
    "a CRD that is none": {**BASE, "crds/a.yaml": SERVICE.format(name="a")},
    "a CRD of another version": {**BASE, "crds/a.yaml": CRD.replace("/v1", "/v9")},
    "a CRD that is a template": {
        **BASE,
        "crds/a.yaml": "{{ if true }}\n" + CRD + "{{ end }}\n",
        "crds/b.yaml": "a: 1\n",
    },
    "crds is a file": {**BASE, "crds": ""},
    "a CRD of a dependency": chart(DEPENDENT, **DB, **{"charts/db/crds/x.yaml": "kind: X\n"}),
    "a double star": {**BASE, ".helmignore": "**/x\n"},
    "an ignored template": {**BASE, ".helmignore": "bad.yaml\n", "templates/bad.yaml": "a: [\n"},
}
