// Runs one function: requests come as JSON lines on stdin, answers and log lines leave as JSON lines on stdout.
// What the function prints by other ways (a raw write to fd 1) never parses as an answer, since every answer
// starts on a line of its own.
import fs from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const [folder, handlerName, callbacks] = process.argv.slice(2);
const { writeSync, existsSync } = fs;
const stringify = JSON.stringify;
const exit = process.exit.bind(process);
const pause = new Int32Array(new SharedArrayBuffer(4));
let current = 0;

function send(text) {
  const data = Buffer.from('\n' + text + '\n');
  for (let done = 0; done < data.length;) {
    try {
      done += writeSync(1, data, done);
    } catch (e) {
      if (e.code !== 'EAGAIN') throw e;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

const log = (level, text) => send(stringify({ log: level, text, at: Date.now() }));
for (const [name, level] of Object.entries({
  log: 'INFO', info: 'INFO', debug: 'DEBUG', warn: 'WARN', error: 'ERROR', trace: 'TRACE',
})) {
  console[name] = (...args) => log(level, format(...args));
}
for (const [name, fd] of [['stdout', 1], ['stderr', 2]]) {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, done) { log('', chunk.toString()); done(); },
  });
  stream.fd = fd;
  Object.defineProperty(process, name, { value: stream, configurable: true, enumerable: true });
}

const hidden = [[pathToFileURL(folder).href, 'file:///var/task'], [folder, '/var/task']];
const shown = (text) => hidden.reduce((t, [from, to]) => t.replaceAll(from, to), text);

function describe(e, type) {
  if (e instanceof Error || (e && typeof e === 'object' && 'message' in e && 'stack' in e)) {
    return {
      errorType: type ?? String(e.name ?? 'Error'),
      errorMessage: shown(type ? `${e.name}: ${e.message}` : String(e.message)),
      trace: shown(String(e.stack)).split('\n'),
    };
  }
  return { errorType: type ?? typeof e, errorMessage: String(e), trace: [] };
}

const fault = (errorType, errorMessage) => ({ fault: { errorType, errorMessage, trace: [] } });

async function load() {
  const named = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(handlerName);
  if (!named || handlerName.includes('..')) throw fault('Runtime.MalformedHandlerName', 'Bad handler');
  const [, moduleName, exportName] = named;
  const file = ['', '.js', '.mjs', '.cjs'].map((end) => path.join(folder, moduleName + end))
    .find((candidate) => existsSync(candidate) && fs.statSync(candidate).isFile());
  if (!file) throw fault('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(moduleName)}'`);
  let loaded;
  try {
    loaded = await import(pathToFileURL(file).href);
  } catch (e) {
    if (e instanceof SyntaxError) throw { fault: describe(e, 'Runtime.UserCodeSyntaxError') };
    if (/MODULE_NOT_FOUND$/.test(e?.code ?? '')) throw { fault: describe(e, 'Runtime.ImportModuleError') };
    throw e;
  }
  const inside = (root) => exportName.split('.').reduce((at, key) => at?.[key], root);
  const found = inside(loaded) ?? inside(loaded.default);
  if (found === undefined) throw fault('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
  if (typeof found !== 'function') throw fault('Runtime.HandlerNotFound', `${handlerName} is not a function`);
  if (callbacks !== 'callbacks' && found.length >= 3) {
    throw fault('Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. '
      + 'You need to modify this function to use a supported handler signature to use Node.js 24 or later.');
  }
  return found;
}

function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error === undefined || error === null ? resolve(value) : reject(error));
    context.succeed = resolve;
    context.fail = reject;
    context.done = callback;
    const value = handler(event, context, callback);
    if (value && typeof value.then === 'function') {
      value.then(resolve, reject);
    } else if (handler.length < 3 && value !== undefined) {
      resolve(value);
    } else if (callbacks !== 'callbacks') {
      resolve(value);
    }
  });
}

async function answer(handler, { id, event, context, deadline }) {
  context.getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
  context.callbackWaitsForEmptyEventLoop = true;
  let text;
  try {
    const value = await run(handler, event, context);
    try {
      text = stringify(value === undefined ? null : value) ?? 'null';
    } catch (e) {
      throw fault('Runtime.MarshalError', 'Unable to stringify response body');
    }
  } catch (e) {
    send(stringify({ id, error: e?.fault ?? describe(e) }));
    return;
  }
  send(`{"id":${id},"ok":${text}}`);
}

function die(status, error) {
  if (current) send(stringify({ id: current, error, last: true }));
  exit(status);
}
process.on('unhandledRejection', (e) => die(128, {
  ...describe(e), errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: shown(String(e)),
}));
process.on('uncaughtException', (e) => die(129, describe(e)));

let handler;
try {
  handler = await load();
} catch (e) {
  send(stringify({ ready: true, error: e?.fault ?? describe(e) }));
  exit(1);
}
const requests = createInterface({ input: process.stdin, crlfDelay: Infinity });
requests.on('line', (line) => {
  const message = JSON.parse(line);
  current = message.id;
  answer(handler, message).finally(() => { if (current === message.id) current = 0; });
});
requests.on('close', () => exit(0));
send(stringify({ ready: true }));
