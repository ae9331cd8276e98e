/** Who did what, and can it be proved: the ledger. */
@NullMarked
package dev.sallyport.core.audit;

import org.jspecify.annotations.NullMarked;
