// Opens what encrypt-fields has sealed; the form is described in shared/seal.mjs.
import { createDecipheriv } from 'node:crypto'
import { jsonService } from '../shared/json-protocol.mjs'

const BASE64 = '[A-Za-z0-9+/]+={0,2}'
const IV = 12
const TAG = 16
const AT_ONCE = 8
const STATUS = {
  AccessDeniedException: 'denied',
  InvalidCiphertextException: 'corrupt',
  NotFoundException: 'no-key',
  DisabledException: 'unavailable',
}

const clients = new Map()

/** KMS in the key's own Region, where its ARN names one. */
function kmsOf(keyId) {
  const region = keyId.startsWith('arn:') ? keyId.split(':')[3] : process.env.AWS_REGION
  if (!clients.has(region)) {
    clients.set(region, jsonService({ service: 'kms', target: 'TrentService', version: '1.1', region }))
  }
  return clients.get(region)
}

const quote = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

async function byKms(keyId, block) {
  const { Plaintext } = await kmsOf(keyId)('Decrypt', {
    KeyId: keyId, EncryptionAlgorithm: 'RSAES_OAEP_SHA_256', CiphertextBlob: block,
  })
  return Buffer.from(Plaintext, 'base64')
}

/** The envelope of what stands between the markers. */
async function envelope(keyId, body) {
  if (!body.startsWith('v1.')) return byKms(keyId, body)
  const [, wrapped, tagged] = body.split('.')
  const bytes = Buffer.from(tagged, 'base64')
  const dataKey = await byKms(keyId, wrapped)
  try {
    const cipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, IV))
    cipher.setAAD(Buffer.from(`v1.${wrapped}.`)).setAuthTag(bytes.subarray(-TAG))
    return Buffer.concat([cipher.update(bytes.subarray(IV, -TAG)), cipher.final()])
  } catch {
    throw Object.assign(new Error('The ciphertext was changed after it was sealed.'), { name: 'InvalidCiphertextException' })
  } finally {
    dataKey.fill(0)
  }
}

/** The JSON text of the value in an envelope: a number keeps every digit. */
function jsonOf(bytes) {
  const text = bytes.toString()
  return text.startsWith('\0') ? text.slice(1) : JSON.stringify(text)
}

/** The value in an envelope as it stands inside of other text. */
function textOf(bytes) {
  const text = bytes.toString()
  if (!text.startsWith('\0')) return text
  const value = JSON.parse(text.slice(1))
  return typeof value === 'string' ? value : text.slice(1)
}

/**
 * The text with every sealed value opened, each distinct one with one call. `kind` is `json`, `form` or `text`. What
 * cannot be opened stays as it is and is counted by its status: `denied`, `corrupt`, `no-key` or `unavailable`.
 */
export async function openAll(text, kind, { keyId, prefix, suffix }) {
  const [before, behind] = kind === 'form' ? [encodeURIComponent(prefix), encodeURIComponent(suffix)] : [prefix, suffix]
  const alphabet = kind === 'form' ? `(?:[A-Za-z0-9.]|%2B|%2F|%3D)+` : `(?:v1\\.${BASE64}\\.)?${BASE64}`
  const sealed = new RegExp(`("?)${quote(before)}(${alphabet})${quote(behind)}("?)`, 'g')
  const bodies = new Set(text.matchAll(sealed).map((match) => match[2]))
  const opened = new Map()
  const failed = {}
  const waiting = [...bodies]
  const work = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      try {
        opened.set(body, await envelope(keyId, kind === 'form' ? decodeURIComponent(body) : body))
      } catch (e) {
        const status = STATUS[e.name] ?? 'unavailable'
        failed[status] = (failed[status] ?? 0) + 1
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  const result = text.replace(sealed, (whole, left, body, right) => {
    const bytes = opened.get(body)
    if (!bytes) return whole
    if (kind === 'form') return left + encodeURIComponent(textOf(bytes)) + right
    if (kind === 'text') return left + textOf(bytes) + right
    return left && right ? jsonOf(bytes) : left + JSON.stringify(textOf(bytes)).slice(1, -1) + right
  })
  return { text: result, opened: opened.size, failed }
}
