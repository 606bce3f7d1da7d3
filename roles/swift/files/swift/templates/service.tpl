apiVersion: v1
kind: Service
metadata:
  name: swift
  labels:
    app: swift
    {{- if .Values.clusterService }}
    kubernetes.io/cluster-service: "true"
    kubernetes.io/name: swift
    {{- end }}
spec:
  type: {{ .Values.serviceType }}
  selector:
    app: swift
  ports:
    - name: http
      port: 80
      targetPort: 9855
    - name: https
      port: 443
      targetPort: 50055
    - name: ops
      port: 56790
      targetPort: 56790
