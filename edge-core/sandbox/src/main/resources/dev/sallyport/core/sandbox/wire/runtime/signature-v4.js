'use strict';
// AWS Signature Version 4 of requests, as @smithy/signature-v4 has it. Source: AWS page "Create a signed AWS API request".
const { HttpRequest } = require('@smithy/protocol-http');

const SHA256 = 'x-amz-content-sha256';
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const LONGEST = 60 * 60 * 24 * 7;
const UNSIGNED = /^(authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|proxy-.*|sec-.*)$/;

const bytes = (data) => (typeof data === 'string' ? Buffer.from(data)
  : ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data));
const hex = (data) => Buffer.from(data).toString('hex');
const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
const provider = (value) => (typeof value === 'function' ? value : async () => value);
const header = (headers, name) => Object.keys(headers).find((each) => each.toLowerCase() === name);

function canonicalPath(path) {
  const segments = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  const end = segments.length && path.endsWith('/') ? '/' : '';
  return escape((path.startsWith('/') ? '/' : '') + segments.join('/') + end).replace(/%2F/g, '/');
}

function canonicalQuery(query) {
  const pairs = Object.entries(query).filter(([key]) => key.toLowerCase() !== 'x-amz-signature')
    .map(([key, value]) => [escape(key), value]).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([key, value]) => (typeof value === 'string' ? `${key}=${escape(value)}`
    : (value ?? []).map((each) => `${key}=${escape(each)}`).sort().join('&'))).filter(Boolean).join('&');
}

function canonicalHeaders(headers, unsignable, signable) {
  const canonical = {};
  for (const [given, value] of Object.entries(headers)) {
    const name = given.toLowerCase();
    if (value === undefined || value === null) continue;
    if ((UNSIGNED.test(name) || unsignable?.has(name)) && !signable?.has(name)) continue;
    canonical[name] = value.replace(/[\r\n]/g, ' ').replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
  }
  return canonical;
}

class SignatureV4 {
  constructor({ service, region, credentials, sha256, uriEscapePath = true, applyChecksum = true }) {
    Object.assign(this, { service, sha256, uriEscapePath, applyChecksum });
    this.regionProvider = provider(region);
    this.credentialProvider = provider(credentials);
  }

  async #hash(data, secret) {
    const hash = new this.sha256(secret);
    hash.update(bytes(data));
    return hash.digest();
  }

  async #payload({ headers, body }) {
    const named = header(headers, SHA256);
    if (named) return headers[named];
    if (body === undefined || body === null) return EMPTY;
    const whole = typeof body === 'string' || ArrayBuffer.isView(body) || body instanceof ArrayBuffer;
    return whole ? hex(await this.#hash(body)) : 'UNSIGNED-PAYLOAD';
  }

  async #begin({ signingDate = new Date(), signingRegion, signingService } = {}) {
    const keys = await this.credentialProvider();
    if (typeof keys?.accessKeyId !== 'string' || typeof keys.secretAccessKey !== 'string') {
      throw new Error('Resolved credential object is not valid');
    }
    const date = typeof signingDate === 'object' ? signingDate
      : new Date(Number(signingDate) ? Number(signingDate) * 1000 : signingDate);
    const time = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const steps = [time.slice(0, 8), signingRegion ?? await this.regionProvider(), signingService ?? this.service, 'aws4_request'];
    return { keys, time, steps, scope: steps.join('/') };
  }

  async #signature({ keys, time, steps, scope }, request, headers, payload) {
    const names = Object.keys(headers).sort();
    const canonical = [request.method, this.uriEscapePath ? canonicalPath(request.path) : request.path,
      canonicalQuery(request.query), ...names.map((name) => `${name}:${headers[name]}`), '', names.join(';'), payload];
    const text = ['AWS4-HMAC-SHA256', time, scope, hex(await this.#hash(canonical.join('\n')))].join('\n');
    let key = 'AWS4' + keys.secretAccessKey;
    for (const step of steps) key = await this.#hash(step, key);
    return hex(await this.#hash(text, key));
  }

  async sign(given, options = {}) {
    if (typeof given === 'string') {
      const { keys, steps } = await this.#begin(options);
      let key = 'AWS4' + keys.secretAccessKey;
      for (const step of steps) key = await this.#hash(step, key);
      return hex(await this.#hash(given, key));
    }
    const begun = await this.#begin(options);
    const request = HttpRequest.clone(given);
    for (const name of ['authorization', 'x-amz-date', 'date']) delete request.headers[header(request.headers, name)];
    request.headers['x-amz-date'] = begun.time;
    if (begun.keys.sessionToken) request.headers['x-amz-security-token'] = begun.keys.sessionToken;
    const payload = await this.#payload(request);
    if (!header(request.headers, SHA256) && this.applyChecksum) request.headers[SHA256] = payload;
    const headers = canonicalHeaders(request.headers, options.unsignableHeaders, options.signableHeaders);
    request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${begun.keys.accessKeyId}/${begun.scope}, `
      + `SignedHeaders=${Object.keys(headers).sort().join(';')}, `
      + `Signature=${await this.#signature(begun, request, headers, payload)}`;
    return request;
  }

  async presign(given, options = {}) {
    const { expiresIn = 3600, unsignableHeaders, signableHeaders, unhoistableHeaders, hoistableHeaders } = options;
    if (expiresIn > LONGEST) {
      throw 'Signature version 4 presigned URLs must have an expiration date less than one week in the future';
    }
    const begun = await this.#begin(options);
    const request = HttpRequest.clone(given);
    for (const name of ['authorization', 'x-amz-date', 'date']) delete request.headers[header(request.headers, name)];
    for (const name of Object.keys(request.headers)) {
      const lower = name.toLowerCase();
      if ((lower.startsWith('x-amz-') && !unhoistableHeaders?.has(lower)) || hoistableHeaders?.has(lower)) {
        request.query[name] = request.headers[name];
        delete request.headers[name];
      }
    }
    if (begun.keys.sessionToken) request.query['X-Amz-Security-Token'] = begun.keys.sessionToken;
    Object.assign(request.query, {
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256', 'X-Amz-Credential': `${begun.keys.accessKeyId}/${begun.scope}`,
      'X-Amz-Date': begun.time, 'X-Amz-Expires': String(expiresIn),
    });
    const headers = canonicalHeaders(request.headers, unsignableHeaders, signableHeaders);
    request.query['X-Amz-SignedHeaders'] = Object.keys(headers).sort().join(';');
    request.query['X-Amz-Signature'] = await this.#signature(begun, request, headers, await this.#payload(given));
    return request;
  }
}

exports.SignatureV4 = SignatureV4;
