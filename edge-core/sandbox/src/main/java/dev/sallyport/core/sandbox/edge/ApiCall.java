package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigateway.DeployedApi;
import dev.sallyport.core.sandbox.http.Request;
import software.amazon.awssdk.services.apigateway.model.Method;

/**
 * A request that an API let in.
 *
 * @param host of the API
 * @param api the stage
 * @param match the resource and its path variables
 * @param method of the resource
 * @param request as it came
 * @param stage name of the stage
 * @param path below the stage
 * @param caller who signed it, anonymous without IAM
 * @param requestId of the call
 */
record ApiCall(
        String host,
        DeployedApi api,
        DeployedApi.Match match,
        Method method,
        Request request,
        String stage,
        String path,
        Caller caller,
        String requestId) {

    /** The path with the names of the variables, for a Lambda permission's source. */
    String sourceArn() {
        return "arn:aws:execute-api:" + api.region() + ':' + Caller.ACCOUNT + ':' + api.apiId() + '/' + stage + '/'
                + request.method() + match.resource().path();
    }
}
