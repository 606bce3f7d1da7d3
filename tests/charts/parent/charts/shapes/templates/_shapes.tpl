{{- define "shapes.name" -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 20 | trimSuffix "-" }}
{{- end -}}

{{- define "shapes.labels" -}}
{{- range $key, $value := .Values.global.labels }}
{{ $key }}: {{ $value | quote }}
{{- end }}
chart: {{ .Chart.Name }}
{{- end -}}

{{- define "shapes.object" -}}
apiVersion: v1
kind: {{ .kind }}
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
data:
  {{- toYaml .data | nindent 2 }}
{{- end -}}
