# SPDX-License-Identifier: GPL-3.0-or-later
"""CustomResourceDefinitions of v1beta1 as v1 takes them: what ``apiextensions-apiserver`` asks for in
``pkg/apiserver/schema/validation.go``."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.custom_resource_definitions import (
    definition,
)
from ansible_collections.coxswain.helm.plugins.module_utils.release.api_rewrite.structural_schemas import structural

KEEP = "x-kubernetes-preserve-unknown-fields"
EITHER = "x-kubernetes-int-or-string"
NAMES = {"kind": "Ship", "plural": "ships"}
WHATEVER = {"openAPIV3Schema": {"type": "object", KEEP: True}}


def converted(**spec):
    document = {"metadata": {"name": "ships.sea.example"}, "spec": {"group": "sea.example", "names": NAMES, **spec}}
    definition(document)
    return document


def version_of(**spec):
    (version,) = converted(**spec)["spec"]["versions"]
    return version


def test_one_version_and_no_schema():
    assert converted(version="v1")["spec"] == {
        "group": "sea.example",
        "names": NAMES,
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": WHATEVER}],
    }


def test_several_versions_share_what_the_spec_says():
    columns = [{"name": "Age", "type": "date", "JSONPath": ".metadata.creationTimestamp"}]
    found = converted(
        version="v1",
        versions=[
            {"name": "v1", "served": True, "storage": True},
            {"name": "v2", "served": True, "storage": False, "additionalPrinterColumns": []},
        ],
        scope="Cluster",
        subresources={"status": {}},
        additionalPrinterColumns=columns,
        validation={"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object"}}}},
        preserveUnknownFields=False,
    )["spec"]
    schema = {"openAPIV3Schema": {"type": "object", "properties": {"spec": {"type": "object"}}}}
    told = [{"name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"}]
    shared = {"subresources": {"status": {}}, "schema": schema}
    assert found == {
        "group": "sea.example",
        "names": NAMES,
        "scope": "Cluster",
        "versions": [
            {"name": "v1", "served": True, "storage": True, "additionalPrinterColumns": told, **shared},
            {"name": "v2", "served": True, "storage": False, "additionalPrinterColumns": [], **shared},
        ],
    }


def test_what_a_version_says_itself():
    own = {"openAPIV3Schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
    version = version_of(
        versions=[{"name": "v1", "served": True, "storage": True, "schema": own}], preserveUnknownFields=False
    )
    assert version["schema"] == own


def test_a_webhook_for_conversion():
    client = {"service": {"name": "a", "namespace": "b"}}
    found = converted(version="v1", conversion={"strategy": "Webhook", "webhookClientConfig": client})["spec"]
    assert found["conversion"] == {
        "strategy": "Webhook",
        "webhook": {"clientConfig": client, "conversionReviewVersions": ["v1beta1"]},
    }
    assert converted(version="v1", conversion={"strategy": "None"})["spec"]["conversion"] == {"strategy": "None"}


def test_a_group_that_kubernetes_keeps_for_itself():
    document = {"metadata": {"name": "a.x.k8s.io"}, "spec": {"group": "x.k8s.io", "names": NAMES, "version": "v1"}}
    definition(document)
    told = document["metadata"]["annotations"]["api-approved.kubernetes.io"]
    assert told.startswith("unapproved")
    assert "annotations" not in converted(version="v1")["metadata"]


def test_the_status_is_the_servers():
    document = {"metadata": {}, "spec": {"version": "v1"}, "status": {"conditions": [], "storedVersions": []}}
    definition(document)
    assert "status" not in document


def field(schema, prune=True):
    """What becomes of the schema of one field."""
    whole = structural({"type": "object", "properties": {"a": copy.deepcopy(schema)}}, prune=prune)
    assert whole["type"] == "object"
    return whole["properties"]["a"]


FIELDS = [
    ("a type is kept", {"type": "string", "pattern": "x"}, {"type": "string", "pattern": "x"}),
    (
        "an object without a type",
        {"properties": {"b": {"type": "string"}}},
        {"type": "object", "properties": {"b": {"type": "string"}}},
    ),
    ("an array without a type", {"items": {"type": "string"}}, {"type": "array", "items": {"type": "string"}}),
    ("an array of anything", {"type": "array"}, {"type": "array", "items": {KEEP: True}}),
    ("anything", {"description": "x"}, {"description": "x", KEEP: True}),
    ("a type that is none", {"type": "any"}, {KEEP: True}),
    ("a type or null", {"type": ["string", "null"]}, {"type": "string", "nullable": True}),
    ("number or text by a format", {"type": "string", "format": "int-or-string"}, {EITHER: True}),
    ("number or text by a choice", {"anyOf": [{"type": "integer"}, {"type": "string"}]}, {EITHER: True}),
    ("number or text by the other choice", {"oneOf": [{"type": "string"}, {"type": "integer"}]}, {EITHER: True}),
    ("two other types", {"oneOf": [{"type": "string"}, {"type": "array"}]}, {KEEP: True}),
    (
        "fields by name and by kind",
        {"type": "object", "properties": {"b": {"type": "string"}}, "additionalProperties": {"type": "string"}},
        {"type": "object", "properties": {"b": {"type": "string"}}},
    ),
    ("no other fields", {"type": "object", "additionalProperties": False}, {"type": "object"}),
    (
        "a map",
        {"type": "object", "additionalProperties": {"items": {"type": "integer"}}},
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer"}}},
    ),
    (
        "what is not supported",
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "$ref": "#/x"},
        {"type": "array", "items": {"type": "string"}},
    ),
    (
        "restrictions of values stay, their types go",
        {"type": "string", "anyOf": [{"type": "string", "pattern": "a"}, {"enum": ["b"]}]},
        {"type": "string", "anyOf": [{"pattern": "a"}, {"enum": ["b"]}]},
    ),
    (
        "a choice of which nothing is left",
        {"type": "string", "anyOf": [{"type": "string"}, {"enum": ["b"]}]},
        {"type": "string"},
    ),
    (
        "of oneOf with less in it several may fit",
        {"type": "string", "oneOf": [{"type": "string", "minLength": 2}, {"enum": ["b"]}]},
        {"type": "string", "anyOf": [{"minLength": 2}, {"enum": ["b"]}]},
    ),
    (
        "oneOf with all in it",
        {
            "type": "object",
            "properties": {"b": {"type": "string"}},
            "oneOf": [{"required": ["b"]}, {"required": ["c"]}],
        },
        {
            "type": "object",
            "properties": {"b": {"type": "string"}},
            "oneOf": [{"required": ["b"]}, {"required": ["c"]}],
        },
    ),
    (
        "not with less in it would refuse more",
        {"type": "string", "not": {"type": "string", "pattern": "x"}},
        {"type": "string"},
    ),
    ("not with all in it", {"type": "string", "not": {"pattern": "x"}}, {"type": "string", "not": {"pattern": "x"}}),
    (
        "a field that only a restriction names",
        {"type": "object", "anyOf": [{"properties": {"b": {"minLength": 1}}}]},
        {"type": "object", "properties": {"b": {KEEP: True}}, "anyOf": [{"properties": {"b": {"minLength": 1}}}]},
    ),
    (
        "a list by keys that its entries may lack",
        {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port", "protocol"],
            "items": {
                "type": "object",
                "required": ["port"],
                "properties": {"port": {"type": "integer"}, "protocol": {"type": "string"}},
            },
        },
        {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["port"],
                "properties": {"port": {"type": "integer"}, "protocol": {"type": "string"}},
            },
        },
    ),
    (
        "a set of objects",
        {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "object"}},
        {"type": "array", "items": {"type": "object"}},
    ),
    (
        "a set of texts",
        {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
        {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
    ),
    (
        "keys of what is no list",
        {"type": "object", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["a"]},
        {"type": "object"},
    ),
    (
        "a whole object",
        {"x-kubernetes-embedded-resource": True, "properties": {"kind": {}, "metadata": {}, "spec": {}}},
        {
            "type": "object",
            "x-kubernetes-embedded-resource": True,
            "properties": {
                "kind": {"type": "string"},
                "metadata": {"type": "object", KEEP: True},
                "spec": {KEEP: True},
            },
        },
    ),
    (
        "a list by a key that they have",
        {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port"],
            "items": {"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"}}},
        },
        {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["port"],
            "items": {"type": "object", "required": ["port"], "properties": {"port": {"type": "integer"}}},
        },
    ),
]


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_a_field(old, new):
    assert field(old) == new


@pytest.mark.parametrize(("old", "new"), [row[1:] for row in FIELDS], ids=[row[0] for row in FIELDS])
def test_a_structural_schema_is_left_as_it_is(old, new):
    assert field(new) == new


def test_unknown_fields_are_kept_at_every_level_unless_they_were_dropped():
    old = {
        "properties": {
            "spec": {"properties": {"a": {"type": "string"}}},
            "map": {"type": "object", "additionalProperties": {"properties": {"b": {"type": "string"}}}},
            "any": {"type": "object", "additionalProperties": True},
        }
    }
    assert structural(old, prune=False) == {
        "type": "object",
        KEEP: True,
        "properties": {
            "spec": {"type": "object", KEEP: True, "properties": {"a": {"type": "string"}}},
            "map": {
                "type": "object",
                "additionalProperties": {"type": "object", KEEP: True, "properties": {"b": {"type": "string"}}},
            },
            "any": {"type": "object", KEEP: True},
        },
    }


def test_of_the_metadata_only_the_names_are_restricted():
    old = {
        "properties": {
            "apiVersion": {},
            "kind": {"type": "string"},
            "metadata": {"properties": {"name": {"type": "string", "maxLength": 5}, "labels": {"type": "object"}}},
        },
        "nullable": True,
        "additionalProperties": {"type": "string"},
    }
    assert structural(old, prune=True) == {
        "type": "object",
        "properties": {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 5}}},
        },
    }


def test_a_restriction_makes_kind_and_version_nothing_but_texts():
    restricted = {"anyOf": [{"properties": {"kind": {"pattern": "S", "properties": {"a": {"enum": ["x"]}}}}}]}
    assert structural(restricted, prune=True) == {
        "type": "object",
        "properties": {"apiVersion": {"type": "string"}, "kind": {"type": "string"}},
        "anyOf": [{"properties": {"kind": {"pattern": "S"}}}],
    }
