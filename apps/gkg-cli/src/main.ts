import { keepCompiledModules } from './compile-cache.ts';

keepCompiledModules(process.env);
const [{ runCli }, { createTerminal }] = await Promise.all([import('./cli.ts'), import('./terminal.ts')]);
const code = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  terminal: createTerminal(process.stdout, process.stderr),
});
process.exit(code);
