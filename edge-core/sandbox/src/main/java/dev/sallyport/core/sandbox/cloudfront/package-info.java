/** CloudFront's control plane in the sandbox: distributions, policies, origin access controls, invalidations. */
@NullMarked
package dev.sallyport.core.sandbox.cloudfront;

import org.jspecify.annotations.NullMarked;
