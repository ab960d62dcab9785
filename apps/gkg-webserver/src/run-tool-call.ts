import { isAbsolute } from 'node:path';
import type { CallHandler } from '@gkg/graph-store';
import { GkgError } from '@gkg/protocol';
import { createDirectoryReader, runTool } from '@gkg/tools';
import type { ToolLimits } from '@gkg/tools';

/**
 * Runs a tool next to its graph and answers with the response as JSON text: it is measured against its
 * limit here anyway, and a text crosses to the HTTP process more cheaply than the objects.
 */
export const runToolCall: CallHandler = async ({ graph, manifest, name, args, limits }, signal) => {
  const { timeoutMs, rowsMax, bytesMax } = limits;
  const toolLimits: ToolLimits = { timeoutMs, rowsMax, ...sourceOf(manifest.source) };
  const text = JSON.stringify(await runTool(graph, manifest, name, args, toolLimits, signal));
  const bytes = Buffer.byteLength(text);
  if (bytes <= bytesMax) return text;
  throw new GkgError('too_large', `The answer has ${bytes} bytes; at most ${bytesMax} are allowed.`, {
    detail: { bytes, bytesMax },
  });
};

/** The text of a directory of this machine can be read; what was fetched from elsewhere is gone by now. */
function sourceOf(source: string): Pick<ToolLimits, 'source'> {
  return isAbsolute(source) ? { source: createDirectoryReader(source) } : {};
}
