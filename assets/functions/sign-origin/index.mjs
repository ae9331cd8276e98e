// Origin request: signs the request for an API Gateway or Lambda function URL origin that demands AWS_IAM.
export { sign as handler } from '../shared/signing.mjs'
