// The sealed form of one value. The console's decrypt feature reads the same form (core.decrypt, class Envelope).
//
//   sealed    = prefix body suffix
//   body      = base64(RSA-OAEP(envelope))                                    when the envelope fits into the key
//             | "v1." base64(RSA-OAEP(data key)) "." base64(iv tagged)        when it does not
//   envelope  = the string itself, UTF-8                                      for a string
//             | %x00 JSON text of the value                                   for everything else
//
// RSA-OAEP is RSAES_OAEP_SHA_256 of KMS: SHA-256 for the hash and for MGF1, no label. The data key has 32 bytes; `iv` has
// 12 and `tagged` is AES-256-GCM's ciphertext and 16-byte tag over the envelope, with everything up to and including the
// second "." as additional data. base64 is RFC 4648's standard alphabet with padding. A string that begins with U+0000
// goes in its JSON form, so that no envelope has two readings.
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'

const OAEP_SHA256_OVERHEAD = 66

/** The key in PEM, or as KMS GetPublicKey gives it: DER SubjectPublicKeyInfo in base64. */
export function publicKeyOf(text) {
  if (text.includes('-----BEGIN')) return createPublicKey(text)
  return createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
}

/** The envelope of a string. */
export function stringEnvelope(text) {
  return text.startsWith('\0') ? jsonEnvelope(JSON.stringify(text)) : Buffer.from(text)
}

/** The envelope of a number, boolean, array or object, given as its JSON text: a number keeps every digit. */
export function jsonEnvelope(json) {
  return Buffer.from(`\0${json}`)
}

/** A function that seals an envelope between the markers. */
export function sealer({ publicKey, prefix, suffix }) {
  const key = publicKeyOf(publicKey)
  const room = key.asymmetricKeyDetails.modulusLength / 8 - OAEP_SHA256_OVERHEAD
  const wrap = (bytes) =>
    publicEncrypt({ key, oaepHash: 'sha256', padding: constants.RSA_PKCS1_OAEP_PADDING }, bytes).toString('base64')

  const sealLong = (envelope) => {
    const dataKey = randomBytes(32)
    const iv = randomBytes(12)
    const head = `v1.${wrap(dataKey)}.`
    const cipher = createCipheriv('aes-256-gcm', dataKey, iv).setAAD(Buffer.from(head))
    const tagged = [iv, cipher.update(envelope), cipher.final(), cipher.getAuthTag()]
    dataKey.fill(0)
    return head + Buffer.concat(tagged).toString('base64')
  }

  return (envelope) => prefix + (envelope.length <= room ? wrap(envelope) : sealLong(envelope)) + suffix
}
