# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot work ends in one error with a remedy, and the audit log shows that nothing was written."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import harness
import pytest

pytestmark = pytest.mark.libraries

CHART = Path(os.environ["COXSWAIN_CHARTS_FOLDER"]) / "web"


@pytest.fixture(scope="module")
def cluster():
    return harness.Cluster(os.environ["COXSWAIN_CLUSTER"])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder of things that are broken."""
    folder = tmp_path_factory.mktemp("broken")
    (folder / "kubeconfig").write_text("clusters: 7\n")
    (folder / "values.yaml").write_text("replicas: [1\n")
    shutil.copytree(CHART, folder / "newer")
    metadata = (folder / "newer" / "Chart.yaml").read_text()
    metadata = re.sub(r"^kubeVersion:.*\n", "", metadata, flags=re.M) + '\nkubeVersion: ">=1.99.0-0"\n'
    (folder / "newer" / "Chart.yaml").write_text(metadata)
    return folder


@pytest.mark.parametrize(
    ("options", "names"),
    [
        pytest.param({"chart_ref": "{files}/missing"}, "{files}/missing", id="a missing chart"),
        pytest.param(
            {"chart_ref": str(CHART), "host": "https://127.0.0.1:9", "api_key": "none"},
            "127.0.0.1:9",
            id="an unreachable API server",
        ),
        pytest.param(
            {"chart_ref": str(CHART), "kubeconfig": "{files}/kubeconfig"}, "{files}/kubeconfig", id="a wrong kubeconfig"
        ),
        pytest.param(
            {"chart_ref": str(CHART), "values_files": ["{files}/values.yaml"]},
            "{files}/values.yaml",
            id="a values file that is not YAML",
        ),
        pytest.param({"chart_ref": "{files}/newer"}, "1.99.0", id="a chart that needs a newer Kubernetes"),
    ],
)
@pytest.mark.parametrize("mode", [pytest.param((), id="run"), pytest.param(("--check",), id="check mode")])
def test_one_clear_error_and_nothing_written(cluster, module, files, options, names, mode):
    def place(value):
        return [place(item) for item in value] if isinstance(value, list) else value.replace("{files}", str(files))

    mark = cluster.audit.mark()
    result = module(
        "release",
        *mode,
        fails=True,
        name="broken",
        namespace="broken",
        create_namespace=True,
        **{name: place(value) for name, value in options.items()},
    )
    cluster.settle_audit()
    assert cluster.audit.changes(mark) == []
    assert place(names) in result["msg"]
    assert result["error"]["remedy"]
    assert "Traceback" not in str(result)
