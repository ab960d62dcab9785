/** Ends the script with one sentence that says what is missing; 10 is the exit code of a missing prerequisite. */
export function fail(sentence) {
  process.stderr.write(`error: ${sentence}\n`);
  process.exit(10);
}
