export const ports: Readonly<Record<'indexer' | 'webserver' | 'proxy' | 'coordinator', number>>;
