# -*- coding: utf-8 -*-
# SPDX-License-Identifier: GPL-3.0-or-later
"""The built-in starter chart: a Deployment with a Service and the optional objects that usually accompany it.

The file names are those of ``helm create``. ``<CHARTNAME>`` is replaced by the name of the new chart.
"""

from __future__ import annotations

MARK = "<CHARTNAME>"

CHART = """\
apiVersion: v2
name: <CHARTNAME>
description: Runs <CHARTNAME>
# An "application" can be installed; a "library" only provides named templates for other charts.
type: application
# The version of this chart. Increment it with every change, according to semantic versioning.
version: 0.1.0
# The version of the application. It is also the default tag of the image.
appVersion: "1.27"
"""

IGNORE = """\
# Files that are not packaged. Each line is a pattern for a name, or for a path if it contains a slash.
.git/
.gitignore
.hg/
.svn/
.bzr/
.idea/
.vscode/
.DS_Store
*.swp
*.tmp
*.bak
*.orig
*~
"""

VALUES = """\
# The number of Pods; ignored if autoscaling is enabled.
replicaCount: 1

image:
  repository: docker.io/library/nginx
  # The default is appVersion of Chart.yaml.
  tag: ""
  pullPolicy: IfNotPresent
# Secrets for a private registry: a list of mappings with a name
imagePullSecrets: []

# Override the part of object names that is the name of the chart, or the full name.
nameOverride: ""
fullnameOverride: ""

serviceAccount:
  create: true
  # Whether to mount a token for the API server in the Pods
  automount: false
  annotations: {}
  # The default is generated from the name of the release.
  name: ""

podAnnotations: {}
podLabels: {}
# For the Pod, such as fsGroup
podSecurityContext: {}
# For the container, such as readOnlyRootFilesystem
securityContext: {}

service:
  type: ClusterIP
  port: 80
# The port that the container listens on
containerPort: 80

# Expose the Service with an Ingress …
ingress:
  enabled: false
  className: ""
  annotations: {}
  hosts:
    - host: <CHARTNAME>.example.com
      paths:
        - path: /
          pathType: Prefix
  tls: []

# … or with an HTTPRoute of the Gateway API.
httpRoute:
  enabled: false
  annotations: {}
  parentRefs:
    - name: gateway
  hostnames:
    - <CHARTNAME>.example.com
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /

# Resource requests and limits of the container
resources: {}

livenessProbe:
  httpGet:
    path: /
    port: http
readinessProbe:
  httpGet:
    path: /
    port: http

autoscaling:
  enabled: false
  minReplicas: 1
  maxReplicas: 5
  # In percent of the requested resources; ignored if empty
  targetCPUUtilizationPercentage: 80
  targetMemoryUtilizationPercentage: ""

# Additional volumes of the Pod, and their mounts in the container
volumes: []
volumeMounts: []

nodeSelector: {}
tolerations: []
affinity: {}
"""

