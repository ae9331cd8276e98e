// Calls of AWS's JSON protocol, signed with the credentials that Lambda gives the function,
// https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
import { amzDate, authorization, credentials, sha256 } from './sigv4.mjs'

const CALL_MILLIS = 5_000

/**
 * A function that calls an operation of one service and gives its answer; it throws an Error named after the service's
 * exception. `target` is the prefix of X-Amz-Target; `version` the protocol's, `1.0` or `1.1`. The endpoint is the
 * Region's, the function's own unless another is named, or what AWS_ENDPOINT_URL and its kin name.
 */
export function jsonService({ service, target, version, region = process.env.AWS_REGION }) {
  const { AWS_ENDPOINT_URL, [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: own } = process.env
  const endpoint = new URL(own || AWS_ENDPOINT_URL || `https://${service}.${region}.amazonaws.com`)
  return async (operation, input) => {
    const body = JSON.stringify(input)
    const keys = credentials()
    const date = amzDate(new Date())
    const headers = {
      'content-type': `application/x-amz-json-${version}`,
      host: endpoint.host,
      'x-amz-date': date,
      ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
      'x-amz-target': `${target}.${operation}`,
    }
    const what = { method: 'POST', path: '/', query: '', headers: Object.entries(headers), payloadHash: sha256(body) }
    headers.authorization = authorization({ ...what, date, region, service }, keys)
    const response = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(CALL_MILLIS) })
    const answer = await response.json()
    if (!response.ok) {
      const name = String(answer.__type ?? `Status${response.status}`).split('#').pop()
      throw Object.assign(new Error(answer.message ?? answer.Message ?? ''), { name })
    }
    return answer
  }
}
