# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tiller's protobuf messages as tables: number, name and type of each field.

A type is ``string``, ``bytes``, ``bool``, ``int32``, ``int64``, ``uint32``, or the name of an enumeration or message;
the prefix ``*`` makes it a list. ``map`` is a mapping of strings to strings, ``map:NAME`` one of strings to messages.
Numbers and names are those of Helm 2.17; ``MINIMUM_VERSIONS`` in :mod:`..connection.client` lists newer fields.
"""

from __future__ import annotations

CODES = (
    "UNKNOWN",
    "DEPLOYED",
    "DELETED",
    "SUPERSEDED",
    "FAILED",
    "DELETING",
    "PENDING_INSTALL",
    "PENDING_UPGRADE",
    "PENDING_ROLLBACK",
)
EVENTS = (
    "UNKNOWN",
    "PRE_INSTALL",
    "POST_INSTALL",
    "PRE_DELETE",
    "POST_DELETE",
    "PRE_UPGRADE",
    "POST_UPGRADE",
    "PRE_ROLLBACK",
    "POST_ROLLBACK",
    "RELEASE_TEST_SUCCESS",
    "RELEASE_TEST_FAILURE",
    "CRD_INSTALL",
)
DELETE_POLICIES = ("SUCCEEDED", "FAILED", "BEFORE_HOOK_CREATION")
TEST_STATUSES = ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")

#: name of an enumeration → its values, numbered from 0
ENUMS: dict[str, tuple[str, ...]] = {
    "Code": CODES,
    "Event": EVENTS,
    "DeletePolicy": DELETE_POLICIES,
    "TestStatus": TEST_STATUSES,
    "SortBy": ("UNKNOWN", "NAME", "LAST_RELEASED", "CHART_NAME"),
    "SortOrder": ("ASC", "DESC"),
    "ServingStatus": ("UNKNOWN", "SERVING", "NOT_SERVING"),
}

#: name of a message → its fields
MESSAGES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "Timestamp": ((1, "seconds", "int64"), (2, "nanos", "int32")),
    # A google.protobuf.Any, which Helm uses for the path and content of a file.
    "File": ((1, "type_url", "string"), (2, "value", "bytes")),
    "Maintainer": ((1, "name", "string"), (2, "email", "string"), (3, "url", "string")),
    "Metadata": (
        (1, "name", "string"),
        (2, "home", "string"),
        (3, "sources", "*string"),
        (4, "version", "string"),
        (5, "description", "string"),
        (6, "keywords", "*string"),
        (7, "maintainers", "*Maintainer"),
        (8, "engine", "string"),
        (9, "icon", "string"),
        (10, "apiVersion", "string"),
        (11, "condition", "string"),
        (12, "tags", "string"),
        (13, "appVersion", "string"),
        (14, "deprecated", "bool"),
        (15, "tillerVersion", "string"),
        (16, "annotations", "map"),
        (17, "kubeVersion", "string"),
    ),
    "Template": ((1, "name", "string"), (2, "data", "bytes")),
    "Value": ((1, "value", "string"),),
    "Config": ((1, "raw", "string"), (2, "values", "map:Value")),
    "Chart": (
        (1, "metadata", "Metadata"),
        (2, "templates", "*Template"),
        (3, "dependencies", "*Chart"),
        (4, "values", "Config"),
        (5, "files", "*File"),
    ),
    "Hook": (
        (1, "name", "string"),
        (2, "kind", "string"),
        (3, "path", "string"),
        (4, "manifest", "string"),
        (5, "events", "*Event"),
        (6, "last_run", "Timestamp"),
        (7, "weight", "int32"),
        (8, "delete_policies", "*DeletePolicy"),
        (9, "delete_timeout", "int64"),
    ),
    "TestRun": (
        (1, "name", "string"),
        (2, "status", "TestStatus"),
        (3, "info", "string"),
        (4, "started_at", "Timestamp"),
        (5, "completed_at", "Timestamp"),
    ),
    "TestSuite": ((1, "started_at", "Timestamp"), (2, "completed_at", "Timestamp"), (3, "results", "*TestRun")),
    "Status": (
        (1, "code", "Code"),
        (3, "resources", "string"),
        (4, "notes", "string"),
        (5, "last_test_suite_run", "TestSuite"),
    ),
    "Info": (
        (1, "status", "Status"),
        (2, "first_deployed", "Timestamp"),
        (3, "last_deployed", "Timestamp"),
        (4, "deleted", "Timestamp"),
        (5, "Description", "string"),
    ),
    "Release": (
        (1, "name", "string"),
        (2, "info", "Info"),
        (3, "chart", "Chart"),
        (4, "config", "Config"),
        (5, "manifest", "string"),
        (6, "hooks", "*Hook"),
        (7, "version", "int32"),
        (8, "namespace", "string"),
    ),
    "Version": ((1, "sem_ver", "string"), (2, "git_commit", "string"), (3, "git_tree_state", "string")),
    "GetVersionRequest": (),
    "GetVersionResponse": ((1, "Version", "Version"),),
    "ListReleasesRequest": (
        (1, "limit", "int64"),
        (2, "offset", "string"),
        (3, "sort_by", "SortBy"),
        (4, "filter", "string"),
        (5, "sort_order", "SortOrder"),
        (6, "status_codes", "*Code"),
        (7, "namespace", "string"),
    ),
    "ListReleasesResponse": (
        (1, "count", "int64"),
        (2, "next", "string"),
        (3, "total", "int64"),
        (4, "releases", "*Release"),
    ),
    "GetReleaseStatusRequest": ((1, "name", "string"), (2, "version", "int32")),
    "GetReleaseStatusResponse": ((1, "name", "string"), (2, "info", "Info"), (3, "namespace", "string")),
    "GetReleaseContentRequest": ((1, "name", "string"), (2, "version", "int32")),
    "GetReleaseContentResponse": ((1, "release", "Release"),),
    "InstallReleaseRequest": (
        (1, "chart", "Chart"),
        (2, "values", "Config"),
        (3, "dry_run", "bool"),
        (4, "name", "string"),
        (5, "disable_hooks", "bool"),
        (6, "namespace", "string"),
        (7, "reuse_name", "bool"),
        (8, "timeout", "int64"),
        (9, "wait", "bool"),
        (10, "disable_crd_hook", "bool"),
        (11, "description", "string"),
        (12, "subNotes", "bool"),
    ),
    "InstallReleaseResponse": ((1, "release", "Release"),),
    "UpdateReleaseRequest": (
        (1, "name", "string"),
        (2, "chart", "Chart"),
        (3, "values", "Config"),
        (4, "dry_run", "bool"),
        (5, "disable_hooks", "bool"),
        (6, "recreate", "bool"),
        (7, "timeout", "int64"),
        (8, "reset_values", "bool"),
        (9, "wait", "bool"),
        (10, "reuse_values", "bool"),
        (11, "force", "bool"),
        (12, "description", "string"),
        (13, "subNotes", "bool"),
        (14, "cleanup_on_fail", "bool"),
    ),
    "UpdateReleaseResponse": ((1, "release", "Release"),),
    "RollbackReleaseRequest": (
        (1, "name", "string"),
        (2, "dry_run", "bool"),
        (3, "disable_hooks", "bool"),
        (4, "version", "int32"),
        (5, "recreate", "bool"),
        (6, "timeout", "int64"),
        (7, "wait", "bool"),
        (8, "force", "bool"),
        (9, "description", "string"),
        (10, "cleanup_on_fail", "bool"),
    ),
    "RollbackReleaseResponse": ((1, "release", "Release"),),
    "UninstallReleaseRequest": (
        (1, "name", "string"),
        (2, "disable_hooks", "bool"),
        (3, "purge", "bool"),
        (4, "timeout", "int64"),
        (5, "description", "string"),
    ),
    "UninstallReleaseResponse": ((1, "release", "Release"), (2, "info", "string")),
    "GetHistoryRequest": ((1, "name", "string"), (2, "max", "int32")),
    "GetHistoryResponse": ((1, "releases", "*Release"),),
    "TestReleaseRequest": (
        (1, "name", "string"),
        (2, "timeout", "int64"),
        (3, "cleanup", "bool"),
        (4, "parallel", "bool"),
        (5, "max_parallel", "uint32"),
        (6, "logs", "bool"),
    ),
    "TestReleaseResponse": ((1, "msg", "string"), (2, "status", "TestStatus")),
    "HealthCheckRequest": ((1, "service", "string"),),
    "HealthCheckResponse": ((1, "status", "ServingStatus"),),
}

_SERVICE = "/hapi.services.tiller.ReleaseService/"

#: method → path, request message, response message, and whether the response is a stream
METHODS: dict[str, tuple[str, str, str, bool]] = {
    "ListReleases": (_SERVICE + "ListReleases", "ListReleasesRequest", "ListReleasesResponse", True),
    "GetReleaseStatus": (_SERVICE + "GetReleaseStatus", "GetReleaseStatusRequest", "GetReleaseStatusResponse", False),
    "GetReleaseContent": (
        _SERVICE + "GetReleaseContent",
        "GetReleaseContentRequest",
        "GetReleaseContentResponse",
        False,
    ),
    "InstallRelease": (_SERVICE + "InstallRelease", "InstallReleaseRequest", "InstallReleaseResponse", False),
    "UpdateRelease": (_SERVICE + "UpdateRelease", "UpdateReleaseRequest", "UpdateReleaseResponse", False),
    "RollbackRelease": (_SERVICE + "RollbackRelease", "RollbackReleaseRequest", "RollbackReleaseResponse", False),
    "UninstallRelease": (_SERVICE + "UninstallRelease", "UninstallReleaseRequest", "UninstallReleaseResponse", False),
    "GetVersion": (_SERVICE + "GetVersion", "GetVersionRequest", "GetVersionResponse", False),
    "GetHistory": (_SERVICE + "GetHistory", "GetHistoryRequest", "GetHistoryResponse", False),
    "RunReleaseTest": (_SERVICE + "RunReleaseTest", "TestReleaseRequest", "TestReleaseResponse", True),
    "Check": ("/grpc.health.v1.Health/Check", "HealthCheckRequest", "HealthCheckResponse", False),
}
