// What CloudFront Functions find beside the language. Source: AWS pages "JavaScript runtime 1.0 features" and "2.0 features",
// "Helper methods for key value stores". Evaluated in the function's realm; HOST is never shown to it.
(function runtime(host, version, storeText) {
  'use strict';
  const global = globalThis;
  const { parse, stringify } = JSON;
  const first = version === 'cloudfront-js-1.0';
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry', 'WeakRef', 'Intl']) delete global[name];
  const define = (name, value) => Object.defineProperty(global, name, { value, writable: true, configurable: true });

  function ask(what, a, b, c) {
    let told;
    try {
      told = host(what, a, b, c);
    } catch {
      throw new Error('The value cannot be converted');
    }
    return told;
  }

  // The time when the function started, as long as it runs.
  let now = 0;
  const RealDate = Date;
  function FrozenDate(...given) {
    if (!new.target) return new RealDate(now).toString();
    return Reflect.construct(RealDate, given.length ? given : [now], new.target);
  }
  FrozenDate.prototype = RealDate.prototype;
  RealDate.prototype.constructor = FrozenDate;
  Object.assign(FrozenDate, { now: () => now, parse: RealDate.parse, UTC: RealDate.UTC });
  define('Date', FrozenDate);

  const ENCODINGS = ['utf8', 'hex', 'base64', 'base64url'];
  function known(encoding, names = ENCODINGS) {
    const name = encoding === undefined || encoding === 'utf-8' ? 'utf8' : encoding;
    if (!names.includes(name)) throw new TypeError(`Unknown encoding: "${encoding}"`);
    return name;
  }
  const toBytes = (text) => Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  const toText = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

  class Buffer extends Uint8Array {
    static alloc(size, fill) {
      const made = new Buffer(size);
      return fill === undefined ? made : made.fill(typeof fill === 'string' ? fill.charCodeAt(0) : fill);
    }

    static from(value, encoding, length) {
      if (typeof value === 'string') return Buffer.#of(toBytes(ask('bytes', value, known(encoding))));
      if (value instanceof ArrayBuffer) return new Buffer(value, encoding, length);
      if (value && value.type === 'Buffer') return Buffer.#of(value.data);
      if (value === null || typeof value !== 'object') {
        throw new TypeError('first argument is not a string or Buffer-like object');
      }
      return Buffer.#of(value);
    }

    static #of(bytes) {
      const made = new Buffer(bytes.length);
      made.set(bytes);
      return made;
    }

    static byteLength(value, encoding) {
      return typeof value === 'string' ? ask('bytes', value, known(encoding)).length : value.byteLength;
    }

    static compare(one, other) {
      for (let at = 0; at < Math.min(one.length, other.length); at++) {
        if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
      }
      return Math.sign(one.length - other.length);
    }

    static concat(list, length = list.reduce((sum, each) => sum + each.length, 0)) {
      const made = Buffer.alloc(length);
      let at = 0;
      for (const each of list) {
        made.set(each.subarray(0, Math.max(0, length - at)), at);
        at += each.length;
      }
      return made;
    }

    static isBuffer(value) {
      return value instanceof Buffer;
    }

    static isEncoding(name) {
      return ENCODINGS.includes(name) || name === 'utf-8';
    }

    toString(encoding, from = 0, to = this.length) {
      return ask('text', toText(this.subarray(from, to)), known(encoding));
    }

    toJSON() {
      return { type: 'Buffer', data: Array.from(this) };
    }

    slice(from, to) {
      return this.subarray(from, to);
    }

    equals(other) {
      return Buffer.compare(this, other) === 0;
    }

    compare(other) {
      return Buffer.compare(this, other);
    }

    copy(target, at = 0, from = 0, to = this.length) {
      const part = this.subarray(from, Math.min(to, from + target.length - at));
      target.set(part, at);
      return part.length;
    }

    write(text, at = 0, length = this.length - at, encoding = undefined) {
      const bytes = Buffer.from(text, encoding).subarray(0, length);
      this.set(bytes, at);
      return bytes.length;
    }

    indexOf(value, from = 0, encoding = undefined) {
      if (typeof value === 'number') return super.indexOf(value & 255, from);
      return toText(this).indexOf(toText(typeof value === 'string' ? Buffer.from(value, encoding) : value), from);
    }

    includes(value, from, encoding) {
      return this.indexOf(value, from, encoding) >= 0;
    }
  }
  // Numbers as DataView has them, under Node's names.
  for (const [name, kind, size] of [['Int8', 'Int8', 1], ['UInt8', 'Uint8', 1], ['Int16', 'Int16', 2], ['UInt16', 'Uint16', 2],
    ['Int32', 'Int32', 4], ['UInt32', 'Uint32', 4], ['Float', 'Float32', 4], ['Double', 'Float64', 8]]) {
    for (const [end, little] of size === 1 ? [['', true]] : [['LE', true], ['BE', false]]) {
      Buffer.prototype[`read${name}${end}`] = function readNumber(at = 0) {
        return new DataView(this.buffer, this.byteOffset, this.length)[`get${kind}`](at, little);
      };
      Buffer.prototype[`write${name}${end}`] = function writeNumber(value, at = 0) {
        new DataView(this.buffer, this.byteOffset, this.length)[`set${kind}`](at, value, little);
        return at + size;
      };
    }
  }

  const byteText = (data) => (typeof data === 'string' ? (first ? data : ask('bytes', data, 'utf8')) : toText(data));
  const HASHES = ['md5', 'sha1', 'sha256'];
  function hashing(what, algorithm, key) {
    if (!HASHES.includes(algorithm)) throw new TypeError(`not supported algorithm: "${algorithm}"`);
    let data = '';
    let over = false;
    const open = () => {
      if (over) throw new Error('Digest already called');
    };
    return {
      update(more) {
        open();
        data += byteText(more);
        return this;
      },
      digest(encoding) {
        open();
        over = true;
        const made = ask(what, algorithm, data, key);
        if (encoding === undefined) return first ? made : Buffer.from(toBytes(made));
        return ask('text', made, known(encoding, ['hex', 'base64', 'base64url']));
      },
    };
  }
  const cryptography = {
    createHash: (algorithm) => hashing('hash', algorithm, ''),
    createHmac: (algorithm, key) => hashing('hmac', algorithm, byteText(key)),
  };

  const escape = (text) => encodeURIComponent(String(text));
  const unescape = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  };
  const querystring = {
    escape,
    unescape,
    parse(text, between = '&', equals = '=', options = {}) {
      const made = {};
      const decode = options.decodeURIComponent ?? querystring.unescape;
      for (const pair of text === '' ? [] : text.split(between).slice(0, options.maxKeys === 0 ? undefined : options.maxKeys ?? 1000)) {
        const at = pair.indexOf(equals);
        const plain = (part) => decode(part.replace(/\+/g, ' '));
        const name = plain(at < 0 ? pair : pair.slice(0, at));
        const value = at < 0 ? '' : plain(pair.slice(at + equals.length));
        if (!Object.hasOwn(made, name)) made[name] = value;
        else if (Array.isArray(made[name])) made[name].push(value);
        else made[name] = [made[name], value];
      }
      return made;
    },
    stringify(object, between = '&', equals = '=', options = {}) {
      const encode = options.encodeURIComponent ?? querystring.escape;
      const one = (name, value) => encode(name) + equals + encode(value);
      return Object.entries(object).map(([name, value]) => (Array.isArray(value)
        ? value.map((each) => one(name, each)).join(between) : one(name, value))).join(between);
    },
  };
  querystring.decode = querystring.parse;
  querystring.encode = querystring.stringify;

  const store = parse(storeText);
  const values = new Map(Object.entries(store?.values ?? {}));
  const notHere = (name) => () => {
    throw new Error(`The sandbox has no ${name} in CloudFront Functions`);
  };
  const cloudfront = {
    kvs(id) {
      if (!store || (id !== undefined && id !== store.id)) throw new Error('KeyValueStore is not associated with the function');
      return {
        async get(key, options) {
          if (!values.has(key)) throw new Error('KeyNotFound');
          const value = values.get(key);
          switch (options?.format ?? 'string') {
            case 'string': return value;
            case 'json': return parse(value);
            case 'bytes': return Buffer.from(value);
            default: throw new Error('InvalidFormat');
          }
        },
        exists: async (key) => values.has(key),
        count: async () => values.size,
        meta: async () => ({ ...store.meta, keyCount: values.size }),
      };
    },
    updateRequestOrigin: notHere('updateRequestOrigin'),
    selectRequestOriginById: notHere('selectRequestOriginById'),
    createRequestOriginGroup: notHere('createRequestOriginGroup'),
  };

  const modules = { crypto: cryptography, querystring, buffer: { Buffer }, cloudfront: first ? undefined : cloudfront };
  define('require', (name) => {
    if (!modules[name]) throw new Error(`Cannot find module "${name}"`);
    return modules[name];
  });
  if (first) {
    delete modules.buffer;
    // Strings of bytes, which version 1.0 has in the place of buffers.
    String.bytesFrom = (value, encoding) => (typeof value === 'string' ? ask('bytes', value, known(encoding)) : toText(value));
    Object.assign(String.prototype, {
      fromUTF8() { return ask('text', String(this), 'utf8'); },
      toUTF8() { return ask('bytes', String(this), 'utf8'); },
      fromBytes() { return String(this); },
      toBytes() { return String(this); },
    });
  } else {
    define('Buffer', Buffer);
    define('atob', (text) => ask('bytes', String(text), 'base64'));
    define('btoa', (text) => ask('text', String(text), 'base64'));
  }

  let logs = [];
  const shown = (value) => (typeof value === 'string' ? value : stringify(value) ?? String(value));
  const log = (...given) => { logs.push(given.map(shown).join(' ')); };
  define('console', Object.freeze({ log, error: log, warn: log, info: log, debug: log }));

  let handler;
  async function run(text) {
    now = RealDate.now();
    logs = [];
    let told;
    try {
      if (handler === undefined) throw new Error('handler is not found');
      const value = await handler(parse(text));
      told = { value: value === undefined ? null : value };
      stringify(told);
    } catch (e) {
      told = { error: e instanceof Error ? `${e.name}: ${e.message}` : String(e) };
    }
    host('done', stringify({ ...told, logs }));
  }
  return {
    use(found) { handler = found; },
    start(text) { run(text); },
  };
})
