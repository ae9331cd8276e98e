/** What every page is made of: states, actions, tables, charts, dialogs, and the one way onto the interface thread. */
@NullMarked
package dev.sallyport.views.kit;

import org.jspecify.annotations.NullMarked;
