{{- define "troubles.deep" -}}
{{ include "troubles.deeper" . }}
{{- end -}}

{{- define "troubles.deeper" -}}
{{ .Values.missing.key }}
{{- end -}}

{{- define "troubles.required" -}}
{{ required (printf "a value for %q is needed" "name") .Values.name }}
{{- end -}}

{{- define "troubles.forever" -}}
{{ include "troubles.forever" . }}
{{- end -}}
