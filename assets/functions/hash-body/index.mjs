// Origin request: names the SHA-256 of the body, so that origin access control can sign a request that has one. Lambda
// function URLs accept no unsigned payload. This function holds no credential and may call nothing.
import { hash } from 'node:crypto'
import { answering, bodyOf } from '../shared/edge.mjs'

export const handler = answering((request) => {
  request.headers['x-amz-content-sha256'] = [
    { key: 'X-Amz-Content-Sha256', value: hash('sha256', bodyOf(request), 'hex') },
  ]
})
