import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { Client, credentials, type ChannelCredentials } from '@grpc/grpc-js';
import type { GitEnvironment } from '../git-process.ts';
import { parseGitalyAddress } from './gitaly-address.ts';

/** Channels that are open at once; one a Gitaly server, of which an installation has a few. */
const channelsMax = 64;

const channelOptions = {
  // Gitaly allows a ping every ten seconds, also without a call.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.client_idle_timeout_ms': 300_000,
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 5000,
  // What DNS says about services is not ours to follow; several addresses of a name are taken in turn.
  'grpc.service_config_disable_resolution': 1,
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.enable_retries': 0,
} as const;

interface Channel {
  readonly client: Client;
  users: number;
}

/** One connection a server, used again by later fetches, until it is the least recently used of too many. */
export class GitalyChannels {
  readonly #channels = new Map<string, Promise<Channel>>();
  readonly #environment: GitEnvironment;
  readonly #schemes: readonly string[];

  constructor(environment: GitEnvironment, schemes: readonly string[]) {
    this.#environment = environment;
    this.#schemes = schemes;
  }

  async with<Result>(address: string, work: (client: Client) => Promise<Result>): Promise<Result> {
    const channel = await this.#channelOf(address);
    channel.users += 1;
    try {
      return await work(channel.client);
    } finally {
      channel.users -= 1;
      await this.#closeOldest();
    }
  }

  async close(): Promise<void> {
    const channels = await Promise.allSettled(this.#channels.values());
    this.#channels.clear();
    for (const channel of channels) if (channel.status === 'fulfilled') channel.value.client.close();
  }

  #channelOf(address: string): Promise<Channel> {
    const opening = this.#channels.get(address) ?? this.#open(address);
    // A Map keeps the order of insertion: the end is what was used last.
    this.#channels.delete(address);
    this.#channels.set(address, opening);
    opening.catch(() => this.#channels.delete(address));
    return opening;
  }

  async #open(address: string): Promise<Channel> {
    const { target, isSecure } = parseGitalyAddress(address, this.#schemes);
    const secured = isSecure ? await tlsCredentials(this.#environment) : credentials.createInsecure();
    return { client: new Client(target, secured, channelOptions), users: 0 };
  }

  async #closeOldest(): Promise<void> {
    for (const [address, opening] of this.#channels) {
      if (this.#channels.size <= channelsMax) return;
      const channel = await opening.catch(() => undefined);
      if (channel !== undefined && channel.users > 0) continue;
      this.#channels.delete(address);
      channel?.client.close();
    }
  }
}

/** The system's authorities, and those of SSL_CERT_FILE and SSL_CERT_DIR as OpenSSL and Go read them. */
async function tlsCredentials(environment: GitEnvironment): Promise<ChannelCredentials> {
  const file = environment['SSL_CERT_FILE'];
  const directories = environment['SSL_CERT_DIR']?.split(':') ?? [];
  const system = getCACertificates('system');
  const own = await Promise.all([
    ...(file === undefined ? [] : [readFile(file, 'utf8')]),
    ...directories.map(certificatesIn),
  ]);
  const authorities = [...(system.length > 0 ? system : getCACertificates('bundled')), ...own];
  return credentials.createSsl(Buffer.from(authorities.join('\n')));
}

async function certificatesIn(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => /\.(pem|crt|cer)$/.test(name));
  return (await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).join('\n');
}
