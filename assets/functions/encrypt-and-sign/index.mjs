// Origin request: seals the named fields, then signs the new body. One function, because CloudFront runs only one per
// event and behavior.
import { sealing } from '../shared/sealing.mjs'
import { sign } from '../shared/signing.mjs'

const seal = sealing(new URL('config.json', import.meta.url))

export const handler = async (event) => {
  const answer = await seal(event)
  return answer.status ? answer : sign(event)
}
