/** Who did what, and whether the ledger proves it. */
@NullMarked
package dev.sallyport.views.audit;

import org.jspecify.annotations.NullMarked;
