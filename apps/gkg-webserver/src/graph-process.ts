import { serveGraphs } from '@gkg/graph-store';
import { runToolCall } from './run-tool-call.ts';

serveGraphs(runToolCall);
