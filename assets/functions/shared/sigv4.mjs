// AWS Signature Version 4, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHmac, hash } from 'node:crypto'

/** SHA-256 in lower-case hexadecimal, of a string's UTF-8 or of bytes. */
export const sha256 = (data) => hash('sha256', data, 'hex')

const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/** `20261123T120000Z` */
export const amzDate = (date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '')

// A signing key holds for one day, Region and service, so that most requests cost one HMAC instead of five.
let cached = { scope: '', secret: '', key: undefined }

function signingKey(secret, scope) {
  if (cached.scope !== scope || cached.secret !== secret) {
    const key = scope.split('/').reduce(hmac, `AWS4${secret}`)
    cached = { scope, secret, key }
  }
  return cached.key
}

/**
 * The value of the Authorization header.
 *
 * `path` is the path on the wire, escaped once: SigV4 escapes it a second time for every service but S3. `query` is the
 * canonical query string. `headers` are `[lower-case name, trimmed value]` sorted by name; exactly these are signed.
 */
export function authorization({ method, path, query, headers, payloadHash, date, region, service }, credentials) {
  const scope = `${date.slice(0, 8)}/${region}/${service}/aws4_request`
  let lines = ''
  let names = ''
  for (const [name, value] of headers) {
    lines += `${name}:${value}\n`
    names += names ? `;${name}` : name
  }
  const canonical = `${method}\n${path.replaceAll('%', '%25')}\n${query}\n${lines}\n${names}\n${payloadHash}`
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`
  const signature = createHmac('sha256', signingKey(credentials.secretAccessKey, scope)).update(toSign).digest('hex')
  return `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
}

/** The credentials that Lambda gives the function in its environment, or undefined. */
export function credentials(environment = process.env) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) return undefined
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN }
}
