/** CloudWatch metrics of the sandbox. */
@NullMarked
package dev.sallyport.core.sandbox.cloudwatch;

import org.jspecify.annotations.NullMarked;
