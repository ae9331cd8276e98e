/** Tests of the page. */
@NullMarked
package dev.sallyport.views.decrypt;

import org.jspecify.annotations.NullMarked;
