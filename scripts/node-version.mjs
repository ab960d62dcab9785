import { fail } from './fail.mjs';

const oldest = 18;

/** The scripts in this folder run on the machine's own Node, which only has to be able to start npm. */
export function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldest) {
    fail(
      `gkg needs Node ${oldest} or newer to install itself; this is ${process.version}. Install a newer Node.`,
    );
  }
}
