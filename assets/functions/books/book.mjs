// What a book is, and how it is told to DynamoDB.

/** A request that is answered with an error. `message` is shown to the caller. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
  }
}

// The web ACL's core rule set lets 8,192 bytes pass anyway.
const LARGEST_BODY = 16_384
// RFC 3986's unreserved characters only, so that an id is spelt one way in every address.
const ID = /^[A-Za-z0-9][A-Za-z0-9._~-]{0,63}$/
// Control characters and halves of surrogate pairs: nothing that a name has, or that DynamoDB's UTF-8 can hold.
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u

const text = (most) => ({
  rule: `text of 1 to ${most} characters`,
  read: (value) => {
    const plain = typeof value === 'string' ? value.normalize('NFC').trim() : ''
    return plain && [...plain].length <= most && !UNPRINTABLE.test(plain) ? { S: plain } : undefined
  },
})
const number = (least, most, decimals) => ({
  rule: `a number from ${least} to ${most} with ${decimals || 'no'} decimals`,
  read: (value) =>
    typeof value === 'number' && value >= least && value <= most && Number(value.toFixed(decimals)) === value
      ? { N: String(value) }
      : undefined,
})
const date = {
  rule: 'a date such as 1984-06-08, or a time such as 1984-06-08T00:00:00Z',
  read: (value) => {
    const parts = typeof value === 'string' && /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(\.\d{1,3})?Z)?$/.exec(value)
    const time = parts ? new Date(value) : undefined
    // Date takes 31 February for 3 March.
    const exists = time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(parts[1])
    return exists ? { S: value } : undefined
  },
}

// Some callers say name, others title; each is kept as it was said.
const MEMBERS = {
  author: text(200),
  name: text(300),
  title: text(300),
  releaseDate: date,
  year: number(0, 9999, 0),
  publisher: text(200),
  isbn: text(20),
  genre: text(100),
  pages: number(1, 100_000, 0),
  price: number(0, 1_000_000, 2),
}

/** Members that a stored book cannot lose. */
export const LASTING = ['author', 'name', 'title']

const bad = (code, message) => new Refusal(400, code, message)

/** The id, or a Refusal when it is none. */
export function idOf(value) {
  if (typeof value !== 'string' || !ID.test(value)) {
    throw bad('InvalidId', 'An id has 1 to 64 letters, digits, dots, hyphens, underscores or tildes.')
  }
  return value
}

/** An author as it is stored and looked for. */
export function authorOf(value) {
  const read = MEMBERS.author.read(value)
  if (!read) throw bad('InvalidAuthor', `author must be ${MEMBERS.author.rule}.`)
  return read
}

/** The JSON object in the event's body; a Refusal when it has none. */
export function bodyOf(event) {
  const name = Object.keys(event.headers ?? {}).find((key) => key.toLowerCase() === 'content-type')
  if (name && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(event.headers[name])) {
    throw new Refusal(415, 'UnsupportedType', 'A book is sent as application/json.')
  }
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length === 0) throw bad('EmptyBody', 'There is no book in the request.')
  if (bytes.length > LARGEST_BODY) {
    throw new Refusal(413, 'BookTooLarge', `A book has at most ${LARGEST_BODY.toLocaleString('en-US')} bytes.`)
  }
  let json
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw bad('MalformedJson', 'The body is not JSON.')
  }
  if (json === null || typeof json !== 'object' || Array.isArray(json)) {
    throw bad('NotABook', 'A book is a JSON object.')
  }
  return json
}

/**
 * The members of a book as DynamoDB's attribute values, its id apart. A member that is null is listed in `gone`.
 * Refuses members that a book does not have and values that do not fit.
 */
export function membersOf(json) {
  const set = {}
  const gone = []
  for (const [name, value] of Object.entries(json)) {
    if (name === 'id') continue
    if (!Object.hasOwn(MEMBERS, name)) {
      throw bad('UnknownMember', `A book has no such member; it has id, ${Object.keys(MEMBERS).join(', ')}.`)
    }
    if (value === null) {
      gone.push(name)
      continue
    }
    set[name] = MEMBERS[name].read(value)
    if (!set[name]) throw bad('InvalidMember', `${name} must be ${MEMBERS[name].rule}.`)
  }
  return { set, gone }
}

/** DynamoDB's item as the API gives it: id first, then the members in their own order. */
export function bookOf(item) {
  const book = { id: item.id.S }
  for (const name of Object.keys(MEMBERS)) {
    if (item[name]) book[name] = item[name].S ?? Number(item[name].N)
  }
  return book
}
