/** Tests of the kit. */
@NullMarked
package dev.sallyport.views.kit;

import org.jspecify.annotations.NullMarked;
