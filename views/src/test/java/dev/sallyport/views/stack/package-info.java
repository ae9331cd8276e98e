/** Tests of the page of stacks. */
@NullMarked
package dev.sallyport.views.stack;

import org.jspecify.annotations.NullMarked;
