export function otelCollector(builderConfig: string): string;
export function kubernetesProgram(name: string): string;
