// Signs an origin request for an API Gateway or Lambda function URL origin that demands AWS_IAM.
import { canonicalPath, canonicalQuery } from './address.mjs'
import { answering, bodyOf, Refusal } from './edge.mjs'
import { amzDate, authorization, credentials, sha256 } from './sigv4.mjs'

const SERVICES = { 'execute-api': 'execute-api', 'lambda-url': 'lambda' }
// <id>.execute-api.<Region>.amazonaws.com[.cn], <id>.lambda-url.<Region>.on.aws
const ORIGIN = /^[a-z0-9-]+\.(execute-api|lambda-url)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/
// CloudFront takes fewer than 8,192 characters of path and query string together.
const LONGEST_ADDRESS = 8191

let origins = new Map()

/** Service and Region come from the host: AWS_REGION at the edge is where the function runs, not where the origin is. */
function target(request) {
  const host = request.origin?.custom?.domainName?.toLowerCase()
  let found = origins.get(host)
  if (!found) {
    const match = ORIGIN.exec(host ?? '')
    if (!match) {
      throw new Refusal(500, 'OriginNotSignable', 'The origin is neither an API Gateway stage nor a Lambda function URL.')
    }
    found = { host, service: SERVICES[match[1]], region: match[2] }
    if (origins.size > 100) origins = new Map()
    origins.set(host, found)
  }
  return found
}

function set(headers, name, value) {
  headers[name.toLowerCase()] = [{ key: name, value }]
}

/** The handler that signs. */
export const sign = answering((request) => {
  const { host, service, region } = target(request)
  const keys = credentials()
  if (!keys) throw new Refusal(500, 'CredentialsMissing', 'The edge function has no credentials to sign with.')
  const payloadHash = sha256(bodyOf(request))

  const { custom } = request.origin
  const root = custom.path ? canonicalPath(custom.path).replace(/\/$/, '') : ''
  const path = canonicalPath(request.uri)
  const query = canonicalQuery(request.querystring)
  if (path.length + query.sent.length > LONGEST_ADDRESS) {
    throw new Refusal(414, 'AddressTooLong', 'Path and query string are longer than CloudFront passes on.')
  }
  // What is sent is what is signed.
  custom.path = root
  request.uri = path
  request.querystring = query.sent

  const { headers } = request
  const date = amzDate(new Date())
  const signed = []
  if (headers['content-type']) {
    const type = headers['content-type'].map(({ value }) => value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')).join(',')
    set(headers, 'Content-Type', type)
    signed.push(['content-type', type])
  }
  set(headers, 'Host', host)
  set(headers, 'X-Amz-Content-Sha256', payloadHash)
  set(headers, 'X-Amz-Date', date)
  signed.push(['host', host], ['x-amz-content-sha256', payloadHash], ['x-amz-date', date])
  if (keys.sessionToken) {
    set(headers, 'X-Amz-Security-Token', keys.sessionToken)
    signed.push(['x-amz-security-token', keys.sessionToken])
  } else {
    delete headers['x-amz-security-token']
  }
  const what = { method: request.method, path: root + path, query: query.signed, headers: signed }
  set(headers, 'Authorization', authorization({ ...what, payloadHash, date, region, service }, keys))
})
