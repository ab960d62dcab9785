{{/*
The containers of a node and their volumes, once: the StatefulSet has them, and the values for Zoekt's chart are made
of them.

How a pod stops, within terminationGracePeriodSeconds (grace):
- All containers are told at once. The proxy takes no new task from then on, lets those that run end, and goes on
  answering, for grace - 35 s at the most (GKG_DRAIN_TIMEOUT_MS). What runs then is broken off; GitLab delivers it again.
- It has 10 s to answer what is under way, and ends.
- Indexer and webserver wait for that in their preStop, for grace - 25 s at the most, and have 20 s to stop.
*/}}
{{- define "gkg.grace" -}}
{{- if eq .Values.mode "statefulset" }}{{ .Values.terminationGracePeriodSeconds | int }}{{ else }}{{ .Values.zoekt.terminationGracePeriodSeconds | int }}{{ end -}}
{{- end }}

{{- define "gkg.containers" -}}
{{- range $service := list "proxy" "indexer" "webserver" }}
{{ include "gkg.nodeContainer" (dict "root" $ "service" $service) }}
{{- end }}
{{- end }}

{{- define "gkg.nodeContainer" -}}
{{- $own := get .root.Values .service -}}
- name: gkg-{{ .service }}
  image: {{ include "gkg.image" . }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  {{- if eq .service "proxy" }}
  ports:
    - name: gkg-proxy
      containerPort: 6080
  {{- end }}
  env:
    {{- include "gkg.nodeEnv" . | nindent 4 }}
    {{- with include "gkg.settings" .root | trim }}
    {{- . | nindent 4 }}
    {{- end }}
    {{- with $own.extraEnv }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- include "gkg.probes" (dict "service" .service "startupSeconds" $own.startupSeconds) | nindent 2 }}
  {{- if ne .service "proxy" }}
  lifecycle:
    preStop:
      exec:
        command: [node, docker/pre-stop.mjs, {{ sub (include "gkg.grace" .root | int) 25 | quote }}]
  {{- end }}
  resources:
    {{- toYaml $own.resources | nindent 4 }}
  securityContext:
    {{- toYaml .root.Values.containerSecurityContext | nindent 4 }}
  volumeMounts:
    - name: {{ if eq .root.Values.mode "statefulset" }}data{{ else }}{{ .root.Values.zoekt.volumeName }}{{ end }}
      mountPath: /data
      {{- if ne .root.Values.mode "statefulset" }}
      subPath: gkg
      {{- end }}
    - name: gkg-tmp
      mountPath: /tmp
      subPath: {{ .service }}
    {{- if ne .service "indexer" }}
    - name: gkg-secret
      mountPath: /etc/gkg
      readOnly: true
    {{- end }}
    {{- with $own.extraVolumeMounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}

{{/* What the chart decides: addresses, places and times. Indexer and webserver are reached within the pod alone. */}}
{{- define "gkg.nodeEnv" -}}
{{- $values := .root.Values -}}
{{- $grace := include "gkg.grace" .root | int -}}
- name: GKG_DATA_DIR
  value: /data
- name: GKG_SECRET_FILE
  value: /etc/gkg/secret
- name: GKG_INDEXER_HOST
  value: 127.0.0.1
- name: GKG_WEBSERVER_HOST
  value: 127.0.0.1
- name: GKG_PROXY_HOST
  value: 0.0.0.0
- name: GKG_STOP_TIMEOUT_MS
  value: {{ ternary (mul (sub $grace 25) 1000) 20000 (eq .service "proxy") | quote }}
{{- if eq .service "proxy" }}
- name: GKG_DRAIN_TIMEOUT_MS
  value: {{ mul (sub $grace 35) 1000 | quote }}
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: GKG_NODE_NAME
  value: $(POD_NAME)
- name: GKG_PROXY_URL
  {{- if $values.gateway.externalUrl }}
  value: {{ trimSuffix "/" $values.gateway.externalUrl }}/nodes/$(POD_NAME)
  {{- else }}
  value: http://$(POD_NAME).{{ include "gkg.podService" .root }}.$(POD_NAMESPACE).svc.{{ $values.clusterDomain }}:6080
  {{- end }}
- name: GKG_GITLAB_URL
  value: {{ include "gkg.gitlabUrl" .root | quote }}
{{- end }}
{{- if and (eq .service "indexer") (dig "limits" "cpu" "" $values.indexer.resources) (kindIs "invalid" $values.settings.GKG_INDEXER_THREADS) }}
- name: GKG_INDEXER_THREADS
  valueFrom:
    resourceFieldRef:
      resource: limits.cpu
{{- end }}
{{- end }}

{{/* Every setting that has a value, as text: helm reads whole numbers as floating ones. */}}
{{- define "gkg.settings" -}}
{{- range $name, $value := .Values.settings }}
{{- if not (kindIs "invalid" $value) }}
- name: {{ $name }}
  value: {{ ternary ($value | int64 | toString) ($value | toString) (kindIs "float64" $value) | quote }}
{{- end }}
{{- end }}
{{- end }}

{{/* Asked from inside, since two of the services listen on loopback only; the program is node, not a shell. */}}
{{- define "gkg.probes" -}}
startupProbe:
  exec:
    command: [node, docker/health.mjs, {{ .service }}, ready]
  periodSeconds: 2
  timeoutSeconds: 5
  failureThreshold: {{ div (.startupSeconds | int) 2 }}
livenessProbe:
  exec:
    command: [node, docker/health.mjs, {{ .service }}, live]
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  exec:
    command: [node, docker/health.mjs, {{ .service }}, ready]
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 2
{{- end }}

{{- define "gkg.volumes" -}}
- name: gkg-tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit }}
- name: gkg-secret
  secret:
    secretName: {{ required "Set secret.name to the secret that is shared with GitLab." .Values.secret.name }}
    defaultMode: 288
    items:
      - key: {{ .Values.secret.key }}
        path: secret
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
