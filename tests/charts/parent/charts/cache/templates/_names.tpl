{{- define "cache.name" -}}
{{ .Release.Name }}-{{ .Values.global.registry | splitList "." | first }}
{{- end -}}
