/** What stands at the edge, and where it is weak. */
@NullMarked
package dev.sallyport.views.distribution;

import org.jspecify.annotations.NullMarked;
