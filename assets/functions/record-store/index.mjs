// Stores what it receives and gives it back as stored: POST /records, GET /records/{id}, as API Gateway's Lambda proxy
// integration. GET /records says what is accepted; records are not listed. Fields that the edge has encrypted stay so:
// this function has no key.
import { randomUUID } from 'node:crypto'
import { dynamoDb } from '../shared/dynamodb.mjs'

const TABLE = process.env.TABLE_NAME

const answer = (statusCode, body, type = 'application/json') => ({
  statusCode,
  headers: { 'Content-Type': type, 'Cache-Control': 'no-store' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const refuse = (statusCode, error, message) => answer(statusCode, { error, message })

function problem(body, type) {
  if (!body) return [400, 'EmptyBody', 'There is nothing to store.']
  // An item of DynamoDB has at most 400 KB, names included.
  if (Buffer.byteLength(body) > 390_000) return [413, 'RecordTooLarge', 'A record has at most 390,000 bytes.']
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) {
    return [415, 'UnsupportedType', 'A record is JSON or a form.']
  }
  try {
    if (JSON.parse(body) !== null && typeof JSON.parse(body) === 'object') return undefined
  } catch {
    return [400, 'MalformedJson', 'The body is not JSON.']
  }
  return [400, 'NotARecord', 'A record is a JSON object or array.']
}

async function store(event) {
  const name = Object.keys(event.headers ?? {}).find((key) => key.toLowerCase() === 'content-type')
  const type = name ? event.headers[name] : ''
  const body = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : (event.body ?? '')
  const found = problem(body, type)
  if (found) return refuse(...found)
  const id = randomUUID()
  const item = { id, contentType: type, body, created: new Date().toISOString() }
  const Item = Object.fromEntries(Object.entries(item).map(([key, value]) => [key, { S: value }]))
  await dynamoDb('PutItem', { TableName: TABLE, Item })
  return answer(201, { id })
}

async function load(id) {
  const { Item } = await dynamoDb('GetItem', { TableName: TABLE, Key: { id: { S: id } }, ConsistentRead: true })
  return Item ? answer(200, Item.body.S, Item.contentType.S) : refuse(404, 'NoSuchRecord', 'There is no record of this id.')
}

export const handler = async (event) => {
  try {
    switch (`${event.httpMethod} ${event.resource}`) {
      case 'GET /records':
        return answer(200, { accepts: ['application/json', 'application/x-www-form-urlencoded'] })
      case 'POST /records':
        return await store(event)
      case 'GET /records/{id}':
        return await load(event.pathParameters.id)
      default:
        return refuse(405, 'MethodNotAllowed', 'The record store does not know this method.')
    }
  } catch (e) {
    console.error(JSON.stringify({ failed: e.name, message: e.message, requestId: event.requestContext?.requestId }))
    return refuse(502, 'StorageFailed', 'The record store cannot reach its table.')
  }
}
