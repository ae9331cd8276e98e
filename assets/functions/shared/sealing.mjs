// Seals the named fields of a JSON, XML, form or multipart body for the holder of a KMS key, in an origin or viewer request.
import { readFileSync } from 'node:fs'
import { sealForm, sealJson } from './bodies.mjs'
import { answering, bodyOf, Refusal } from './edge.mjs'
import { changeParts } from './multipart.mjs'
import { sealer, stringEnvelope } from './seal.mjs'
import { sealXml } from './xml.mjs'

// What CloudFront takes back from a function, in bytes of text.
const LARGEST = { 'viewer-request': 40 * 1024, 'origin-request': 1024 * 1024 }

const TOKEN = "[\\w!#$%&'*+.^`|~-]+"
const MEDIA_TYPE = new RegExp(`^(${TOKEN}/${TOKEN})((?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|"[^"\\\\]*"))*)[ \\t]*;?$`)
const PARAMETER = new RegExp(`;[ \\t]*(${TOKEN})=(?:"([^"]*)"|(${TOKEN}))`, 'g')

function configured(file) {
  try {
    const { more = [], unencryptedTypes = [], ...first } = JSON.parse(readFileSync(file, 'utf8'))
    const sealers = new Map()
    for (const { publicKey, prefix, suffix, fields } of [first, ...more]) {
      if (!prefix || !suffix || !Array.isArray(fields)) throw new TypeError('prefix, suffix and fields are needed')
      const seal = sealer({ publicKey, prefix, suffix })
      for (const field of fields) sealers.set(field, seal)
    }
    const passes = (type) =>
      unencryptedTypes.some((one) => (one.endsWith('/*') ? type.startsWith(one.slice(0, -1)) : type === one))
    return { sealers, passes }
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

const header = (request, name) => request.headers[name]?.map(({ value }) => value).join(',').trim() ?? ''

/** A Content-Type taken apart; an empty type for none. */
function mediaType(value) {
  const parameters = new Map()
  if (!value) return { type: '', parameters }
  const match = MEDIA_TYPE.exec(value)
  const found = [...(match?.[2].matchAll(PARAMETER) ?? [])]
  for (const [, name, quoted, bare] of found) parameters.set(name.toLowerCase(), quoted ?? bare)
  if (!match || parameters.size < found.length) {
    throw new Refusal(415, 'MalformedContentType', 'The Content-Type cannot be read in one way only.')
  }
  return { type: match[1].toLowerCase(), parameters }
}

const KINDS = [
  ['json', /^[^/]+\/(?:.*\+)?json$/],
  ['xml', /^[^/]+\/(?:.*\+)?xml$/],
  ['form', /^application\/x-www-form-urlencoded$/],
  ['multipart', /^multipart\/form-data$/],
]

const kindOf = (type) => KINDS.find(([, pattern]) => pattern.test(type))?.[0]

/** The text of bytes of no named kind with its fields sealed; null when it is neither JSON nor XML. */
function recognised(bytes, sealers) {
  try {
    const text = textOf(bytes)
    if (/^\uFEFF?\s*</.test(text)) return sealXml(text, sealers)
    return /^\uFEFF?\s*[{[]/.test(text) && isJson(text) ? sealJson(text, sealers) : null
  } catch (e) {
    if (e instanceof Refusal) return null
    throw e
  }
}

function sealedText(kind, text, sealers) {
  if (isJson(text)) return sealJson(text, sealers)
  if (kind === 'json') throw new Refusal(400, 'MalformedJson', 'The body is not JSON.')
  return kind === 'xml' ? sealXml(text, sealers) : sealForm(text, sealers)
}

/** The content of a part: the value of a field, or a document of its own. */
function sealedPart({ name, isFile, type, content }, configuration) {
  const seal = configuration.sealers.get(name)
  const media = mediaType(type)
  if (seal) {
    requireUtf8(media)
    return Buffer.from(seal(stringEnvelope(textOf(content))))
  }
  if (/^(?:multipart|message)\//.test(media.type)) throw unreadable()
  // An empty choice of a file is sent as one without a name and content.
  if (content.length === 0) return content
  const isValue = !isFile && (media.type === '' || media.type === 'text/plain')
  return sealed(content, media, isValue ? { ...configuration, passes: () => true } : configuration)
}

function requireUtf8({ parameters }) {
  if (!/^(?:utf-8|us-ascii)?$/i.test(parameters.get('charset') ?? '')) {
    throw new Refusal(415, 'NotUtf8', 'Only UTF-8 bodies are taken.')
  }
}

function unreadable() {
  return new Refusal(
    415,
    'UnreadableBody',
    'Fields can be encrypted in JSON, XML, forms and multipart/form-data only, so nothing else is taken here.',
  )
}

/**
 * The bytes with their fields sealed. Whatever may hold a field in the clear but cannot be read is refused, unless its
 * type is one that is let through. JSON and XML are recognised by their text too, so that a wrong content type is no way
 * around.
 */
function sealed(bytes, media, configuration) {
  const kind = kindOf(media.type)
  if (kind) requireUtf8(media)
  if (kind === 'multipart') {
    return changeParts(bytes, media.parameters.get('boundary'), (part) => sealedPart(part, configuration))
  }
  if (kind) return Buffer.from(sealedText(kind, textOf(bytes), configuration.sealers))
  const text = recognised(bytes, configuration.sealers)
  if (text !== null) return Buffer.from(text)
  if (!configuration.passes(media.type)) throw unreadable()
  return bytes
}

/**
 * The handler that works by the configuration in `file`: `{"publicKey","keyId","prefix","suffix","fields"}`, and with
 * fields under other keys a list of the same as `"more"`. Types of bodies that are let through as they are, such as
 * `image/*`, stand in `"unencryptedTypes"`.
 */
export function sealing(file) {
  let configuration
  return answering((request, { eventType }) => {
    const bytes = bodyOf(request)
    if (bytes.length === 0) return
    if (!/^(?:identity)?$/i.test(header(request, 'content-encoding'))) {
      throw new Refusal(415, 'EncodedBody', 'A compressed body cannot be encrypted field by field; send it uncompressed.')
    }
    configuration ??= configured(file)
    const body = sealed(bytes, mediaType(header(request, 'content-type')), configuration)
    if (body.equals(bytes)) return
    if (body.length > (LARGEST[eventType] ?? LARGEST['origin-request'])) {
      throw new Refusal(413, 'SealedBodyTooLarge', 'With its fields encrypted the body is larger than CloudFront takes back.')
    }
    request.body = { action: 'replace', encoding: 'base64', data: body.toString('base64') }
  })
}
