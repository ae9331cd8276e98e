/** Lambda in the sandbox: functions, versions, permissions, URLs, and their execution in Node child processes. */
@NullMarked
package dev.sallyport.core.sandbox.lambda;

import org.jspecify.annotations.NullMarked;
