// Paths and query strings in the one spelling that every reader of SigV4 agrees on: each byte outside RFC 3986's
// unreserved characters escaped, upper case, once. Services differ in how they read `(`, `+`, `//` or `k` before they
// verify; sent in this spelling there is nothing left to differ about.
import { Refusal } from './edge.mjs'

const PLAIN = /^[A-Za-z0-9\-._~]*$/
const PLAIN_PATH = /^(?:\/(?!\.{0,2}(?:\/|$))[A-Za-z0-9\-._~]*)+$/
const ESCAPED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return PLAIN.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
})
const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

function respell(text, plusIsSpace) {
  if (PLAIN.test(text)) return text
  const bytes = Buffer.from(text)
  let out = ''
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i]
    if (byte === PERCENT) {
      const digits = bytes.toString('latin1', i + 1, i + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
        throw new Refusal(400, 'MalformedEscape', 'A % in the address is not followed by two hexadecimal digits.')
      }
      byte = Number.parseInt(digits, 16)
      i += 2
    } else if (plusIsSpace && byte === PLUS) {
      byte = SPACE
    }
    out += ESCAPED[byte]
  }
  return out
}

/** The path, its dot segments resolved and empty segments removed (RFC 3986, 5.2.4): never above its own root. */
export function canonicalPath(path) {
  if (PLAIN_PATH.test(path)) return path
  const kept = []
  let last = ''
  for (const segment of path.split('/')) {
    last = respell(segment, false)
    if (last === '..') kept.pop()
    else if (last !== '' && last !== '.') kept.push(last)
  }
  const folder = last === '' || last === '.' || last === '..'
  return `/${kept.join('/')}${folder && kept.length > 0 ? '/' : ''}`
}

/**
 * `sent`: the parameters in their order; `signed`: the same, sorted by name and value. A parameter without a name is
 * left out: the AWS SDK drops it when it signs, botocore does not, so no service can be relied on to accept it.
 */
export function canonicalQuery(query) {
  if (!query) return { sent: '', signed: '' }
  const pairs = []
  for (const part of query.split('&')) {
    const equals = part.indexOf('=')
    const name = respell(equals < 0 ? part : part.slice(0, equals), true)
    if (name) pairs.push([name, equals < 0 ? '' : respell(part.slice(equals + 1), true)])
  }
  const join = (list) => list.map(([name, value]) => `${name}=${value}`).join('&')
  const sent = join(pairs)
  return { sent, signed: pairs.length < 2 ? sent : join(pairs.sort(byNameThenValue)) }
}

function byNameThenValue([nameA, valueA], [nameB, valueB]) {
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  if (valueA !== valueB) return valueA < valueB ? -1 : 1
  return 0
}
