# -*- coding: utf-8 -*-
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that select a chart; see ``plugins/module_utils/module/options/chart_reference.py``.

The options of that file which concern the access to repositories are in the fragment ``repository_access``.
"""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  repo_url:
    description:
      - URL of the repository that contains the chart, or C(oci://HOST/PATH). The chart is then selected by its name
        alone, and the repository does not have to be added first.
    type: str
    aliases: [chart_repo_url]
  chart_version:
    description:
      - Version of the chart, or a constraint such as V(^1.2), V(~1.2.3) or V(>=1.0 <2.0), which selects the newest
        matching version.
      - If not set, the newest version that is not a prerelease is used.
      - The version of a chart directory or archive is fixed. The module warns if it does not match.
    type: str
  dependency_update:
    description:
      - Resolve the dependencies of a chart directory to the newest versions that the chart allows, and use these
        instead of the contents of its C(charts/) directory. The directory is not modified; use
        M(coxswain.helm.chart_dependency) to update it.
      - A packaged chart is used with the dependencies that it contains, with a warning.
    type: bool
    default: false
    aliases: [dep_up]
  update_repo_cache:
    description:
      - Download the index of the chart's repository even if it is cached.
      - The index is also downloaded if it is not cached, or if the cached one does not contain the chart or version.
    type: bool
    default: false
  plain_http:
    description:
      - Use HTTP instead of HTTPS for OCI registries. Other charts are downloaded with the scheme of their URL.
    type: bool
    default: false
  repo_username:
    description:
      - Username for O(repo_url), the URL of an archive, or an OCI registry.
      - Not needed for a repository added with M(coxswain.helm.repository), or for a registry logged in to with
        M(coxswain.helm.registry_auth).
    type: str
    aliases: [chart_repo_username]
  repo_password:
    description:
      - Password for O(repo_username).
    type: str
    aliases: [chart_repo_password]
"""

    REF = r"""
options:
  chart_ref:
    description:
      - The chart, as one of the following.
      - Path of a chart directory or archive on the target host. An existing path takes precedence, as with C(helm).
      - C(REPOSITORY/CHART), for a repository added with M(coxswain.helm.repository).
      - C(oci://HOST/PATH/CHART), optionally followed by C(:TAG) or C(@sha256:DIGEST). Use
        M(coxswain.helm.registry_auth) to log in to the registry.
      - URL of a chart archive.
      - With O(repo_url), the name of the chart in that repository.
    type: path
"""
