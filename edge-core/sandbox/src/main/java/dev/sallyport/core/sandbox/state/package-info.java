/** Where the sandbox keeps what it was told: durable maps that survive a restart and a kill. */
@NullMarked
package dev.sallyport.core.sandbox.state;

import org.jspecify.annotations.NullMarked;
