/** The frame around the pages: account, navigation, palette, keys, activity, and the window itself. */
@NullMarked
package dev.sallyport.views.shell;

import org.jspecify.annotations.NullMarked;
