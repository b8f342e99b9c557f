/** What a reader of the tests' output should know: what is not run, and why. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
