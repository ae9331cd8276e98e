// Replaces the values of named fields in a body; every other byte of it stays as it was.
import { Refusal } from './edge.mjs'
import { jsonEnvelope, stringEnvelope } from './seal.mjs'

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g

/**
 * The JSON text with the members of these names sealed, at any depth, each by its name's own sealer. A sealed object or
 * array is sealed whole. `null` stays: it says only that there is no value.
 */
export function sealJson(text, sealers) {
  let out = ''
  let copied = 0
  let depth = 0
  let name = ''
  let previous = ''
  let seal = null
  // Where the value that is being sealed starts, and how deep it lies; -1 while none is.
  let start = -1
  let level = 0
  const replace = (from, to) => {
    const raw = text.slice(from, to)
    const envelope = raw.startsWith('"') ? stringEnvelope(JSON.parse(raw)) : jsonEnvelope(raw)
    out += text.slice(copied, from) + JSON.stringify(seal(envelope))
    copied = to
  }
  TOKEN.lastIndex = 0
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const [token] = match
    const opens = token === '{' || token === '['
    const closes = token === '}' || token === ']'
    if (closes) depth--
    if (start >= 0) {
      if (closes && depth === level) {
        replace(start, TOKEN.lastIndex)
        start = -1
      }
    } else if (previous === ':' && sealers.has(name) && token !== 'null') {
      seal = sealers.get(name)
      if (opens) {
        start = match.index
        level = depth
      } else {
        replace(match.index, TOKEN.lastIndex)
      }
    } else if (token.startsWith('"')) {
      name = token.includes('\\') ? JSON.parse(token) : token.slice(1, -1)
    }
    if (opens) depth++
    previous = token
  }
  return out + text.slice(copied)
}

const plusToSpace = (text) => decodeURIComponent(text.replaceAll('+', ' '))

/** The form (application/x-www-form-urlencoded) with the values of these names sealed, each by its own sealer. */
export function sealForm(text, sealers) {
  const parts = text.split('&').map((part) => {
    const equals = part.indexOf('=')
    if (equals < 0) return part
    try {
      const seal = sealers.get(plusToSpace(part.slice(0, equals)))
      if (!seal) return part
      const value = plusToSpace(part.slice(equals + 1))
      return `${part.slice(0, equals)}=${encodeURIComponent(seal(stringEnvelope(value)))}`
    } catch (e) {
      if (!(e instanceof URIError)) throw e
      throw new Refusal(400, 'MalformedForm', 'The form holds an escape that is not UTF-8 in hexadecimal digits.')
    }
  })
  return parts.join('&')
}
