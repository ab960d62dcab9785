/*
 * The data directory is a small volume that runs full, again and again. Below the watermark new work is
 * refused with `disk_full`; without a watermark a job meets the end of the volume in one of its steps. Both
 * times what is served goes on being served, also by a webserver that starts on the full volume, and the
 * next publishing works as soon as there is space.
 */
import { join } from 'node:path';
import { checkNextPublish, checkServed, checkTidy } from '../check-node.ts';
import { judgeLoad } from '../judge.ts';
import { createNode, type Node } from '../node.ts';
import { count, type Run, type Scenario } from '../run.ts';
import { mountSmallVolume, type SmallVolume } from '../small-volume.ts';

const volumeBytes = 24_000_000;
const watermarkBytes = 12_000_000;
const queriesPerSecond = 20;
const namespaces = [1, 2];

export const fullDisk: Scenario = {
  name: 'full-disk',
  about: 'a volume that runs full',
  rounds: { long: 12, slice: 1 },
  async run(run) {
    const volume = mountSmallVolume(join(run.directory, 'volume'), volumeBytes);
    try {
      const watermark = { bytes: watermarkBytes };
      const nextLife = () => ({ GKG_DISK_FREE_BYTES_MIN: String(watermark.bytes) });
      const node = await createNode(run, { dataDir: volume.dataDir, nextLife });
      await node.start();
      try {
        for (const namespaceId of namespaces) await node.publish(namespaceId);
        const load = node.load(queriesPerSecond);
        await refuseBelowWatermark(run, node, volume);
        watermark.bytes = 0;
        await node.indexer.killAndRestart();
        for (let round = 0; round < run.rounds; round += 1) await runFull(run, node, volume, round);
        await judgeLoad(run, load, [node.webserver]);
      } finally {
        await node.stop();
      }
    } finally {
      volume.unmount();
    }
  },
};

async function refuseBelowWatermark(run: Run, node: Node, volume: SmallVolume): Promise<void> {
  volume.fillTo(watermarkBytes - 1_000_000);
  await expectRefusal(run, node, 'below the watermark');
  await checkServed(run, node, 1, 'a refusal below the watermark');
  volume.empty();
  await checkNextPublish(run, node, 1, 'space is back above the watermark');
}

/** The volume ends in another step of the job each time: its size of free space decides. */
async function runFull(run: Run, node: Node, volume: SmallVolume, round: number): Promise<void> {
  const freeBytes = round === 0 ? 0 : run.random.integer(400_000);
  volume.fillTo(freeBytes);
  run.note(`${freeBytes} bytes free`);
  await expectRefusal(run, node, `with ${freeBytes} bytes free`);
  await checkServed(run, node, 1, 'a job on a full volume');
  if (run.random.integer(2) === 0 || round === 0) {
    count(run.figures, 'restarts on a full volume');
    await node.webserver.killAndRestart();
    await checkServed(run, node, 1, 'a restart on a full volume');
  }
  volume.empty();
  await checkNextPublish(run, node, 1, 'a full volume');
  await checkTidy(run, node, 'a full volume');
}

async function expectRefusal(run: Run, node: Node, when: string): Promise<void> {
  const error = await node.tryPublish(1);
  count(run.figures, 'refusals');
  if (error?.kind !== 'disk_full')
    run.violation(
      `${when} a job ends with ${error === null ? 'success' : `${error.message} (${error.kind})`}`,
    );
}
