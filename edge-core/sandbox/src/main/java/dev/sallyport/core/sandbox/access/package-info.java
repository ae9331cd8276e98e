/** Who calls the sandbox and what policies let them do. */
@NullMarked
package dev.sallyport.core.sandbox.access;

import org.jspecify.annotations.NullMarked;
