/** What every feature shares: one error type, the home folder, and one JSON mapper. */
@NullMarked
package dev.sallyport.core;

import org.jspecify.annotations.NullMarked;
