import { z } from 'zod';
import { openApiDocument } from './openapi.ts';
import { route, type Route } from './route.ts';
import { hookRoutes } from './routes/hook-routes.ts';
import { nodeRoutes } from './routes/node-routes.ts';
import { permissionRoutes } from './routes/permission-routes.ts';
import { projectRoutes } from './routes/project-routes.ts';
import { queryRoutes } from './routes/query-routes.ts';
import { taskRoutes } from './routes/task-routes.ts';
import { tokenRoutes } from './routes/token-routes.ts';
import { userRoutes } from './routes/user-routes.ts';

const description = route({
  method: 'GET',
  path: '/api/v1/openapi.json',
  summary: 'This description.',
  access: 'anyone',
  answers: { 200: z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }) },
  errors: [],
  handle: () => Promise.resolve({ status: 200, body: openApiDocument(publicRoutes) }),
});

/** Everything that people and their programs may ask the coordinator. */
export const publicRoutes: readonly Route[] = [
  ...projectRoutes,
  ...queryRoutes,
  ...hookRoutes,
  ...permissionRoutes,
  ...userRoutes,
  ...tokenRoutes,
  ...nodeRoutes,
  ...taskRoutes,
  description,
];
