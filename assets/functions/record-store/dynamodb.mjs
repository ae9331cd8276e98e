// One call of DynamoDB's JSON protocol, https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
import { amzDate, authorization, credentials, sha256 } from '../sign-origin/sigv4.mjs'

const { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL } = process.env
const endpoint = new URL(AWS_ENDPOINT_URL_DYNAMODB || AWS_ENDPOINT_URL || `https://dynamodb.${region}.amazonaws.com`)
const CALL_MILLIS = 5_000

/** The answer of `operation`; throws an Error named after DynamoDB's exception. */
export async function dynamoDb(operation, input) {
  const body = JSON.stringify(input)
  const keys = credentials()
  const date = amzDate(new Date())
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    host: endpoint.host,
    'x-amz-date': date,
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  }
  const what = { method: 'POST', path: '/', query: '', headers: Object.entries(headers), payloadHash: sha256(body) }
  headers.authorization = authorization({ ...what, date, region, service: 'dynamodb' }, keys)
  const response = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALL_MILLIS) })
  const answer = await response.json()
  if (!response.ok) {
    const name = String(answer.__type ?? `Status${response.status}`).split('#').pop()
    throw Object.assign(new Error(answer.message ?? answer.Message ?? ''), { name })
  }
  return answer
}
