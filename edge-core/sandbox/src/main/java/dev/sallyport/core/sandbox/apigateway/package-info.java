/** API Gateway in the sandbox: REST APIs with resources, methods, integrations, deployments and stages. */
@NullMarked
package dev.sallyport.core.sandbox.apigateway;

import org.jspecify.annotations.NullMarked;
