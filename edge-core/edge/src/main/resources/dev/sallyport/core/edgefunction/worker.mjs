// Runs one function: requests come as JSON lines on stdin, answers and log lines leave as JSON lines on stdout, each
// behind a word that only the host and this file know. What the function prints by other ways (a raw write to fd 1)
// lacks the word and is output, never an answer. What reaches beyond the process is taken away before its code loads,
// and only then are its environment variables there: Node and the system's loader, which obey some of them, saw none.
import dgram from 'node:dgram';
import fs from 'node:fs';
import module from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import tls from 'node:tls';
import trace from 'node:trace_events';
import { pathToFileURL } from 'node:url';
import { format, getSystemErrorMap } from 'node:util';
import v8 from 'node:v8';

const [folder, handlerName, callbacks] = process.argv.slice(-3);
const { writeSync, existsSync } = fs;
const { byteLength, from: bytesOf } = Buffer;
const { parse, stringify } = JSON;
const { now } = Date;
const exit = process.exit.bind(process);
let current = '';

function firstLine() {
  const byte = Buffer.alloc(1);
  const read = [];
  while (fs.readSync(0, byte) === 1 && byte[0] !== 10) read.push(byte[0]);
  return read;
}
// Never through a buffer: those share memory that the function sees.
const word = String.fromCharCode(...firstLine());
const variables = JSON.parse(Buffer.from(firstLine()).toString());

// A string is written in one native call, with nothing on its way that the function could have replaced.
function send(text) {
  const line = '\n' + word + text + '\n';
  const written = writeSync(1, line);
  // Only a signal cuts a blocking write short.
  if (written < byteLength(line)) {
    const rest = bytesOf(line);
    for (let done = written; done < rest.length;) done += writeSync(1, rest, done);
  }
}

function refused() {
  throw Object.assign(new Error('Operation not permitted: Lambda gives a function no such thing'), { code: 'EPERM' });
}

// Names are taken from an object and from what it inherits: a native function stands in one place only.
function without(object, ...names) {
  replace(object, names, refused);
}

// Native handles answer with a number, which Node makes an error event of.
const [eperm] = [...getSystemErrorMap()].find(([, [name]]) => name === 'EPERM');
function withoutNative(handle, ...names) {
  replace(handle, names, () => eperm);
}

function replace(object, names, value) {
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of names) {
      if (Object.hasOwn(at, name)) {
        Object.defineProperty(at, name, { value, writable: false, configurable: false });
      }
    }
  }
}

function shutIn() {
  const { pid, _kill: kill } = process;
  const { apply } = Reflect;
  const signals = { ...os.constants.signals };
  const own = (target, signal = 'SIGTERM') => {
    const number = typeof signal === 'number' ? signal : signals[signal];
    if (target !== pid || number === undefined) refused();
    return apply(kill, process, [pid, number]) === 0;
  };
  without(process, '_kill', '_debugProcess', '_debugEnd', '_startProfilerIdleNotifier', '_stopProfilerIdleNotifier',
    'dlopen', 'execve', 'binding', '_linkedBinding', 'setuid', 'seteuid', 'setgid', 'setegid', 'setgroups', 'initgroups');
  Object.defineProperty(process, 'kill', { value: own, writable: false, configurable: false });
  // These write files or read the heap, where the word lies, beside the permissions that Node looks at.
  without(process.report, 'writeReport', 'getReport');
  Object.defineProperty(process, 'report', { value: Object.freeze({}), writable: false, configurable: false });
  without(v8, 'setFlagsFromString', 'getHeapSnapshot', 'writeHeapSnapshot', 'setHeapSnapshotNearHeapLimit',
    'startCpuProfile', 'takeCoverage', 'stopCoverage', 'queryObjects');
  without(trace, 'createTracing');
  without(module, 'enableCompileCache', 'flushCompileCache', 'register');
  without(os, 'setPriority');
  without(net, '_createServerHandle');
  const quiet = (socket) => socket.on('error', () => {});
  // A socket makes its handle when it is told where to connect to; it is ended before it connects.
  const tcp = quiet(new net.Socket()).connect(1, '127.0.0.1');
  withoutNative(tcp._handle, 'bind', 'bind6', 'listen', 'open');
  tcp.destroy();
  // Standard input is a local socket or a pipe of the same class as those that connect to a name.
  withoutNative(process.stdin._handle, 'bind', 'listen', 'open', 'connect', 'fchmod');
  const udp = dgram.createSocket('udp4');
  without(udp, 'addMembership', 'addSourceSpecificMembership', 'setBroadcast', 'setMulticastInterface');
  const datagrams = Object.getOwnPropertySymbols(udp).map((key) => udp[key]).find((state) => state?.handle).handle;
  withoutNative(datagrams, 'open', 'addMembership', 'addSourceSpecificMembership', 'setBroadcast',
    'setMulticastInterface');
  // What is sent needs a port to be answered at, which the system draws.
  const proto = Object.getPrototypeOf(datagrams);
  for (const name of ['bind', 'bind6']) {
    const bind = proto[name];
    proto[name] = function (address, port, flags) {
      return Number(port ?? 0) === 0 ? apply(bind, this, [address, 0, flags]) : eperm;
    };
  }
  udp.close();
  findHere();
  // Node reads the resident size from a file of /proc, which is out of reach; then the highest so far stands for it.
  const { memoryUsage, resourceUsage } = process;
  const { getHeapStatistics } = v8;
  process.memoryUsage = () => {
    try {
      return memoryUsage();
    } catch {
      const heap = getHeapStatistics();
      return {
        rss: resourceUsage().maxRSS * 1024, heapTotal: heap.total_heap_size, heapUsed: heap.used_heap_size,
        external: heap.external_memory, arrayBuffers: 0,
      };
    }
  };
  process.memoryUsage.rss = () => process.memoryUsage().rss;
  module.syncBuiltinESMExports();
  for (const [name, value] of Object.entries(variables)) process.env[name] = value;
  // Node looked for NODE_PATH when it started.
  module._initPaths();
  process.argv = ['/var/lang/bin/node', '/var/runtime/index.mjs'];
  process.execArgv = [];
}

