'use strict';
// What the sandbox's own clients for functions share. They have the shape of the AWS SDK for JavaScript v3: a command is
// sent by a client and answered with the operation's output. Calls go to AWS_ENDPOINT_URL, signed with the role's keys.
const crypto = require('node:crypto');
const http = require('node:http');
const https = require('node:https');
const { Readable } = require('node:stream');

const hash = (data) => crypto.createHash('sha256').update(data).digest('hex');
const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
const given = async (value) => (typeof value === 'function' ? value() : value);

// Tokens of outputs, and the inputs that they go on with.
const TOKENS = [['NextContinuationToken', 'ContinuationToken'], ['NextToken', 'NextToken'], ['nextToken', 'nextToken'],
  ['NextMarker', 'Marker'], ['Marker', 'Marker'], ['LastEvaluatedKey', 'ExclusiveStartKey'], ['position', 'position'],
  ['NextKeyMarker', 'KeyMarker']];

function encode(value) {
  if (value === undefined || value === null) return undefined;
  if (value instanceof Date) return { $date: value.getTime() };
  if (ArrayBuffer.isView(value)) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (value instanceof ArrayBuffer) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map((item) => encode(item) ?? null);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)])
    .filter(([, item]) => item !== undefined));
}

function readable(bytes) {
  return Object.assign(bytes, {
    transformToString: (encoding) => Buffer.from(bytes).toString(encoding),
    transformToByteArray: () => bytes,
  });
}

function decode(value) {
  if (value === null || typeof value !== 'object') return value === null ? undefined : value;
  if (Array.isArray(value)) return value.map(decode);
  if ('$date' in value) return new Date(value.$date);
  if ('$bytes' in value) return readable(new Uint8Array(Buffer.from(value.$bytes, 'base64')));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

async function bytesOf(body) {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (typeof body.arrayBuffer === 'function') return Buffer.from(await body.arrayBuffer());
  const parts = [];
  for await (const part of body) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

function streamOf(bytes) {
  const stream = Readable.from(bytes.length ? [bytes] : []);
  return Object.assign(stream, {
    transformToString: async (encoding) => bytes.toString(encoding),
    transformToByteArray: async () => new Uint8Array(bytes),
    transformToWebStream: () => Readable.toWeb(stream),
  });
}

function sign(url, headers, body, signing, region, keys) {
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, signing, 'aws4_request'];
  const all = { ...headers, host: url.host, 'x-amz-content-sha256': hash(body), 'x-amz-date': time };
  if (keys.sessionToken) all['x-amz-security-token'] = keys.sessionToken;
  const names = Object.keys(all).sort();
  const canonical = ['POST', '/', '', ...names.map((name) => name + ':' + String(all[name]).trim()), '', names.join(';'),
    all['x-amz-content-sha256']].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(canonical)].join('\n');
  const key = scope.reduce((made, step) => hmac(made, step), 'AWS4' + keys.secretAccessKey);
  all.authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope.join('/')}, `
    + `SignedHeaders=${names.join(';')}, Signature=${hmac(key, text).toString('hex')}`;
  return all;
}

function post(url, headers, body) {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? http : https).request(url, { method: 'POST', headers }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({ response, bytes: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

module.exports = function service({ name, module: moduleName, signing }) {
  const errors = {};

  class ServiceException extends Error {}

  async function call(config, operation, input) {
    const region = (await given(config.region)) || process.env.AWS_REGION;
    const keys = (await given(config.credentials)) || {
      accessKeyId: process.env.AWS_ACCESS_KEY_ID,
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
      sessionToken: process.env.AWS_SESSION_TOKEN,
    };
    const end = await given(config.endpoint);
    const url = new URL('/', typeof end === 'string' ? end : (end && (end.href || end.url)) || process.env.AWS_ENDPOINT_URL);
    const headers = { 'x-sandbox-operation': operation, 'x-sandbox-module': moduleName };
    const { Body, ...rest } = input;
    const uploads = Body !== undefined && (operation === 'PutObject' || operation === 'UploadPart');
    const tree = JSON.stringify(encode(uploads ? rest : input) || {});
    if (uploads) headers['x-sandbox-input'] = Buffer.from(tree).toString('base64');
    const body = uploads ? await bytesOf(Body) : Buffer.from(tree);
    const { response, bytes } = await post(url, sign(url, headers, body, signing, region, keys), body);
    const $metadata = {
      httpStatusCode: response.statusCode,
      requestId: response.headers['x-amzn-requestid'] || response.headers['x-amz-request-id'],
      attempts: 1,
      totalRetryDelay: 0,
    };
    if (response.statusCode >= 400) {
      const told = JSON.parse(bytes.toString() || '{}');
      const error = new (errors[told.code] || ServiceException)(told.message || told.code || 'Unknown');
      if (!errors[told.code]) error.name = told.code || 'Unknown';
      throw Object.assign(error, decode(told.members || {}), {
        Code: told.code, $metadata, $fault: response.statusCode < 500 ? 'client' : 'server', $service: name,
      });
    }
    const streamed = response.headers['x-sandbox-output'];
    return streamed
      ? { $metadata, ...decode(JSON.parse(Buffer.from(streamed, 'base64').toString())), Body: streamOf(bytes) }
      : { $metadata, ...decode(JSON.parse(bytes.toString() || '{}')) };
  }

  class Client {
    constructor(config = {}) {
      this.config = { ...config, region: async () => (await given(config.region)) || process.env.AWS_REGION };
    }

    send(command, options, callback) {
      const sent = (input) => call(this.config, command.operation, input);
      const answer = command.exchange ? command.exchange(sent, this.config) : sent(command.input);
      const done = typeof options === 'function' ? options : callback;
      if (typeof done !== 'function') return answer;
      answer.then((output) => done(null, output), (error) => done(error));
      return undefined;
    }

    destroy() {}
  }

  const operations = [];
  return {
    Client,
    ServiceException,
    command(operation) {
      operations.push(operation);
      const Command = class {
        constructor(input = {}) {
          this.input = input;
          this.operation = operation;
        }
      };
      Object.defineProperty(Command, 'name', { value: operation + 'Command' });
      return Command;
    },
    paginator: (operation) => async function* pages({ client }, input) {
      let next = { ...input };
      for (;;) {
        const output = await call(client.config, operation, next);
        yield output;
        const pair = TOKENS.find(([out]) => output[out] !== undefined && output[out] !== '');
        if (!pair || output.IsTruncated === false) return;
        next = { ...next, [pair[1]]: output[pair[0]] };
      }
    },
    error(code, errorName) {
      errors[code] = class extends ServiceException {
        constructor(message) {
          super(message);
          this.name = errorName;
        }
      };
      return errors[code];
    },
    // The client with a method for each operation.
    aggregated() {
      class Aggregated extends Client {}
      for (const operation of operations) {
        const method = operation.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase());
        Aggregated.prototype[method] = function answer(input, options, callback) {
          return this.send({ operation, input: input || {} }, options, callback);
        };
      }
      Object.defineProperty(Aggregated, 'name', { value: name });
      return Aggregated;
    },
  };
};
