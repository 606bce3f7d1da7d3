# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twin of ``plugins/module_utils/module/options/chart_reference.py``, bar what ``repository_access`` says."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  chart_repo_url:
    description:
      - The URL of the repository that holds the chart, or C(oci://HOST/PATH). The chart is then named by its name
        alone, and the repository need not have been added.
    type: str
  chart_version:
    description:
      - The version of the chart, or a range such as V(^1.2), V(~1.2.3) or V(>=1.0 <2.0), of which the newest version
        is taken.
      - The newest version that is no prerelease when this is not set.
      - A folder or an archive is what it is; a warning says so when it is another version.
    type: str
  dependency_update:
    description:
      - Fetch the charts that the chart of a folder depends on, in the newest versions that it allows, and use them
        instead of those in its C(charts/) folder. Nothing is written there; M(coxswain.helm.chart_dependency) does
        that.
      - A packaged chart is used with the charts that it holds, with a warning.
    type: bool
    default: false
    aliases: [dep_up]
  update_repo_cache:
    description:
      - Download the index of the repository that the chart is named by, even if the cache has one.
      - It is downloaded without this as well when the cache lacks it, or lacks the chart or version that is asked for.
    type: bool
    default: false
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries. Other charts are fetched by the scheme of their URL.
    type: bool
    default: false
  repo_username:
    description:
      - The user name for O(chart_repo_url), for the URL of an archive, or for a registry.
      - A repository that was added with M(coxswain.helm.repository) brings its own; for registries there is
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [chart_repo_username]
  repo_password:
    description:
      - The password of O(repo_username).
    type: str
    aliases: [chart_repo_password]
"""

    REF = r"""
options:
  chart_ref:
    description:
      - The chart, as the path of a folder or archive on the target host, as C(REPOSITORY/CHART) of a repository that
        was added with M(coxswain.helm.repository), as C(oci://HOST/PATH/CHART), as the URL of an archive, or, with
        O(chart_repo_url), by its name alone.
      - A path is looked for first, as C(helm) does.
      - A reference to a registry may end with C(:TAG) or C(@sha256:DIGEST). M(coxswain.helm.registry_auth) logs in.
    type: path
"""
