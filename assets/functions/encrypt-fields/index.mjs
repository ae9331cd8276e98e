// Origin request (or viewer request): seals the named fields of a JSON, XML, form or multipart body for the holder of a KMS key.
import { sealing } from '../shared/sealing.mjs'

export const handler = sealing(new URL('config.json', import.meta.url))
