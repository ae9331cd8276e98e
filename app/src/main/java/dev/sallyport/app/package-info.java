/** The launcher: the window and the command line, and the one place where features are wired by hand. */
@NullMarked
package dev.sallyport.app;

import org.jspecify.annotations.NullMarked;
