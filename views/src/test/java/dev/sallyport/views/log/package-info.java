/** Tests of the page. */
@NullMarked
package dev.sallyport.views.log;

import org.jspecify.annotations.NullMarked;
