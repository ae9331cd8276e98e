/** Which permissions of AWS a command needs, and whether a session has them. */
@NullMarked
package dev.sallyport.core.permission;

import org.jspecify.annotations.NullMarked;
