// Calls of Greengrass V2, https://docs.aws.amazon.com/greengrass/v2/APIReference/Welcome.html
import { setTimeout as sleep } from 'node:timers/promises'
import { amzDate, authorization, credentials, sha256 } from '../shared/sigv4.mjs'

const { AWS_REGION: region, AWS_ENDPOINT_URL_GREENGRASSV2, AWS_ENDPOINT_URL } = process.env
const endpoint = new URL(
  AWS_ENDPOINT_URL_GREENGRASSV2 || AWS_ENDPOINT_URL || `https://greengrass.${region}.amazonaws.com`)
const CALL_MILLIS = 10_000
// Half a minute in all: a policy that has just been attached counts only after some seconds.
const TRIES = 8

const escape = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

async function once(method, path, query, body) {
  const keys = credentials()
  const date = amzDate(new Date())
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    host: endpoint.host,
    'x-amz-date': date,
    ...(keys.sessionToken && { 'x-amz-security-token': keys.sessionToken }),
  }
  const what = { method, path, query, headers: Object.entries(headers), payloadHash: sha256(body ?? '') }
  headers.authorization = authorization({ ...what, date, region, service: 'greengrass' }, keys)
  const url = new URL(query ? `${path}?${query}` : path, endpoint)
  const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(CALL_MILLIS) })
  const text = await response.text()
  if (response.ok) return text ? JSON.parse(text) : {}
  let answer = {}
  try {
    answer = JSON.parse(text)
  } catch {
    // What stands between us and Greengrass answers without JSON; the status says enough.
  }
  const name = response.headers.get('x-amzn-errortype')?.split(':')[0] ?? `Status${response.status}`
  const message = answer.message ?? answer.Message ?? ''
  const retry = response.status === 429 || response.status >= 500 || name === 'AccessDeniedException'
  throw Object.assign(new Error(message), { name, retry })
}

/** The answer as an object; throws an Error named after Greengrass's exception. What may pass by itself is repeated. */
export async function greengrass(method, path, parameters = {}, body = undefined) {
  const query = Object.keys(parameters).sort().map((name) => `${escape(name)}=${escape(parameters[name])}`).join('&')
  for (let tried = 1; ; tried++) {
    try {
      return await once(method, path, query, body === undefined ? undefined : JSON.stringify(body))
    } catch (e) {
      if (!e.retry || tried === TRIES) throw e
      await sleep(2 ** tried * 100)
    }
  }
}
