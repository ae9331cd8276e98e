// Opens sealed fields for an application that may invoke this function: {"document", "reason"} with an optional
// "contentType" gives {"document", "opened", "failed"}. Every opening leaves one line in the log: the reason and counts,
// never a value. CloudTrail has each kms:Decrypt beside it.
import { openAll } from './open.mjs'

const { KEY_ID: keyId, PREFIX: prefix, SUFFIX: suffix } = process.env

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
  const { text, opened, failed } = await openAll(document, kindOf(document, String(contentType)), { keyId, prefix, suffix })
  console.log(JSON.stringify({ opened, failed, reason: reason.slice(0, 500), requestId: context?.awsRequestId }))
  return { document: text, opened, failed }
}
