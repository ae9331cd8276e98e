/** What can be deployed, what is deployed, and whether it holds. */
@NullMarked
package dev.sallyport.views.stack;

import org.jspecify.annotations.NullMarked;
