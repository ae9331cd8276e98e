// Origin request: answers with the product list, rendered here. The origin is never asked, and CloudFront keeps the
// answer for as long as it says.
import { answer } from '../shared/render.mjs'

// Of the 1 MB that a generated response may have, less what headers take.
const LIMIT = 990_000

export const handler = async () => {
  const { status, headers, body } = answer('Rendered at the edge', LIMIT)
  return {
    status: String(status),
    headers: Object.fromEntries(
      Object.entries(headers).map(([key, value]) => [key.toLowerCase(), [{ key, value }]]),
    ),
    body,
  }
}
