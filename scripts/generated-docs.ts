import { errorPolicies, type ErrorKind } from '@gkg/protocol';
import { configDescription, exitCodeTable, failpointTable } from '@gkg/runtime';
import { accuracyDoc } from './accuracy-doc.ts';
import { addingALanguageDoc } from './family-doc.ts';

import { helmSchema, helmValues } from './helm-values.ts';
import { markdownTable } from './markdown-table.ts';
import { metricsDoc } from './metrics-doc.ts';
import { alertRules, alertTests } from './observability/alert-rules.ts';
import { dashboards } from './observability/dashboards.ts';
import { grafanaJson } from './observability/grafana-json.ts';

/** The documents that are derived from tables in the code; test/docs.test.ts fails when one has drifted. */
export const generatedDocs: Readonly<Record<string, () => string>> = {
  'docs/accuracy.md': accuracyDoc,
  'docs/adding-a-language.md': addingALanguageDoc,
  'docs/configuration.md': configurationDoc,
  'docs/errors.md': errorsDoc,
  'docs/failpoints.md': failpointsDoc,
  'docs/metrics.md': metricsDoc,
  'deploy/prometheus/alerts.yaml': alertRules,
  'deploy/prometheus/alerts.test.yaml': alertTests,
  ...Object.fromEntries(
    Object.entries(dashboards).map(([name, board]) => [
      `deploy/grafana/${name}.json`,
      () => grafanaJson(board),
    ]),
  ),
  'helm/gkg/values.schema.json': helmSchema,
  'helm/gkg/values.yaml': helmValues,
};

const note = 'Generated from the code by `npm run docs`; do not edit.';

function configurationDoc(): string {
  const rows = configDescription().map(({ env, defaultText, unit, allowed, description }) => {
    const defaultValue = unit === '' || unit === 'port' ? defaultText : `${defaultText} ${unit}`;
    return [`\`${env}\``, defaultValue.replaceAll('*', String.raw`\*`), allowed, description];
  });
  return [
    '# Configuration',
    '',
    note,
    '',
    'Every service and the command line read these environment variables, and nothing else. A value that is',
    'not allowed stops the process at its start with `config_invalid`, naming the variable.',
    '',
    ...markdownTable(['variable', 'default', 'allowed', 'meaning'], rows),
    '',
  ].join('\n');
}

function failpointsDoc(): string {
  return [
    '# Failpoints',
    '',
    note,
    '',
    'Places at which a process can be made to fail, to test what that leaves behind. `GKG_FAILPOINTS` holds',
    '`name=action[@nth]`, several with `;` or `,` between them: with `@nth` the action happens at the nth time',
    'that the process comes by, without it each time. Actions are `kill` (SIGKILL to itself), `stop` (SIGSTOP',
    'to itself) and `error` (an error of kind `internal` is thrown). Every service that finds the variable set',
    'says so at its start, with a warning. The processes of a job and of graphs get what their parents have;',
    '`gkg index` comes by those of a job and by those that tell of verifying, renaming and linking.',
    '',
    ...markdownTable(
      ['name', 'process', 'place'],
      failpointTable().map(({ name, process, place }) => [`\`${name}\``, process, place]),
    ),
    '',
  ].join('\n');
}

function errorsDoc(): string {
  const exitCodes = new Map(exitCodeTable().flatMap(({ code, kinds }) => kinds.map((kind) => [kind, code])));
  const kinds = Object.keys(errorPolicies) as ErrorKind[];
  const rows = kinds.map((kind) => {
    const { status, retry, meaning, remedy } = errorPolicies[kind];
    return [
      `\`${kind}\``,
      String(status),
      retry ? 'yes' : 'no',
      String(exitCodes.get(kind) ?? 1),
      meaning,
      remedy,
    ];
  });
  return [
    '# Errors',
    '',
    note,
    '',
    'The body of every error answer is `{"error": sentence, "code": kind, "detail": {…}}`; the command line',
    'prints `error: sentence (kind)`, or that body with `--json`. "Retry" says whether the same request may',
    'succeed later without a change.',
    '',
    ...markdownTable(['kind', 'HTTP status', 'retry', 'exit code', 'meaning', 'what to do'], rows),
    '',
    '## Exit codes',
    '',
    ...markdownTable(
      ['code', 'meaning'],
      [
        ['0', 'done; `gkg up` was stopped by Ctrl-C or SIGTERM'],
        ['1', 'any failure without a code of its own'],
        ...exitCodeTable().map(({ code, kinds }) => [
          String(code),
          kinds.map((kind) => `\`${kind}\``).join(', '),
        ]),
        ['10', '`npm start` and `npm test`: git, npm, the network or a new enough Node is missing'],
        ['130', 'interrupted by Ctrl-C or SIGTERM before the work was done'],
      ],
    ),
    '',
  ].join('\n');
}
