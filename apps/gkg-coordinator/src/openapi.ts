import { errorPolicies, type ErrorKind } from '@gkg/protocol';
import { z } from 'zod';
import packageManifest from '../package.json' with { type: 'json' };
import type { Route } from './route.ts';

type Json = Record<string, unknown>;

/** What every route may answer; those that need a user, in addition what comes of that. */
const alwaysErrors: readonly ErrorKind[] = ['invalid_request', 'internal', 'upstream_unavailable', 'timeout'];
const userErrors: readonly ErrorKind[] = ['unauthorized', 'rate_limited'];

/** The OpenAPI 3.1 description of the routes, made from the schemas that check the requests. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'gkg coordinator', version: packageManifest.version },
    paths,
    components: {
      schemas: { Error: errorSchema },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

const errorSchema = {
  type: 'object',
  required: ['error', 'code', 'detail'],
  properties: {
    error: { type: 'string', description: 'A sentence for a person.' },
    code: { type: 'string', enum: Object.keys(errorPolicies) },
    detail: { type: 'object' },
  },
};

function operation(route: Route): Json {
  const parameters = [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')];
  return {
    summary: route.summary,
    ...(route.access === 'anyone' ? {} : { security: [{ token: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: requestBody(route.body) }),
    ...(route.isRaw === true ? { requestBody: rawBody } : {}),
    responses: { ...successes(route), ...failures(route) },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'input');
  return Object.entries(properties as Record<string, Json>).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (required as string[]).includes(name),
    schema: property,
  }));
}

function requestBody(schema: z.ZodType): Json {
  const json = jsonSchema(schema, 'input');
  const isNeeded = !schema.safeParse({}).success;
  return { required: isNeeded, content: { 'application/json': { schema: json } } };
}

/** Of whatever form the sender gives it. */
const rawBody = {
  content: { 'application/json': { schema: {} }, 'application/x-www-form-urlencoded': { schema: {} } },
};

function successes(route: Route): Json {
  const entries = Object.entries(route.answers).map(([status, schema]) => [
    status,
    schema === null
      ? { description: 'Done.' }
      : {
          description: 'Success.',
          content: { 'application/json': { schema: jsonSchema(schema, 'output') } },
        },
  ]);
  return Object.fromEntries(entries) as Json;
}

function failures(route: Route): Json {
  const kinds = [
    ...alwaysErrors,
    ...(route.access === 'anyone' ? [] : userErrors),
    ...(route.access === 'admin' ? (['forbidden'] as const) : []),
    ...(route.body === undefined ? [] : (['too_large'] as const)),
    ...route.errors,
  ];
  const byStatus = new Map<number, ErrorKind[]>();
  for (const kind of new Set(kinds)) {
    const { status } = errorPolicies[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), kind]);
  }
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [String(status), { description: some.join(', '), content }]),
  );
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return json;
}
