// What CloudFormation puts beside inline code that asks for it: tells the outcome of a custom resource's event to the
// event's response URL. See the AWS page "cfn-response module".
const SUCCESS = 'SUCCESS';
const FAILED = 'FAILED';

function send(event, context, responseStatus, responseData, physicalResourceId, noEcho) {
  const url = new URL(event.ResponseURL);
  const body = JSON.stringify({
    Status: responseStatus,
    Reason: 'See the details in CloudWatch Log Stream: ' + context.logStreamName,
    PhysicalResourceId: physicalResourceId || context.logStreamName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    NoEcho: noEcho || false,
    Data: responseData,
  });
  const { request } = require(url.protocol === 'http:' ? 'node:http' : 'node:https');
  return new Promise((resolve) => {
    const end = () => {
      // Runtimes without callbacks have no done.
      if (typeof context.done === 'function') context.done();
      resolve();
    };
    const put = request(url, {
      method: 'PUT',
      headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) },
    }, (response) => {
      response.resume();
      response.on('end', end);
    });
    put.on('error', (error) => {
      console.log('send(..) failed executing request(..): ' + error);
      end();
    });
    put.end(body);
  });
}

module.exports = { SUCCESS, FAILED, send };
