/** What of a logged request is shown to whom: secrets are masked unless a name is allowed, or someone says why. */
@NullMarked
package dev.sallyport.core.masking;

import org.jspecify.annotations.NullMarked;
