// The answer of a custom resource,
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
import { setTimeout as sleep } from 'node:timers/promises'

const TRIES = 4
const LONGEST_REASON = 1_000
const PUT_MILLIS = 2_000

/** Tells CloudFormation how it went; `failure` is the reason, undefined when all is well. */
export async function answer({ ResponseURL, StackId, RequestId, LogicalResourceId }, { id, data, failure }) {
  const body = JSON.stringify({
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    ...(failure !== undefined && { Reason: failure.slice(0, LONGEST_REASON) }),
    PhysicalResourceId: id,
    StackId,
    RequestId,
    LogicalResourceId,
    ...(data && { Data: data }),
  })
  for (let tried = 1; ; tried++) {
    try {
      // The URL is signed for an empty content type.
      const headers = { 'content-type': '' }
      const signal = AbortSignal.timeout(PUT_MILLIS)
      const response = await fetch(ResponseURL, { method: 'PUT', headers, body, signal })
      if (response.ok) return
      if (tried === TRIES) throw new Error(`CloudFormation's answer address says ${response.status}.`)
    } catch (e) {
      if (tried === TRIES) throw e
    }
    await sleep(2 ** tried * 50)
  }
}
