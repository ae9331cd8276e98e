/** How the console looks, where it keeps its state, and what it is made of. */
@NullMarked
package dev.sallyport.views.settings;

import org.jspecify.annotations.NullMarked;
