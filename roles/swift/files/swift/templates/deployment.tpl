apiVersion: apps/v1
kind: Deployment
metadata:
  name: swift
  labels:
    app: swift
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app: swift
  template:
    metadata:
      labels:
        app: swift
      {{- with .Values.annotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ .Values.serviceAccountName }}
      {{- with .Values.imagePullSecrets }}
      imagePullSecrets:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: swift
          image: "{{ .Values.image }}:{{ .Values.tag }}"
          imagePullPolicy: {{ .Values.imagePullPolicy }}
          args:
            - run
            - --v={{ .Values.logLevel }}
            - --connector={{ .Values.connector }}
            {{- if .Values.endpoint }}
            - --tiller-endpoint={{ .Values.endpoint }}
            {{- end }}
            - --tiller-timeout={{ .Values.tillerTimeout }}
            # Swift uses plain text if this is true.
            - --tiller-insecure-skip-verify={{ empty .Values.tillerSecret }}
            {{- if .Values.tillerSecret }}
            - --tiller-ca-file=/etc/tiller/ca.crt
            - --tiller-client-cert-file=/etc/tiller/tls.crt
            - --tiller-client-private-key-file=/etc/tiller/tls.key
            {{- end }}
            {{- if .Values.servingSecret }}
            - --tls-ca-file=/etc/swift/ca.crt
            - --tls-cert-file=/etc/swift/tls.crt
            - --tls-private-key-file=/etc/swift/tls.key
            {{- end }}
            - --enable-cors={{ .Values.cors }}
            - --enable-analytics=false
            {{- with .Values.extraArgs }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
          ports:
            - name: http
              containerPort: 9855
            - name: https
              containerPort: 50055
            - name: ops
              containerPort: 56790
          {{- with .Values.resources }}
          resources:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          volumeMounts:
            # Swift downloads charts to this directory.
            - name: chart-volume
              mountPath: /tmp
            {{- if .Values.tillerSecret }}
            - name: tiller-certs
              mountPath: /etc/tiller
              readOnly: true
            {{- end }}
            {{- if .Values.servingSecret }}
            - name: swift-certs
              mountPath: /etc/swift
              readOnly: true
            {{- end }}
      volumes:
        - name: chart-volume
          emptyDir: {}
        {{- if .Values.tillerSecret }}
        - name: tiller-certs
          secret:
            secretName: {{ .Values.tillerSecret }}
        {{- end }}
        {{- if .Values.servingSecret }}
        - name: swift-certs
          secret:
            secretName: {{ .Values.servingSecret }}
        {{- end }}
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .Values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
