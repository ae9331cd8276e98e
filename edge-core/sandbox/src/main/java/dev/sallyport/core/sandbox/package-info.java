/** AWS in a box: the embedded default, one process its owner and every other one its client. */
@NullMarked
package dev.sallyport.core.sandbox;

import org.jspecify.annotations.NullMarked;
