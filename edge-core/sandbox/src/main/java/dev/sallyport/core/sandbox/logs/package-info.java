/** CloudWatch Logs of the sandbox: groups, streams, events, filter patterns, Insights queries and deliveries. */
@NullMarked
package dev.sallyport.core.sandbox.logs;

import org.jspecify.annotations.NullMarked;
