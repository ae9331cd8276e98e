// Seals the named fields of a JSON or form body for the holder of a KMS key, in an origin or viewer request.
import { readFileSync } from 'node:fs'
import { sealForm, sealJson } from './bodies.mjs'
import { answering, bodyOf, Refusal } from './edge.mjs'
import { sealer } from './seal.mjs'

// What CloudFront takes back from a function, in bytes of text.
const LARGEST = { 'viewer-request': 40 * 1024, 'origin-request': 1024 * 1024 }

function configured(file) {
  try {
    const { more = [], ...first } = JSON.parse(readFileSync(file, 'utf8'))
    const sealers = new Map()
    for (const { publicKey, prefix, suffix, fields } of [first, ...more]) {
      if (!prefix || !suffix || !Array.isArray(fields)) throw new TypeError('prefix, suffix and fields are needed')
      const seal = sealer({ publicKey, prefix, suffix })
      for (const field of fields) sealers.set(field, seal)
    }
    return sealers
  } catch {
    throw new Refusal(500, 'NotConfigured', 'The edge function has no usable key, marker or list of fields.')
  }
}

function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refusal(400, 'NotUtf8', 'The body is not UTF-8.')
  }
}

function isJson(text) {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}

const header = (request, name) => request.headers[name]?.map(({ value }) => value).join(',').trim().toLowerCase() ?? ''

/**
 * The body with its fields sealed, or null when it is of a kind that has none. Whatever may hold a field in the clear
 * but cannot be read is refused: JSON is recognised by its text, so that a wrong content type is no way around.
 */
function sealed(request, bytes, sealers) {
  const type = header(request, 'content-type')
  if (!/^(identity)?$/.test(header(request, 'content-encoding'))) {
    throw new Refusal(415, 'EncodedBody', 'A compressed body cannot be encrypted field by field; send it uncompressed.')
  }
  const json = /^application\/(?:[\w.+-]+\+)?json\b/.test(type)
  const form = /^application\/x-www-form-urlencoded\b/.test(type)
  if ((json || form) && !/^[^;]*(?:$|;(?!.*charset)|.*charset="?utf-8)/.test(type)) {
    throw new Refusal(415, 'NotUtf8', 'Only UTF-8 bodies are taken.')
  }
  if (!json && !form && !/^(?:\uFEFF|\s)*[{[]/.test(bytes.toString('utf8', 0, 1024))) return null
  const text = textOf(bytes)
  if (isJson(text)) return sealJson(text, sealers)
  if (json) throw new Refusal(400, 'MalformedJson', 'The body is not JSON.')
  return form ? sealForm(text, sealers) : null
}

/**
 * The handler that works by the configuration in `file`: `{"publicKey","keyId","prefix","suffix","fields"}`, and with
 * fields under other keys a list of the same as `"more"`.
 */
export function sealing(file) {
  let configuration
  return answering((request, { eventType }) => {
    const bytes = bodyOf(request)
    if (bytes.length === 0) return
    configuration ??= configured(file)
    const text = sealed(request, bytes, configuration)
    if (text === null || bytes.equals(Buffer.from(text))) return
    const body = Buffer.from(text)
    if (body.length > (LARGEST[eventType] ?? LARGEST['origin-request'])) {
      throw new Refusal(413, 'SealedBodyTooLarge', 'With its fields encrypted the body is larger than CloudFront takes back.')
    }
    request.body = { action: 'replace', encoding: 'base64', data: body.toString('base64') }
  })
}
