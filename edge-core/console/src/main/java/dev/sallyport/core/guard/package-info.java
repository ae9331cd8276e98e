/**
 * Changes a distribution that stands, and the own locks of its origins, so that its findings end; proves what came of it,
 * and takes it back.
 */
@NullMarked
package dev.sallyport.core.guard;

import org.jspecify.annotations.NullMarked;
