import { jsonService } from './json-protocol.mjs'

/** The answer of an operation of DynamoDB; throws an Error named after its exception. */
export const dynamoDb = jsonService({ service: 'dynamodb', target: 'DynamoDB_20120810', version: '1.0' })
