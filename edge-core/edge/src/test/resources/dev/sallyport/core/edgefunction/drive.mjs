// Gives each line of stdin, an event, to a function of a module, the two arguments; one answer per line.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

// Stdout is for the answers.
globalThis.console = new console.Console(process.stderr, process.stderr)
const { [process.argv[3]]: handler } = await import(pathToFileURL(process.argv[2]))
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await handler(JSON.parse(line)))}\n`)
}
