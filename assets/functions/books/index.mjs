// The books API: five functions over one table, each behind its own function URL (payload format 2.0). The path is the
// viewer's, such as /getBook/1, since CloudFront passes it on.
import { randomUUID } from 'node:crypto'
import { dynamoDb } from '../shared/dynamodb.mjs'
import { authorOf, bodyOf, bookOf, idOf, LASTING, membersOf, Refusal } from './book.mjs'

const TableName = process.env.TABLE_NAME
const MOST = 100

const answer = (statusCode, body, headers = {}) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...headers },
  body: JSON.stringify(body),
})
const refuse = ({ status, code, message }, headers) => answer(status, { error: code, message }, headers)
const noSuchBook = () => new Refusal(404, 'NoSuchBook', 'There is no book of this id.')

/** A handler for these methods that turns what goes wrong into an answer. */
const handling = (methods, work) => async (event) => {
  try {
    const method = event.requestContext?.http?.method
    if (!methods.includes(method)) {
      const refusal = new Refusal(405, 'MethodNotAllowed', `This address takes ${methods.join(' and ')} only.`)
      return refuse(refusal, { Allow: methods.join(', ') })
    }
    return await work(event)
  } catch (e) {
    if (e instanceof Refusal) return refuse(e)
    console.error(JSON.stringify({ failed: e.name, message: e.message, requestId: event.requestContext?.requestId }))
    return refuse(new Refusal(502, 'StorageFailed', 'The books cannot be reached.'))
  }
}

/** `refusal` when DynamoDB says that the condition of the write does not hold. */
const orElse = (refusal) => (e) => {
  throw e.name === 'ConditionalCheckFailedException' ? refusal : e
}

/** What stands behind the name of the operation in the path. */
function idIn(event) {
  const [, , escaped, ...more] = (event.rawPath ?? '').split('/')
  try {
    return idOf(more.length === 0 ? decodeURIComponent(escaped ?? '') : '')
  } catch (e) {
    throw e instanceof URIError ? new Refusal(400, 'MalformedEscape', 'The address has a % that escapes nothing.') : e
  }
}

/** The value of a query parameter; undefined when it is not there, a Refusal when it is there twice. */
function parameter(query, name) {
  const values = query.getAll(name)
  if (values.length > 1) throw new Refusal(400, 'RepeatedParameter', `${name} may be given once.`)
  return values[0]
}

/**
 * All books, or those of one author, as an array; at most 100. Where there are more, the Link header names the next
 * page, https://www.rfc-editor.org/rfc/rfc8288
 */
export const getBooks = handling(['GET', 'HEAD'], async (event) => {
  const query = new URLSearchParams(event.rawQueryString ?? '')
  const given = parameter(query, 'author')
  const author = given === undefined ? undefined : authorOf(given)
  const after = parameter(query, 'after')
  const start = after === undefined ? undefined : { id: { S: idOf(after) }, ...(author && { author }) }
  const limit = parameter(query, 'limit') ?? String(MOST)
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST) {
    throw new Refusal(400, 'InvalidLimit', `limit is a number from 1 to ${MOST}.`)
  }
  const input = { TableName, Limit: Number(limit), ...(start && { ExclusiveStartKey: start }) }
  const page = author
    ? await dynamoDb('Query', {
        ...input,
        IndexName: 'author',
        KeyConditionExpression: 'author = :author',
        ExpressionAttributeValues: { ':author': author },
      })
    : await dynamoDb('Scan', input)
  const headers = {}
  if (page.LastEvaluatedKey) {
    const next = new URLSearchParams({
      ...(author && { author: author.S }),
      limit,
      after: page.LastEvaluatedKey.id.S,
    })
    headers.Link = `</getBooks?${next}>; rel="next"`
  }
  return answer(200, page.Items.map(bookOf), headers)
})

/** One book. */
export const getBook = handling(['GET', 'HEAD'], async (event) => {
  const { Item } = await dynamoDb('GetItem', { TableName, Key: { id: { S: idIn(event) } }, ConsistentRead: true })
  if (!Item) throw noSuchBook()
  return answer(200, bookOf(Item))
})

/** Stores a book under its own id or a new one; never over another. */
export const createBook = handling(['POST'], async (event) => {
  const json = bodyOf(event)
  const id = json.id === undefined ? randomUUID() : idOf(json.id)
  const { set } = membersOf(json)
  if (!set.author || !(set.name || set.title)) {
    throw new Refusal(400, 'MemberMissing', 'A book has an author, and a name or a title.')
  }
  const Item = { id: { S: id }, ...set }
  await dynamoDb('PutItem', { TableName, Item, ConditionExpression: 'attribute_not_exists(id)' }).catch(
    orElse(new Refusal(409, 'BookExists', 'There is a book of this id already.')),
  )
  return answer(201, bookOf(Item), { Location: `/getBook/${id}` })
})

/** Changes the members that are given, removes those that are null, and leaves the others as they are. */
export const updateBook = handling(['PUT'], async (event) => {
  const id = idIn(event)
  const json = bodyOf(event)
  if (json.id !== undefined && json.id !== id) {
    throw new Refusal(400, 'OtherId', 'The id in the body is not the one in the address.')
  }
  const { set, gone } = membersOf(json)
  const names = [...Object.keys(set), ...gone]
  if (names.length === 0) throw new Refusal(400, 'NothingToChange', 'The book in the body has no member to change.')
  if (gone.some((name) => LASTING.includes(name))) {
    throw new Refusal(400, 'MemberMissing', `${LASTING.join(', ')} can be changed, not removed.`)
  }
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`)
  const removes = gone.map((name) => `#${name}`)
  const { Attributes } = await dynamoDb('UpdateItem', {
    TableName,
    Key: { id: { S: id } },
    UpdateExpression: [sets.length && `SET ${sets.join(', ')}`, removes.length && `REMOVE ${removes.join(', ')}`]
      .filter(Boolean)
      .join(' '),
    ConditionExpression: 'attribute_exists(id)',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ...(sets.length && {
      ExpressionAttributeValues: Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
    }),
    ReturnValues: 'ALL_NEW',
  }).catch(orElse(noSuchBook()))
  return answer(200, bookOf(Attributes))
})

/** Removes a book that is there. */
export const deleteBook = handling(['DELETE'], async (event) => {
  const id = idIn(event)
  const Key = { id: { S: id } }
  await dynamoDb('DeleteItem', { TableName, Key, ConditionExpression: 'attribute_exists(id)' }).catch(
    orElse(noSuchBook()),
  )
  return answer(200, { id })
})
