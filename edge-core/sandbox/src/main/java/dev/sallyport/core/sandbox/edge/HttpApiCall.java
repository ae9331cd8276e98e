package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigatewayv2.DeployedHttpApi;
import dev.sallyport.core.sandbox.http.Request;

/**
 * A request that an HTTP API let in.
 *
 * @param host of the API
 * @param api the stage
 * @param match the route and its path variables
 * @param request as it came
 * @param caller who signed it, anonymous without IAM
 * @param requestId of the call
 */
record HttpApiCall(
        String host,
        DeployedHttpApi api,
        DeployedHttpApi.Match match,
        Request request,
        Caller caller,
        String requestId) {

    /** The route with the names of its variables, for a Lambda permission's source. */
    String sourceArn() {
        String stage = "arn:aws:execute-api:" + api.region() + ':' + Caller.ACCOUNT + ':' + api.apiId() + '/'
                + api.stage().stageName() + '/';
        String path = match.routePath();
        return path.startsWith("/") ? stage + request.method() + path : stage + path;
    }
}
