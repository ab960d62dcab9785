/**
 * The fields of what a node sends (contract sections 1.1 and 1.2): what each must be, and which must be there. Any
 * other field is a fault.
 */
export type Fields = Record<string, unknown>;
type Form = (value: unknown) => boolean;

const heartbeatTypes: Readonly<Record<string, Form>> = {
  'node.url': isHttpUrl,
  'node.search_url': isHttpUrl,
  'node.name': isText,
  'disk.all': isCount,
  'disk.used': isCount,
  'disk.indexed': isCount,
  'node.task_count': isCount,
  'node.concurrency': isCount,
  'node.version': isText,
  'node.schema_version': isCount,
  'node.knowledge_graph_schema_version': isCount,
  'node.services': (value) =>
    Array.isArray(value) && value.length > 0 && value.every((name) => /^(zoekt|knowledge_graph)$/.test(name)),
};
const heartbeatRequired = ['node.url', 'node.name', 'disk.all', 'disk.used'];

const callbackTypes: Readonly<Record<string, Form>> = {
  name: isText,
  success: (value) => typeof value === 'boolean',
  error: isText,
  payload: isObject,
  additional_payload: isObject,
};
const callbackRequired = ['name', 'success', 'payload'];

export function heartbeatFaults(fields: Fields): string[] {
  const faults = fieldFaults('heartbeat', fields, heartbeatTypes, heartbeatRequired);
  if (Number(fields['disk.used']) > Number(fields['disk.all'])) faults.push('heartbeat: used > all');
  return faults;
}

export function callbackFaults(fields: Fields): string[] {
  return fieldFaults('callback', fields, callbackTypes, callbackRequired);
}

function fieldFaults(
  what: string,
  fields: Fields,
  types: Readonly<Record<string, Form>>,
  required: readonly string[],
): string[] {
  const missing = required.filter((name) => !(name in fields)).map((name) => `${what}: ${name} is missing`);
  const wrong = Object.entries(fields).flatMap(([name, value]) => {
    if (types[name] === undefined) return [`${what}: field ${name} is not in the contract`];
    return types[name](value) ? [] : [`${what}: ${name} is ${JSON.stringify(value)}`];
  });
  return [...missing, ...wrong];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isHttpUrl(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
}
