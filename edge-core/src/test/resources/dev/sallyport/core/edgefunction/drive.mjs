// Gives each line of stdin, an event, to the handler of the module that the argument names; one answer per line.
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

// Stdout is for the answers.
globalThis.console = new console.Console(process.stderr, process.stderr)
const { handler } = await import(pathToFileURL(process.argv[2]))
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await handler(JSON.parse(line)))}\n`)
}
