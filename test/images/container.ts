import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { childrenOf, signalProcess } from '../chaos/processes.ts';

/*
 * What a container engine does to a process, with what util-linux has: a root of its own, put together in a mount
 * namespace of its own, where everything is read-only but what is given as a volume; numbers of processes of its own,
 * so that its first process is the first one and takes all others along; another user; no new privileges. The system below /usr and /etc is this machine's and not that of the image.
 */

/** A directory of this machine, where it is mounted, and whether it may be written. */
export interface Mount {
  readonly from: string;
  readonly to: string;
  readonly writable?: boolean;
}

export interface ContainerOptions {
  readonly mounts: readonly Mount[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** `uid:gid`. */
  readonly user: string;
}

export interface Container {
  readonly process: ChildProcess;
  readonly log: () => string;
  /** Sends the signal to the first process, and answers with the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const namespaces = ['--mount', '--pid', '--fork', '--kill-child=SIGKILL'];

/** Why no container can be made here, or undefined. */
export function containerRefusal(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root may mount';
  const { status } = spawnSync('unshare', [...namespaces, 'mount', '-t', 'tmpfs', 'gkg', '/mnt']);
  return status === 0 ? undefined : 'this machine refuses mount namespaces';
}

/** A directory that the user of a container may write. */
export function ownedDirectory(parent: string, name: string, user: string): string {
  const path = join(parent, name);
  mkdirSync(path, { recursive: true });
  const [uid = 0, gid = 0] = user.split(':').map(Number);
  chownSync(path, uid, gid);
  return path;
}

const nodeDirectory = '/opt/node';

export function startContainer(command: readonly string[], options: ContainerOptions): Container {
  const rootfs = mkdtempSync(join(tmpdir(), 'gkg-rootfs-'));
  chmodSync(rootfs, 0o755);
  const mounts: Mount[] = [
    ...['/usr', '/etc'].map((path) => ({ from: path, to: path })),
    { from: dirname(dirname(process.execPath)), to: nodeDirectory },
    ...options.mounts,
  ];
  for (const path of ['/proc', '/dev', ...mounts.map(({ to }) => to)]) {
    mkdirSync(join(rootfs, path), { recursive: true });
  }
  for (const path of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${path}`, join(rootfs, path));
  const child = spawn(
    'unshare',
    [...namespaces, 'sh', '-euc', script(rootfs, mounts, options), 'sh', ...command],
    {
      env: { ...options.env, PATH: `${nodeDirectory}/bin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  // The mounts have gone with the namespace: what is left are the empty places.
  const closed = once(child, 'close').then(([code]) => {
    rmSync(rootfs, { recursive: true, force: true });
    return code as number | null;
  });
  return {
    process: child,
    log: () => log,
    end(signal) {
      // The one that made the namespaces waits, and passes no signal on.
      for (const pid of childrenOf(child.pid)) signalProcess(pid, signal);
      return closed;
    },
  };
}

/** Runs a command to its end and answers with its exit code and what it wrote. */
export async function runContainer(command: readonly string[], options: ContainerOptions) {
  const container = startContainer(command, options);
  const [code] = (await once(container.process, 'close')) as [number | null];
  return { code, log: container.log() };
}

function script(rootfs: string, mounts: readonly Mount[], { workdir, user }: ContainerOptions): string {
  const [uid, gid] = user.split(':');
  const lines = mounts.map(({ from, to, writable }) => {
    const target = join(rootfs, to);
    return writable === true
      ? `mount --bind ${from} ${target}`
      : `mount --bind ${from} ${target}; mount -o remount,bind,ro ${target}`;
  });
  return [
    'mount --make-rprivate /',
    `mount --bind ${rootfs} ${rootfs}`,
    ...lines,
    `mount -t proc proc ${rootfs}/proc`,
    `mount --rbind /dev ${rootfs}/dev`,
    `mount -o remount,bind,ro ${rootfs}`,
    `cd ${rootfs}`,
    `exec chroot . setpriv --reuid=${uid} --regid=${gid} --clear-groups --no-new-privs --bounding-set=-all ` +
      `env --chdir=${workdir} "$@"`,
  ].join('\n');
}
