// Replaces contents of parts of a multipart/form-data body; every other byte of it stays as it was. RFC 7578 and RFC 2046
// are read strictly: whatever two parsers could take for different parts or names is refused.
import { Refusal } from './edge.mjs'

const HEADER = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([^\0-\x08\x0A-\x1F\x7F]*?)[ \t]*$/
const PARAMETER = /[ \t]*;[ \t]*([\w!#$%&'*+.^`|~-]+)=(?:"([^"]*)"|([\w!#$%&'*+.^`|~-]+))/y
const CLOSING = Buffer.from('--')
const CRLF = Buffer.from('\r\n')
const BLANK = Buffer.from('\r\n\r\n')

function malformed() {
  return new Refusal(400, 'MalformedMultipart', 'The body is no multipart/form-data that can be read in one way only.')
}

function text(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed()
  }
}

const startsAt = (bytes, at, what) => bytes.subarray(at, at + what.length).equals(what)

/** The headers of a part by their names in lower case. */
function headersOf(bytes) {
  const headers = new Map()
  for (const line of text(bytes).split('\r\n')) {
    const match = HEADER.exec(line)
    const name = match?.[1].toLowerCase()
    if (!match || headers.has(name)) throw malformed()
    headers.set(name, match[2])
  }
  return headers
}

/** The name of the field, and whether a file's name stands beside it. */
function disposition(header) {
  const kind = /^form-data(?=[ \t]*;)/i.exec(header ?? '')
  if (!kind) throw malformed()
  const parameters = new Map()
  PARAMETER.lastIndex = kind[0].length
  let end = kind[0].length
  for (let match = PARAMETER.exec(header); match; match = PARAMETER.exec(header)) {
    const [, name, quoted, bare] = match
    const value = quoted ?? bare
    // A backslash before a quote escapes it for some and ends the value for others.
    if (parameters.has(name.toLowerCase()) || value.endsWith('\\')) throw malformed()
    parameters.set(name.toLowerCase(), value)
    end = PARAMETER.lastIndex
  }
  const name = parameters.get('name')
  const isKnown = [...parameters.keys()].every((key) => /^(?:name|filename|filename\*)$/.test(key))
  if (end !== header.length || !isKnown || name === undefined || name.includes('\\')) throw malformed()
  // What a browser escapes in a name (HTML Standard, "multipart/form-data encoding algorithm").
  return {
    name: name.replace(/%(22|0D|0A)/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    isFile: parameters.has('filename') || parameters.has('filename*'),
  }
}

/**
 * The body with each part's content replaced by what `change` makes of it: given the field's `name`, whether it `isFile`,
 * the `type` of its Content-Type header (undefined without one) and its bytes, it returns bytes.
 */
export function changeParts(body, boundary, change) {
  if (!/^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/.test(boundary ?? '')) throw malformed()
  const delimiter = Buffer.from(`--${boundary}`)
  const between = Buffer.concat([CRLF, delimiter])
  if (!startsAt(body, 0, delimiter)) throw malformed()
  const out = []
  let copied = 0
  let at = delimiter.length
  while (!startsAt(body, at, CLOSING)) {
    const start = at + CRLF.length
    const next = body.indexOf(between, start)
    if (!startsAt(body, at, CRLF) || next < 0) throw malformed()
    const part = body.subarray(start, next)
    const blank = part.indexOf(BLANK)
    // Some take a delimiter also where no line begins with it.
    if (blank < 0 || part.includes(delimiter)) throw malformed()
    const headers = headersOf(part.subarray(0, blank))
    if (!/^(?:7bit|8bit|binary)?$/i.test(headers.get('content-transfer-encoding') ?? '')) {
      throw new Refusal(415, 'EncodedBody', 'A part that is encoded cannot be encrypted; send it as it is.')
    }
    const content = part.subarray(blank + BLANK.length)
    const { name, isFile } = disposition(headers.get('content-disposition'))
    const changed = change({ name, isFile, type: headers.get('content-type'), content })
    if (!changed.equals(content)) {
      const head = part.subarray(0, blank).toString().replace(/^(content-length:[ \t]*)\d*/im, `$1${changed.length}`)
      out.push(body.subarray(copied, start), Buffer.from(head), BLANK, changed)
      copied = next
    }
    at = next + between.length
  }
  const rest = body.subarray(at + CLOSING.length)
  if (rest.length > 0 && !rest.equals(CRLF)) throw malformed()
  return out.length === 0 ? body : Buffer.concat([...out, body.subarray(copied)])
}
