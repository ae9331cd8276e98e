/** Tests of the page of distributions. */
@NullMarked
package dev.sallyport.views.distribution;

import org.jspecify.annotations.NullMarked;
