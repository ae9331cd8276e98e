/**
 * Shuts a process in with what the operating system has: what it may read, run, signal and connect to. What runs inside
 * is somebody else's code.
 */
@NullMarked
package dev.sallyport.core.confine;

import org.jspecify.annotations.NullMarked;