HELPERS = """\
{{- /* The name of the chart for labels and object names: lower-case letters, digits and dashes */ -}}
{{- define "<CHARTNAME>.name" -}}
{{ .Values.nameOverride | default .Chart.Name | lower | replace "_" "-" | replace "." "-" | trunc 63 | trimAll "-" }}
{{- end }}

{{- /* The name of the objects: the name of the release, and that of the chart unless it is part of it */ -}}
{{- define "<CHARTNAME>.fullname" -}}
{{- $name := include "<CHARTNAME>.name" . -}}
{{- $fullname := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) -}}
{{ .Values.fullnameOverride | default $fullname | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The labels that select the Pods of this release; they are immutable */ -}}
{{- define "<CHARTNAME>.selectorLabels" -}}
app.kubernetes.io/name: {{ include "<CHARTNAME>.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The labels of all objects */ -}}
{{- define "<CHARTNAME>.labels" -}}
{{ include "<CHARTNAME>.selectorLabels" . }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ quote . }}
{{- end }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The service account of the Pods */ -}}
{{- define "<CHARTNAME>.serviceAccountName" -}}
{{- $default := .Values.serviceAccount.create | ternary (include "<CHARTNAME>.fullname" .) "default" -}}
{{ .Values.serviceAccount.name | default $default }}
{{- end }}
"""

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "<CHARTNAME>.fullname" . }}
  labels:
    {{- include "<CHARTNAME>.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  selector:
    matchLabels:
      {{- include "<CHARTNAME>.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "<CHARTNAME>.labels" . | nindent 8 }}
        {{- with .Values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with .Values.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "<CHARTNAME>.serviceAccountName" . }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.podSecurityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ include "<CHARTNAME>.name" . }}
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          ports:
            - name: http
              containerPort: {{ .Values.containerPort }}
              protocol: TCP
          {{- range $field := list "livenessProbe" "readinessProbe" "resources" "securityContext" "volumeMounts" }}
          {{- with index $.Values $field }}
          {{ $field }}:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          {{- end }}
      {{- range $field := list "volumes" "nodeSelector" "tolerations" "affinity" }}
      {{- with index $.Values $field }}
      {{ $field }}:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- end }}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {{ include "<CHARTNAME>.fullname" . }}
  labels:
    {{- include "<CHARTNAME>.labels" . | nindent 4 }}
spec:
  type: {{ .Values.service.type }}
  selector:
    {{- include "<CHARTNAME>.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .Values.service.port }}
      targetPort: http
      protocol: TCP
"""

SERVICE_ACCOUNT = """\
{{- with .Values.serviceAccount }}
{{- if .create }}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "<CHARTNAME>.serviceAccountName" $ }}
  labels:
    {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: {{ .automount }}
{{- end }}
{{- end }}
"""

INGRESS = """\
{{- with .Values.ingress }}
{{- if .enabled }}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {{ include "<CHARTNAME>.fullname" $ }}
  labels:
    {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- with .className }}
  ingressClassName: {{ . }}
  {{- end }}
  {{- with .tls }}
  tls:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .hosts }}
    - host: {{ quote .host }}
      http:
        paths:
          {{- range .paths }}
          - path: {{ quote .path }}
            pathType: {{ .pathType | default "Prefix" }}
            backend:
              service:
                name: {{ include "<CHARTNAME>.fullname" $ }}
                port:
                  name: http
          {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

HTTP_ROUTE = """\
{{- with .Values.httpRoute }}
{{- if .enabled }}
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: {{ include "<CHARTNAME>.fullname" $ }}
  labels:
    {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  parentRefs:
    {{- toYaml .parentRefs | nindent 4 }}
  {{- with .hostnames }}
  hostnames:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  rules:
    {{- range .rules }}
    - backendRefs:
        - name: {{ include "<CHARTNAME>.fullname" $ }}
          port: {{ $.Values.service.port }}
      {{- with .matches }}
      matches:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .filters }}
      filters:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

AUTOSCALER = """\
{{- with .Values.autoscaling }}
{{- if .enabled }}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "<CHARTNAME>.fullname" $ }}
  labels:
    {{- include "<CHARTNAME>.labels" $ | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "<CHARTNAME>.fullname" $ }}
  minReplicas: {{ .minReplicas }}
  maxReplicas: {{ .maxReplicas }}
  metrics:
    {{- $targets := dict "cpu" .targetCPUUtilizationPercentage "memory" .targetMemoryUtilizationPercentage }}
    {{- range $resource, $target := $targets }}
    {{- if $target }}
    - type: Resource
      resource:
        name: {{ $resource }}
        target:
          type: Utilization
          averageUtilization: {{ $target }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end }}
"""

NOTES = """\
{{ .Chart.Name }} {{ .Chart.Version }} is installed as {{ .Release.Name }} in namespace {{ .Release.Namespace }}.
{{- if .Values.ingress.enabled }}

It is available at:
{{- range .Values.ingress.hosts }}
  http{{ if $.Values.ingress.tls }}s{{ end }}://{{ .host }}
{{- end }}
{{- else if .Values.httpRoute.enabled }}

It is available through its gateway with the host names:
{{- range .Values.httpRoute.hostnames }}
  {{ . }}
{{- end }}
{{- else }}

It is available in the cluster at:
  http://{{ include "<CHARTNAME>.fullname" . }}.{{ .Release.Namespace }}:{{ .Values.service.port }}

To connect from your computer, run:
  kubectl --namespace {{ .Release.Namespace }} port-forward service/{{ include "<CHARTNAME>.fullname" . }} 8080:http
{{- end }}
"""

TEST = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "<CHARTNAME>.fullname" . | trunc 48 | trimSuffix "-" }}-connection
  labels:
    {{- include "<CHARTNAME>.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: test
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
spec:
  restartPolicy: Never
  containers:
    - name: connection
      image: docker.io/library/busybox:1.37
      command: [wget, "-q", "-O", "-"]
      args:
        - http://{{ include "<CHARTNAME>.fullname" . }}:{{ .Values.service.port }}/
"""

#: Content by path; Chart.yaml comes first.
FILES: dict[str, str] = {
    "Chart.yaml": CHART,
    ".helmignore": IGNORE,
    "values.yaml": VALUES,
    "templates/NOTES.txt": NOTES,
    "templates/_helpers.tpl": HELPERS,
    "templates/deployment.yaml": DEPLOYMENT,
    "templates/hpa.yaml": AUTOSCALER,
    "templates/httproute.yaml": HTTP_ROUTE,
    "templates/ingress.yaml": INGRESS,
    "templates/service.yaml": SERVICE,
    "templates/serviceaccount.yaml": SERVICE_ACCOUNT,
    "templates/tests/test-connection.yaml": TEST,
}
