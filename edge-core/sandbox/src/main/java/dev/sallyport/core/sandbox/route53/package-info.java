/** Route 53 in the sandbox: health checks, which really probe what the sandbox serves. */
@NullMarked
package dev.sallyport.core.sandbox.route53;

import org.jspecify.annotations.NullMarked;
