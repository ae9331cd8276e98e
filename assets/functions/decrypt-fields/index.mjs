// Opens sealed fields for an application that may invoke this function: {"document", "reason"} with an optional
// "contentType" gives {"document", "opened", "failed"}. Every opening leaves one line in the log: the reason and counts,
// never a value. CloudTrail has each kms:Decrypt beside it.
import { openAll } from './open.mjs'

const { KEY_ID: keyId, PREFIX: prefix, SUFFIX: suffix, KEY_RING } = process.env
// Other keys under other markers, as the key ring of the console's decrypt has them.
const ring = KEY_RING
  ? JSON.parse(KEY_RING).filter(({ key }) => key).map(({ key, ...markers }) => ({ keyId: key, ...markers }))
  : [{ keyId, prefix, suffix }]

const refuse = (error, message) => ({ error, message })

function kindOf(document, contentType) {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form'
  try {
    JSON.parse(document)
    return 'json'
  } catch {
    return 'text'
  }
}

export const handler = async (event, context) => {
  const { document, reason, contentType = '' } = event ?? {}
  if (typeof document !== 'string') return refuse('NoDocument', 'Give the stored text as "document".')
  if (typeof reason !== 'string' || !reason.trim()) return refuse('NoReason', 'Say in "reason" what the values are for.')
  const kind = kindOf(document, String(contentType))
  let text = document
  let opened = 0
  const failed = {}
  for (const markers of ring) {
    const once = await openAll(text, kind, markers)
    text = once.text
    opened += once.opened
    for (const [status, count] of Object.entries(once.failed)) failed[status] = (failed[status] ?? 0) + count
  }
  console.log(JSON.stringify({ opened, failed, reason: reason.slice(0, 500), requestId: context?.awsRequestId }))
  return { document: text, opened, failed }
}
