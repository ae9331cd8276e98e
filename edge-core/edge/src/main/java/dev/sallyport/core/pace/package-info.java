/** When do I ask again? The one way to wait for what somebody else has under way. */
@NullMarked
package dev.sallyport.core.pace;

import org.jspecify.annotations.NullMarked;
