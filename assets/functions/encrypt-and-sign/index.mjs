// Origin request: seals the named fields, then signs the new body, unless the configuration says that the origin takes
// no signature. One function, because CloudFront runs only one per event and behavior.
import { readFileSync } from 'node:fs'
import { sealing } from '../shared/sealing.mjs'
import { sign } from '../shared/signing.mjs'

const file = new URL('config.json', import.meta.url)
const seal = sealing(file)

function isSigned() {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).sign !== false
  } catch {
    // Sealing refuses to work without a configuration.
    return true
  }
}

const signs = isSigned()

export const handler = async (event) => {
  const answer = await seal(event)
  return answer.status || !signs ? answer : sign(event)
}
