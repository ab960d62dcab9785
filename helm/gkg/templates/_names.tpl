{{- define "gkg.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains "gkg" .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-gkg" .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- define "gkg.selectorLabels" -}}
app.kubernetes.io/name: gkg
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* A version may have a "+", which labels and the tags of images may not. */}}
{{- define "gkg.labels" -}}
{{ include "gkg.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The labels that pods of a node have: ours, or those of the pods that we ride in. */}}
{{- define "gkg.nodeLabels" -}}
{{- if eq .Values.mode "statefulset" -}}
{{ include "gkg.selectorLabels" . }}
app.kubernetes.io/component: node
{{- else -}}
{{ toYaml .Values.zoekt.podLabels }}
{{- end -}}
{{- end }}

{{/* The headless service whose names the pods of nodes have. */}}
{{- define "gkg.podService" -}}
{{- if eq .Values.mode "statefulset" }}{{ include "gkg.fullname" . }}{{ else }}{{ .Values.zoekt.serviceName }}{{ end -}}
{{- end }}

{{- define "gkg.coordinatorName" -}}{{ include "gkg.fullname" . }}-coordinator{{- end }}

{{- define "gkg.gitlabUrl" -}}
{{- if .Values.gitlab.url -}}
{{- .Values.gitlab.url -}}
{{- else if .Values.coordinator.enabled -}}
{{- printf "http://%s.%s.svc:8100" (include "gkg.coordinatorName" .) .Release.Namespace -}}
{{- else -}}
{{- fail "Set gitlab.url to GitLab's address, or coordinator.enabled for a fleet without GitLab." -}}
{{- end -}}
{{- end }}

{{- define "gkg.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s/gkg-%s" $image.repository .service -}}
{{- $digest := get $image.digests .service | default "" -}}
{{- if $digest }}{{ $name }}@{{ $digest }}{{ else }}{{ $name }}:{{ $image.tag | default .root.Chart.AppVersion | replace "+" "_" }}{{ end -}}
{{- end }}
