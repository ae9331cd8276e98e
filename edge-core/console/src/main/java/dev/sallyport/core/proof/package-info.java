/** Does it hold? The checks that run against a live stack, each with its evidence. */
@NullMarked
package dev.sallyport.core.proof;

import org.jspecify.annotations.NullMarked;
