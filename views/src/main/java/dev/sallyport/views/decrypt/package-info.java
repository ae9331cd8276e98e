/** Encrypted fields in a document, opened one by one with a reason, and closed again. */
@NullMarked
package dev.sallyport.views.decrypt;

import org.jspecify.annotations.NullMarked;
