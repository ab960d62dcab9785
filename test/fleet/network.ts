/*
 * A network of hosts on one machine: each in a network namespace of its own, with a cable to one switch, which is a
 * bridge in a namespace of its own, too.
 *
 *   this process ── .1 ── switch ──┬── .11  host 1
 *                                  └── .12  host 2 …
 *
 * A cable that is pulled takes packets with it and tells nobody: what was sent is sent again by TCP, later and later,
 * and new connections find no neighbour. Each namespace lives as long as the process that holds it, which the kernel
 * ends with this one, and its cables go with it: nothing is left behind, however this process ends.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

export interface Host {
  readonly address: string;
  /** Before the words of a command: it runs on this host. */
  readonly enter: readonly string[];
  plugIn(): void;
  pullOut(): void;
}

export interface Network {
  /** Of this process, as hosts reach it. */
  readonly address: string;
  /** Number 1 to 200. */
  addHost(number: number): Promise<Host>;
  close(): Promise<void>;
}

/** 198.18.0.0/15 is for measuring networks and nothing else (RFC 2544, appendix C.2.2). */
const range = '198.18';
const firstHost = 10;
const holdTimeoutMs = 10_000;

/** Null where namespaces cannot be made: not by this user, or not with what is installed. */
export async function createNetwork(): Promise<Network | null> {
  if (spawnSync('unshare', ['--net', 'ip', 'link']).status !== 0) return null;
  const subnet = `${range}.${freeSubnet()}`;
  const bridge = await hold();
  const holders = [bridge];
  const uplink = `gkg${process.pid}`;
  ip([], `link add ${uplink} type veth peer name uplink netns ${bridge.pid}`);
  ip([], `address add ${subnet}.1/24 dev ${uplink}`);
  ip([], `link set ${uplink} up`);
  ip(enter(bridge), 'link add switch type bridge');
  ip(enter(bridge), 'link set switch up');
  ip(enter(bridge), 'link set uplink master switch up');
  return {
    address: `${subnet}.1`,
    async addHost(number) {
      const holder = await hold();
      holders.push(holder);
      return connectHost(bridge, holder, `port${number}`, `${subnet}.${firstHost + number}`);
    },
    async close() {
      // The kernel takes its time to remove what belonged to a namespace; this name is free again at once.
      ip([], `link delete ${uplink}`);
      await Promise.all(holders.map(release));
    },
  };
}

function connectHost(bridge: ChildProcess, holder: ChildProcess, port: string, address: string): Host {
  ip(enter(bridge), `link add ${port} type veth peer name eth0 netns ${holder.pid}`);
  ip(enter(bridge), `link set ${port} master switch up`);
  ip(enter(holder), 'link set lo up');
  ip(enter(holder), `address add ${address}/24 dev eth0`);
  ip(enter(holder), 'link set eth0 up');
  return {
    address,
    enter: enter(holder),
    plugIn: () => ip(enter(bridge), `link set ${port} up`),
    pullOut: () => ip(enter(bridge), `link set ${port} down`),
  };
}

/** A process that does nothing but live in a new namespace. */
async function hold(): Promise<ChildProcess> {
  const command = ['--pdeathsig=KILL', 'unshare', '--net', 'sleep', 'infinity'];
  const holder = spawn('setpriv', command, { stdio: 'ignore' });
  await once(holder, 'spawn');
  for (const end = Date.now() + holdTimeoutMs; Date.now() < end; await delay(5))
    if (namespaceOf(holder.pid!) !== namespaceOf(process.pid)) return holder;
  holder.kill('SIGKILL');
  throw new Error('A network namespace was not made in time.');
}

async function release(holder: ChildProcess): Promise<void> {
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
}

function namespaceOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/net`);
}

function enter({ pid }: ChildProcess): readonly string[] {
  return ['nsenter', `--net=/proc/${pid}/ns/net`];
}

function ip(within: readonly string[], words: string): void {
  const [program, ...args] = [...within, 'ip', ...words.split(' ')];
  execFileSync(program!, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Another fleet may run on this machine. */
function freeSubnet(): number {
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  const isTaken = (number: number) => addresses.some(({ address }) => address === `${range}.${number}.1`);
  const order = Array.from({ length: 256 }, (_, index) => (process.pid + index) % 256);
  const free = order.find((number) => !isTaken(number));
  if (free === undefined) throw new Error(`All networks of ${range}.0.0/16 are in use here.`);
  return free;
}
