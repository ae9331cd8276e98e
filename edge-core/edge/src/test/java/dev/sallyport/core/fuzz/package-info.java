/** What do readers of foreign bytes make of bytes that nobody meant? For the tests of every module. */
@NullMarked
package dev.sallyport.core.fuzz;

import org.jspecify.annotations.NullMarked;
