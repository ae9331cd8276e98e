/** Tests of the frame. */
@NullMarked
package dev.sallyport.views.shell;

import org.jspecify.annotations.NullMarked;
