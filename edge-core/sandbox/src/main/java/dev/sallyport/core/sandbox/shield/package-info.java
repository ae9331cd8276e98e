/** AWS Shield of the sandbox: subscription, protections, and attacks detected in the requests that really came. */
@NullMarked
package dev.sallyport.core.sandbox.shield;

import org.jspecify.annotations.NullMarked;
