/**
 * The sandbox's data plane on loopback: what a viewer's request meets at a distribution, at an API stage, at a function
 * URL and at a bucket.
 */
@NullMarked
package dev.sallyport.core.sandbox.edge;

import org.jspecify.annotations.NullMarked;
