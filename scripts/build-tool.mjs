/**
 * Programs that only tests need, and nobody ships where we may fetch: Go builds them of their modules, and they are
 * kept with those of `fetch-tool.mjs`. The first time takes minutes for a collector, and half an hour for Kubernetes.
 */
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, go, goModule } from './fetch-tool.mjs';

const collectorBuilder = 'go.opentelemetry.io/collector/cmd/builder@v0.165.0';
const kubernetesVersion = '1.31.14';
const timeout = 3_600_000;

/** An OpenTelemetry collector with what a configuration of the builder names. */
export function otelCollector(configFile) {
  const hash = createHash('sha256').update(readFileSync(configFile)).digest('hex').slice(0, 12);
  return cached(`otelcol-${hash}`, (directory) => {
    go(['run', collectorBuilder, '--config', configFile], directory, { timeout });
    return [readFileSync(join(directory, 'build/otelcol'))];
  });
}

/** A program of Kubernetes, such as kube-apiserver. */
export function kubernetesProgram(name) {
  return cached(`${name}-${kubernetesVersion}`, (directory) => {
    const source = join(directory, 'source');
    cpSync(goModule(`k8s.io/kubernetes@v${kubernetesVersion}`), source, { recursive: true });
    for (const file of ['go.work', 'go.work.sum', 'vendor'])
      rmSync(join(source, file), { recursive: true, force: true });
    const goMod = join(source, 'go.mod');
    writeFileSync(goMod, withPublishedModules(readFileSync(goMod, 'utf8')));
    const env = { GOFLAGS: '-modcacherw -mod=mod -trimpath', GOWORK: 'off', CGO_ENABLED: '0' };
    const flags = `-s -w -X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`;
    go(['build', '-ldflags', flags, '-o', '../built', `./cmd/${name}`], source, { env, timeout });
    return [readFileSync(join(directory, 'built'))];
  });
}

/**
 * Kubernetes' libraries lie beside it in its repository, and are modules of their own for everybody else. Each is taken
 * in the newest patch that can be had, since a module proxy may not have all; what it has none of are samples.
 */
function withPublishedModules(goMod) {
  const beside = [...goMod.matchAll(/^\t(k8s\.io\/\S+) => \.\/staging\/.*$/gm)];
  const versions = newestPatches(beside.map(([, name]) => name));
  return beside.reduce((text, [line, name]) => {
    const version = versions.get(name);
    if (version !== undefined) return text.replace(line, `\t${name} => ${name} ${version}`);
    return text.replace(`${line}\n`, '').replace(`\t${name} v0.0.0\n`, '');
  }, goMod);
}

function newestPatches(names) {
  const minor = kubernetesVersion.replace(/^1\.(\d+)\..*$/, 'v0.$1.');
  const isOurs = (version) => version.startsWith(minor) && !version.includes('-');
  // Told is a line each: the name and all versions, or the name alone.
  const lines = go(['list', '-m', '-e', '-versions', ...names], tmpdir())
    .trim()
    .split('\n');
  return new Map(lines.map((line) => [line.split(' ')[0], line.split(' ').filter(isOurs).at(-1)]));
}
