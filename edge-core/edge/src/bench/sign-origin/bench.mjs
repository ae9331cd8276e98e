// Requests per second of sign-origin beside @smithy/signature-v4 with node's own hash, which is what the AWS SDK uses in
// Lambda: the same requests, the same process, rounds in turn. Arguments: the folder of the functions, seconds a round.
//
// The reference is given what flatters it most: each request parsed, decoded and cleaned beforehand, so that only
// sign() is counted. sign-origin is counted whole: it reads the event, canonicalises, hashes, signs and writes the event.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'

const require = createRequire(new URL('package.json', pathToFileURL(`${process.cwd()}/`)))
const { SignatureV4 } = require('@smithy/signature-v4')
const { Hash } = require('@smithy/hash-node')
const { HttpRequest } = require('@smithy/protocol-http')

const [functions, seconds = '2'] = process.argv.slice(2)
process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE'
process.env.AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
process.env.AWS_SESSION_TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN'.repeat(12)
const { handler } = await import(pathToFileURL(resolve(functions, 'sign-origin/index.mjs')))

const HOST = 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com'
const body = Buffer.from(JSON.stringify({ name: 'Rex', type: 'dog', price: 249.99, note: 'x'.repeat(900) }))
const SHAPES = [
  { method: 'GET', uri: '/pets', query: {} },
  { method: 'GET', uri: '/pets/17', query: {} },
  { method: 'GET', uri: '/pets', query: { type: 'dog', page: '2', sort: 'price' } },
  { method: 'GET', uri: '/search', query: { q: 'hello world', tag: ['b', 'a'] } },
  { method: 'POST', uri: '/pets', query: {}, body },
]

function querystring(query) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

function event({ method, uri, query, body }) {
  const headers = {
    host: [{ key: 'Host', value: HOST }],
    'user-agent': [{ key: 'User-Agent', value: 'Amazon CloudFront' }],
    via: [{ key: 'Via', value: '2.0 2afae0d44e2540f472c0635ab62c232b.cloudfront.net (CloudFront)' }],
    'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '203.0.113.178' }],
  }
  if (body) headers['content-type'] = [{ key: 'Content-Type', value: 'application/json' }]
  const request = {
    clientIp: '203.0.113.178', method, uri, querystring: querystring(query), headers,
    origin: { custom: { customHeaders: {}, domainName: HOST, path: '/prod', port: 443, protocol: 'https' } },
  }
  if (body) {
    request.body = { action: 'read-only', encoding: 'base64', inputTruncated: false, data: body.toString('base64') }
  }
  return { Records: [{ cf: { config: { eventType: 'origin-request' }, request } }] }
}

function prepared({ method, uri, query, body }) {
  const headers = { host: HOST, ...(body && { 'content-type': 'application/json' }) }
  return new HttpRequest({ protocol: 'https:', hostname: HOST, method, path: `/prod${uri}`, query, headers, body })
}

const signer = new SignatureV4({
  service: 'execute-api', region: 'us-east-1', sha256: Hash.bind(null, 'sha256'),
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  },
})

// Both make the same signature, or there is nothing to compare.
for (const shape of SHAPES) {
  const mine = (await handler(event(shape))).headers
  const date = mine['x-amz-date'][0].value
  const at = new Date(date.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'))
  const theirs = (await signer.sign(prepared(shape), { signingDate: at })).headers
  if (theirs.authorization !== mine.authorization[0].value) {
    throw new Error(`${shape.method} ${shape.uri}: the signatures differ\n${theirs.authorization}\n${mine.authorization[0].value}`)
  }
}

async function rate(make, run) {
  const end = process.hrtime.bigint() + BigInt(seconds) * 1_000_000_000n
  let done = 0
  let spent = 0n
  while (process.hrtime.bigint() < end) {
    const inputs = Array.from({ length: 500 }, (_, i) => make(SHAPES[i % SHAPES.length]))
    const start = process.hrtime.bigint()
    for (const input of inputs) await run(input)
    spent += process.hrtime.bigint() - start
    done += inputs.length
  }
  return (done * 1e9) / Number(spent)
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1]
const mine = []
const theirs = []
for (let round = 0; round < 6; round++) {
  const a = await rate(event, handler)
  const b = await rate(prepared, (request) => signer.sign(request))
  // The first round warms up.
  if (round > 0) {
    mine.push(a)
    theirs.push(b)
  }
}
console.log(`node ${process.version}, ${SHAPES.length} kinds of request, ${mine.length} rounds of ${seconds} s each, medians`)
console.log(`sign-origin, whole handler      ${Math.round(median(mine))} requests/s`)
console.log(`@smithy/signature-v4, sign()    ${Math.round(median(theirs))} requests/s`)
console.log(`ratio                           ${(median(mine) / median(theirs)).toFixed(2)}`)
