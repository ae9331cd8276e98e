// Replaces the values of named elements and attributes in an XML document; every other byte of it stays as it was.
// Extensible Markup Language (XML) 1.0, fifth edition. There is no document type and so no entity but the five that XML
// has itself: nothing can be defined that an application's parser would read otherwise.
import { Refusal } from './edge.mjs'
import { stringEnvelope } from './seal.mjs'

const START =
  ':A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NAME = `[${START}][${START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040]*`
const SPACE = '[ \\t\\r\\n]'
const LITERAL = `"[^<"]*"|'[^<']*'`
const sticky = (source) => new RegExp(source, 'uy')

const DECLARATION = sticky(
  `<\\?xml${SPACE}+version${SPACE}*=${SPACE}*(?:"1\\.0"|'1\\.0')` +
    `(?:${SPACE}+encoding${SPACE}*=${SPACE}*(?:"([\\w.-]+)"|'([\\w.-]+)'))?` +
    `(?:${SPACE}+standalone${SPACE}*=${SPACE}*(?:"(?:yes|no)"|'(?:yes|no)'))?${SPACE}*\\?>`,
)
const OPENING = sticky(`<(${NAME})`)
const ATTRIBUTE = sticky(`${SPACE}+(${NAME})${SPACE}*=${SPACE}*(${LITERAL})`)
const OPENED = sticky(`${SPACE}*(/?)>`)
const CLOSING = sticky(`</(${NAME})${SPACE}*>`)
const INSTRUCTION = sticky(`<\\?(${NAME})(?=${SPACE}|\\?>)`)
const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));|&/g
const PREDEFINED = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const ESCAPES = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' }

function malformed() {
  return new Refusal(400, 'MalformedXml', 'The body is no well-formed XML, or has a document type or an entity of its own.')
}

/** The text that a parser makes of character data without markup. */
function decoded(text) {
  return text.replace(REFERENCE, (all, hex, decimal, name) => {
    if (name) return PREDEFINED[name]
    const code = hex ? Number.parseInt(hex, 16) : Number.parseInt(decimal ?? '', 10)
    if (!(code <= 0x10ffff)) throw malformed()
    const character = String.fromCodePoint(code)
    if (NO_CHARACTER.test(character)) throw malformed()
    return character
  })
}

const lines = (text) => text.replace(/\r\n?/g, '\n')
const escaped = (text) => text.replace(/[<>&"']/g, (character) => ESCAPES[character])

/**
 * The XML document with the elements and attributes of these names sealed, with or without a namespace's prefix, at any
 * depth, each by its name's own sealer. An element that holds elements is sealed whole, as its markup; otherwise its text
 * is. What is empty stays: it says only that there is no value.
 */
export function sealXml(text, sealers) {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  let out = ''
  let copied = 0
  const open = []
  let rooted = false
  // The element that is being sealed: where its content starts, how deep it lies and what it holds so far.
  let sealing = null

  if (NO_CHARACTER.test(text)) throw malformed()
  const take = (pattern) => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match) at = pattern.lastIndex
    return match
  }
  const until = (end, from) => {
    const found = text.indexOf(end, from)
    if (found < 0) throw malformed()
    at = found + end.length
    return text.slice(from, found)
  }
  const sealerOf = (name) => sealers.get(name) ?? sealers.get(name.slice(name.indexOf(':') + 1))
  const replace = (from, to, sealed) => {
    out += text.slice(copied, from) + escaped(sealed)
    copied = to
  }
  const characters = (data) => {
    if (open.length === 0) throw malformed()
    if (sealing) sealing.text += data
  }

  const attributes = () => {
    const seen = new Set()
    for (let match = take(ATTRIBUTE); match; match = take(ATTRIBUTE)) {
      const [, name, literal] = match
      if (seen.has(name)) throw malformed()
      seen.add(name)
      const value = decoded(lines(literal.slice(1, -1)).replace(/[\t\n]/g, ' '))
      const seal = /^xmlns(?::|$)/.test(name) ? undefined : sealerOf(name)
      if (seal && !sealing && value) replace(at - literal.length + 1, at - 1, seal(stringEnvelope(value)))
    }
  }
  const opening = () => {
    const match = take(OPENING)
    if (!match || (open.length === 0 && rooted)) throw malformed()
    rooted = true
    if (sealing) sealing.holdsElements = true
    attributes()
    const end = take(OPENED)
    if (!end) throw malformed()
    if (end[1]) return
    const seal = sealerOf(match[1])
    if (seal && !sealing) sealing = { seal, start: at, level: open.length, text: '', holdsElements: false }
    open.push(match[1])
  }
  const closing = () => {
    const start = at
    const match = take(CLOSING)
    if (!match || open.pop() !== match[1]) throw malformed()
    if (sealing?.level !== open.length) return
    const value = sealing.holdsElements ? text.slice(sealing.start, start) : sealing.text
    if (value) replace(sealing.start, start, sealing.seal(stringEnvelope(value)))
    sealing = null
  }
  const data = () => {
    const end = text.indexOf('<', at)
    const raw = text.slice(at, end < 0 ? text.length : end)
    at += raw.length
    if (raw.includes(']]>')) throw malformed()
    const value = decoded(lines(raw))
    if (open.length > 0) characters(value)
    else if (/[^ \t\r\n]/.test(raw)) throw malformed()
  }

  if (text.startsWith('<?xml', at) && /[ \t\r\n]/.test(text.charAt(at + 5))) {
    const match = take(DECLARATION)
    if (!match) throw malformed()
    if (!/^(?:utf-8|us-ascii)?$/i.test(match[1] ?? match[2] ?? '')) {
      throw new Refusal(415, 'NotUtf8', 'Only UTF-8 bodies are taken.')
    }
  }
  while (at < text.length) {
    if (text[at] !== '<') data()
    else if (text.startsWith('<!--', at)) {
      until('--', at + 4)
      if (text[at++] !== '>') throw malformed()
    } else if (text.startsWith('<![CDATA[', at)) characters(lines(until(']]>', at + 9)))
    else if (text[at + 1] === '?') {
      const match = take(INSTRUCTION)
      if (!match || /^xml$/i.test(match[1])) throw malformed()
      until('?>', at)
    } else if (text[at + 1] === '/') closing()
    else opening()
  }
  if (!rooted || open.length > 0) throw malformed()
  return out + text.slice(copied)
}
