import { runCli } from './cli.ts';
import { createTerminal } from './terminal.ts';

const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  terminal: createTerminal(process.stdout, process.stderr),
});
process.exit(code);