// Names of AWS's that stand for what runs on this machine: their ports are asked for, and what would be TLS goes there plain.
const here = /^(.+\.execute-api\.[a-z0-9-]+\.amazonaws\.com|[a-z0-9]+\.lambda-url\.[a-z0-9-]+\.on\.aws|[a-z0-9]+\.cloudfront\.net|cloudformation-custom-resource-response-[a-z0-9]+\.s3[.a-z0-9-]*\.amazonaws\.com)$/i;
const sought = new Map();

function seek(host, found) {
  if (sought.has(host)) sought.get(host).push(found);
  else {
    sought.set(host, [found]);
    send(stringify({ where: host }));
  }
}

function told({ there, port }) {
  const waiting = sought.get(there) ?? [];
  sought.delete(there);
  waiting.forEach((found) => found(port));
}

function connectHere(host, connected) {
  const socket = new net.Socket();
  // Until it is connected, what is written to it waits.
  Object.assign(socket, {
    connecting: true, encrypted: true, authorized: true, alpnProtocol: false, servername: host,
    getPeerCertificate: () => ({}), getCipher: () => ({}), getProtocol: () => 'TLSv1.3', getSession: () => undefined,
    isSessionReused: () => false,
  });
  if (connected) socket.once('secureConnect', connected);
  socket.once('connect', () => socket.emit('secureConnect'));
  seek(host, (port) => {
    if (socket.destroyed) return;
    if (port) socket.connect(port, '127.0.0.1');
    else {
      socket.destroy(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`),
        { errno: -3008, code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host }));
    }
  });
  return socket;
}

function findHere() {
  const { connect } = tls;
  tls.connect = function (...args) {
    const options = args.find((each) => each && typeof each === 'object') ?? {};
    const host = options.host ?? args.find((each) => typeof each === 'string') ?? '';
    return here.test(host) && !options.socket
      ? connectHere(host.toLowerCase(), args.find((each) => typeof each === 'function'))
      : connect(...args);
  };
}

const log = (level, text) => send(stringify({ log: level, text, at: now() }));
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

// Of the options that Node takes when it starts those that only load code or mend traces; Lambda's Node takes the others.
async function preload() {
  const require = module.createRequire(path.join(folder, 'index.js'));
  const words = (variables.NODE_OPTIONS ?? '').match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
  const left = ['NODE_EXTRA_CA_CERTS', 'NODE_DEBUG', 'NODE_NO_WARNINGS', 'NODE_PENDING_DEPRECATION', 'OPENSSL_CONF',
    'SSL_CERT_FILE', 'UV_THREADPOOL_SIZE', 'LD_PRELOAD'].filter((name) => variables[name]);
  for (let at = 0; at < words.length; at++) {
    const [, option, given] = /^([^=]*)=?(.*)$/.exec(words[at].replaceAll('"', ''));
    const named = () => given || (words[++at] ?? '').replaceAll('"', '');
    if (option === '--enable-source-maps') process.setSourceMapsEnabled(true);
    else if (option === '--import') await import(named());
    else if (option === '--require' || option === '-r') require(named());
    else left.push(option);
  }
  if (left.length) log('WARN', `The sandbox leaves out of the environment what Node obeys: ${left.join(' ')}`);
}

// Lambda's Node looks for imported packages in NODE_PATH, too, after the folders above the file that asks.
function findInPath() {
  const folders = (variables.NODE_PATH ?? '').split(path.delimiter).filter((each) => path.basename(each) === 'node_modules'
    && existsSync(each)).map((each) => pathToFileURL(path.join(path.dirname(each), 'index.js')).href);
  if (!folders.length) return;
  module.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (e) {
        if (e.code !== 'ERR_MODULE_NOT_FOUND' || /^(\.|\/|[a-z]+:)/.test(specifier)) throw e;
        for (const parentURL of folders) {
          try {
            return next(specifier, { ...context, parentURL });
          } catch (other) {
            if (other.code !== 'ERR_MODULE_NOT_FOUND') throw other;
          }
        }
        throw e;
      }
    },
  });
}

async function load() {
  const named = /^((?:.*\/)?[^./]+)\.(.+)$/.exec(handlerName);
  if (!named || handlerName.includes('..')) throw fault('Runtime.MalformedHandlerName', 'Bad handler');
  const [, moduleName, exportName] = named;
  const file = ['', '.js', '.mjs', '.cjs'].map((end) => path.join(folder, moduleName + end))
    .find((candidate) => existsSync(candidate) && fs.statSync(candidate).isFile());
  if (!file) throw fault('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(moduleName)}'`);
  let loaded;
  try {
    findInPath();
    await preload();
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
  if (callbacks !== 'callbacks' && found.length >= 3 && !found[streaming]) {
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

// Lambda's response streaming: a handler that says so is given a stream in the place of its value.
const streaming = Symbol('streaming');
const metadata = Symbol('metadata');
globalThis.awslambda = {
  streamifyResponse(handler) {
    handler[streaming] = true;
    return handler;
  },
  HttpResponseStream: class HttpResponseStream {
    static from(stream, given) {
      stream[metadata] = given;
      return stream;
    }
  },
};

async function runStreaming(handler, { id, event, context, stream }) {
  const whole = [];
  let type = 'application/octet-stream';
  let begun = false;
  const begin = () => {
    if (stream && !begun) send(stringify({ id, head: out[metadata] ?? { statusCode: 200, headers: { 'content-type': type } } }));
    begun = true;
  };
  const out = new Writable({
    write(chunk, encoding, done) {
      begin();
      if (stream) send(stringify({ id, part: bytesOf(chunk).toString('base64') }));
      else whole.push(bytesOf(chunk));
      done();
    },
    final(done) {
      begin();
      done();
    },
  });
  out.setContentType = (given) => { type = String(given); };
  const ended = new Promise((resolve, reject) => out.on('finish', resolve).on('error', reject));
  await Promise.all([handler(event, out, context), ended]);
  if (stream) return null;
  const body = Buffer.concat(whole);
  return out[metadata] ? { ...out[metadata], body: body.toString('base64'), isBase64Encoded: true } : body.toString();
}

async function answer(handler, { id, event, context, deadline, stream }) {
  context.getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
  context.callbackWaitsForEmptyEventLoop = true;
  let text;
  try {
    const value = handler[streaming]
      ? await runStreaming(handler, { id, event, context, stream }) : await run(handler, event, context);
    try {
      text = stringify(value === undefined ? null : value) ?? 'null';
    } catch (e) {
      throw fault('Runtime.MarshalError', 'Unable to stringify response body');
    }
  } catch (e) {
    send(stringify({ id, error: e?.fault ?? describe(e) }));
    return;
  }
  send('{"id":' + stringify(id) + ',"ok":' + text + '}');
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
  shutIn();
  const requests = createInterface({ input: process.stdin, crlfDelay: Infinity });
  requests.on('line', take);
  requests.on('close', () => exit(0));
  handler = await load();
} catch (e) {
  send(stringify({ ready: true, error: e?.fault ?? describe(e) }));
  exit(1);
}
function take(line) {
  const message = parse(line);
  if (message.there) {
    told(message);
    return;
  }
  current = message.id;
  answer(handler, message).finally(() => { if (current === message.id) current = ''; });
}
send(stringify({ ready: true }));
