'use strict';
// URLs that carry their signature, for the commands of S3 that people hand out, as @aws-sdk/s3-request-presigner has it.
const { Sha256 } = require('@aws-crypto/sha256-js');
const { fromEnv } = require('@aws-sdk/credential-providers');
const { HttpRequest } = require('@smithy/protocol-http');
const { SignatureV4 } = require('@smithy/signature-v4');

const METHODS = { GetObject: 'GET', PutObject: 'PUT', HeadObject: 'HEAD', DeleteObject: 'DELETE', UploadPart: 'PUT' };
// Source: Amazon S3 API Reference, the request syntax of these operations.
const QUERY = {
  VersionId: 'versionId', PartNumber: 'partNumber', UploadId: 'uploadId', ResponseContentType: 'response-content-type',
  ResponseContentDisposition: 'response-content-disposition', ResponseContentEncoding: 'response-content-encoding',
  ResponseContentLanguage: 'response-content-language', ResponseCacheControl: 'response-cache-control',
  ResponseExpires: 'response-expires',
};
const HEADERS = {
  ContentType: 'content-type', CacheControl: 'cache-control', ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding', ContentLength: 'content-length', ACL: 'x-amz-acl', StorageClass: 'x-amz-storage-class',
  Tagging: 'x-amz-tagging',
};

const of = (names, input) => Object.fromEntries(Object.entries(names).filter(([member]) => input[member] !== undefined)
  .map(([member, name]) => [name, String(input[member])]));
const escape = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());

exports.getSignedUrl = async (client, { operation, input }, options = {}) => {
  const method = METHODS[operation];
  if (!method) throw new Error(`The sandbox signs no URL for ${operation}: only for ${Object.keys(METHODS).join(', ')}.`);
  const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
  const meta = Object.entries(input.Metadata ?? {}).map(([name, value]) => ['x-amz-meta-' + name.toLowerCase(), value]);
  const request = new HttpRequest({
    method, protocol: endpoint.protocol, hostname: endpoint.hostname, port: Number(endpoint.port) || undefined,
    path: `/${escape(input.Bucket)}/${String(input.Key).split('/').map(escape).join('/')}`,
    headers: { host: endpoint.host, ...of(HEADERS, input), ...Object.fromEntries(meta), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    query: { ...of(QUERY, input), 'x-id': operation },
  });
  const signer = new SignatureV4({
    service: 's3', region: client.config.region, credentials: client.config.credentials ?? fromEnv(), sha256: Sha256,
    uriEscapePath: false, applyChecksum: false,
  });
  const unsignableHeaders = new Set(['content-type', ...(options.unsignableHeaders ?? [])]);
  const { path, query } = await signer.presign(request, { expiresIn: 900, ...options, unsignableHeaders });
  return `${endpoint.origin}${path}?${Object.entries(query).map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&')}`;
};
