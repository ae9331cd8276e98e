/** API Gateway V2 in the sandbox: HTTP APIs with routes, integrations, deployments and stages. */
@NullMarked
package dev.sallyport.core.sandbox.apigatewayv2;

import org.jspecify.annotations.NullMarked;
