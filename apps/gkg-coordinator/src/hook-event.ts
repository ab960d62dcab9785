import type { IncomingHttpHeaders } from 'node:http';
import { GkgError } from '@gkg/protocol';
import { parseBody } from '@gkg/runtime';
import { z } from 'zod';
import type { HookKind } from './schema.ts';

/** What a hook's message says, as far as it matters here. */
export type HookEvent =
  | { readonly kind: 'ignored'; readonly why: string }
  | {
      readonly kind: 'push';
      /** `refs/heads/…`; null when it was not said, which means the branch that counts. */
      readonly ref: string | null;
      readonly commit: string | null;
      readonly defaultBranch: string | null;
    };

const commit = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'must be the id of a commit');
const ref = z.string().min(1).max(1024);
const branch = z.string().min(1).max(1024).nullish();
const deletion = /^0+$/;

const gitlabPush = z.object({
  ref,
  after: commit,
  project: z.object({ default_branch: branch }).optional(),
});
const githubPush = z.object({
  ref,
  after: commit,
  deleted: z.boolean().optional(),
  repository: z.object({ default_branch: branch }).optional(),
});
const plainPush = z.object({ ref: ref.optional(), commit: commit.optional(), default_branch: branch });

/** Reads a message that was proved to be the hook's; `invalid_request` when it is not of the known form. */
export function readHookEvent(kind: HookKind, headers: IncomingHttpHeaders, body: Buffer): HookEvent {
  const message = messageOf(headers, body);
  if (kind === 'gitlab') return readGitlab(message);
  if (kind === 'github') return readGithub(String(headers['x-github-event']), message);
  const push = parseBody(plainPush, message);
  return pushed(push.ref ?? null, push.commit ?? null, push.default_branch ?? null);
}

function readGitlab(message: unknown): HookEvent {
  const event = parseBody(z.looseObject({ object_kind: z.string().max(64) }), message).object_kind;
  if (event !== 'push') return { kind: 'ignored', why: `a GitLab event ${event}` };
  const push = parseBody(gitlabPush, message);
  return pushed(push.ref, push.after, push.project?.default_branch ?? null);
}

function readGithub(event: string, message: unknown): HookEvent {
  if (event !== 'push') return { kind: 'ignored', why: `a GitHub event ${event.slice(0, 64)}` };
  const push = parseBody(githubPush, message);
  if (push.deleted === true) return { kind: 'ignored', why: 'a deletion' };
  return pushed(push.ref, push.after, push.repository?.default_branch ?? null);
}

function pushed(given: string | null, id: string | null, defaultBranch: string | null): HookEvent {
  if (id !== null && deletion.test(id)) return { kind: 'ignored', why: 'a deletion' };
  return {
    kind: 'push',
    ref: given === null ? null : fullRef(given),
    commit: id,
    defaultBranch: defaultBranch === null ? null : fullRef(defaultBranch),
  };
}

function fullRef(name: string): string {
  return name.startsWith('refs/') ? name : `refs/heads/${name}`;
}

/** JSON, or a form whose field `payload` is JSON, as GitHub sends it on request. */
function messageOf(headers: IncomingHttpHeaders, body: Buffer): unknown {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const text = body.toString('utf8');
  const json = isForm ? (new URLSearchParams(text).get('payload') ?? '') : text;
  if (json.trim() === '' && !isForm) return {};
  try {
    return JSON.parse(json) as unknown;
  } catch (cause) {
    throw new GkgError('invalid_request', 'body: must be JSON.', { cause });
  }
}

/**
 * Whether a push concerns what is indexed: the branch or tag that the project's address names, else the
 * default branch. One that nobody has told of yet is believed.
 */
export function isOfIndexedBranch(
  event: Extract<HookEvent, { kind: 'push' }>,
  project: { readonly address: string; readonly default_branch: string | null },
): boolean {
  if (event.ref === null) return true;
  const named = /#(.+)$/.exec(project.address)?.[1];
  if (named !== undefined) return [`refs/heads/${named}`, `refs/tags/${named}`, named].includes(event.ref);
  const branch = event.defaultBranch ?? project.default_branch;
  return branch === null ? event.ref.startsWith('refs/heads/') : event.ref === branch;
}
