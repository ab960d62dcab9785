import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { goModule } from '../scripts/fetch-tool.mjs';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

interface Schema {
  [key: string]: unknown;
  properties?: Record<string, Schema>;
}

const kubernetes = 'k8s.io/kubernetes@v1.35.4';
/** Modules of Go with the definitions of custom resources, and where these are in them. */
export const customResources = [
  ['sigs.k8s.io/gateway-api@v1.4.0', 'config/crd/standard'],
  ['github.com/prometheus-operator/prometheus-operator@v0.84.0', 'example/prometheus-operator-crd'],
] as const;

/**
 * What the API servers would say of an object: Kubernetes' own schemas, and those of the custom resources that we
 * make. Stricter in one thing: a field that a schema does not name is a fault and not dropped.
 */
export function kubernetesSchemas(): (object: KubernetesObject) => readonly string[] {
  const swagger = readFileSync(join(goModule(kubernetes), 'api/openapi-spec/swagger.json'), 'utf8');
  const definitions = (JSON.parse(swagger) as { definitions: Record<string, Schema> }).definitions;
  for (const schema of Object.values(definitions)) closeObjects(schema);
  // The server reads a number as such a text.
  Object.assign(definitions['io.k8s.apimachinery.pkg.api.resource.Quantity'] ?? {}, {
    type: ['string', 'number'],
  });
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
  ajv.addSchema({ $id: 'kubernetes', definitions });
  const validators = new Map<string, ValidateFunction>();
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of kindsOf(schema)) {
      validators.set(
        `${group === '' ? '' : `${group}/`}${version} ${kind}`,
        lazily(() => ajv.compile({ $ref: `kubernetes#/definitions/${name}` })),
      );
    }
  }
  for (const [module, folder] of customResources)
    addCustomResources(join(goModule(module), folder), ajv, validators);
  return (object) => {
    const id = `${object.apiVersion} ${object.kind}`;
    const validate = validators.get(id);
    if (validate === undefined) return [`${id} is no kind of Kubernetes`];
    if (validate(object)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${id}${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
  };
}

/** Compiled when it is first needed: there are some hundred, and few are. */
function lazily(compile: () => ValidateFunction): ValidateFunction {
  let validate: ValidateFunction | undefined;
  const check = (data: unknown) => {
    validate ??= compile();
    const isValid = validate(data);
    check.errors = validate.errors;
    return isValid;
  };
  check.errors = undefined as ValidateFunction['errors'];
  return check as unknown as ValidateFunction;
}

function kindsOf(schema: Schema): { group: string; version: string; kind: string }[] {
  return (schema['x-kubernetes-group-version-kind'] ?? []) as {
    group: string;
    version: string;
    kind: string;
  }[];
}

function addCustomResources(folder: string, ajv: Ajv, validators: Map<string, ValidateFunction>): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      const { spec } = (document.toJS() ?? {}) as { spec?: CustomResource };
      for (const version of spec?.versions ?? []) {
        const schema = version.schema.openAPIV3Schema;
        closeObjects(schema);
        // What every object has; the definition of a custom resource leaves it out.
        Object.assign(schema.properties ?? {}, { metadata: { type: 'object' } });
        const id = `${spec?.group}/${version.name} ${spec?.names.kind}`;
        validators.set(
          id,
          lazily(() => ajv.compile(schema)),
        );
      }
    }
  }
}

interface CustomResource {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly {
    readonly name: string;
    readonly schema: { readonly openAPIV3Schema: Schema };
  }[];
}

function closeObjects(schema: Schema): void {
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in schema;
  if (schema.properties !== undefined && !isOpen) schema['additionalProperties'] = false;
  // Numbers and texts alike, which plain JSON Schema does not know.
  if (schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string') {
    delete schema['type'];
    delete schema['anyOf'];
  }
  // Patterns of Go that JavaScript reads otherwise are Kubernetes' business.
  delete schema['pattern'];
  for (const value of Object.values(schema)) {
    const values = Array.isArray(value) ? value : [value];
    for (const child of values)
      if (typeof child === 'object' && child !== null) closeObjects(child as Schema);
  }
}
