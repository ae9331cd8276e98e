// What the functions at origin-request share: reading a body, and answering instead of failing.
// Event: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html

/** A request that the function does not pass on. `message` is shown to the viewer: no secret, no part of the request. */
export class Refusal extends Error {
  constructor(status, code, message) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = code
  }
}

const DESCRIPTIONS = {
  400: 'Bad Request',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
}

function response({ status, code, message }) {
  return {
    status: String(status),
    statusDescription: DESCRIPTIONS[status],
    headers: {
      'content-type': [{ key: 'Content-Type', value: 'application/json' }],
      'cache-control': [{ key: 'Cache-Control', value: 'no-store' }],
    },
    body: JSON.stringify({ error: code, message }),
  }
}

/**
 * A handler that gives `work` the event's request and configuration and returns the request that `work` changed, or an
 * error response. It never throws: an exception would reach the viewer as a bare 502 or 503.
 */
export function answering(work) {
  return async (event) => {
    const cf = event?.Records?.[0]?.cf
    try {
      if (!cf?.request) throw new Refusal(500, 'EventUnreadable', 'This is not a CloudFront request event.')
      cf.request.headers ??= {}
      await work(cf.request, cf.config ?? {})
      return cf.request
    } catch (e) {
      // The text of an unforeseen error may quote the request, so only its kind is logged.
      const refusal =
        e instanceof Refusal ? e : new Refusal(500, 'FunctionFailed', 'The edge function could not handle this request.')
      console.warn(JSON.stringify({ refused: refusal.code, cause: e?.name, requestId: cf?.config?.requestId }))
      return response(refusal)
    }
  }
}

const EMPTY = Buffer.alloc(0)

/**
 * The bytes of the request's body, empty when there is none.
 * Refuses what CloudFront would not show in full: a cut body, and one that the behavior does not include.
 */
export function bodyOf(request) {
  const { body } = request
  if (body?.inputTruncated) {
    throw new Refusal(413, 'BodyTruncated', 'The body is larger than the edge function is shown (1 MB at origin request).')
  }
  if (body) return body.data ? Buffer.from(body.data, body.encoding === 'text' ? 'utf8' : 'base64') : EMPTY
  const length = request.headers['content-length']?.[0]?.value
  const sends = length === undefined ? /^(POST|PUT|PATCH)$/.test(request.method) : length.trim() !== '0'
  if (sends || request.headers['transfer-encoding']) {
    throw new Refusal(500, 'BodyNotIncluded', 'The behavior of this path must have Include Body switched on.')
  }
  return EMPTY
}
