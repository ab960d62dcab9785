export function helm(): string;
export function hadolint(): string;
export function etcd(): string;
export function goModule(nameAndVersion: string): string;
