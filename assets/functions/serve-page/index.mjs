// Behind a function URL: answers with the product list, rendered here.
import { answer } from '../shared/render.mjs'

// Of the 6 MB that an invocation may return, less the JSON around the page and its escapes.
const LIMIT = 4_000_000

export const handler = async () => {
  const { status: statusCode, headers, body } = answer('Rendered in Lambda', LIMIT)
  return { statusCode, headers, body }
}
