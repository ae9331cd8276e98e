/** How the sandbox's services hand their own log lines and metrics to CloudWatch, beside the requests themselves. */
@NullMarked
package dev.sallyport.core.sandbox.delivery;

import org.jspecify.annotations.NullMarked;
