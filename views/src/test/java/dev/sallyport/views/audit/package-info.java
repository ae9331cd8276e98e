/** Tests of the page. */
@NullMarked
package dev.sallyport.views.audit;

import org.jspecify.annotations.NullMarked;
