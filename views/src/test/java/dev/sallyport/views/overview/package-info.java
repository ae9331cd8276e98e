/** The overview over real stores and ledgers. */
@NullMarked
package dev.sallyport.views.overview;

import org.jspecify.annotations.NullMarked;
