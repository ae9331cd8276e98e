/** Where on loopback the sandbox's AWS host names answer. */
@NullMarked
package dev.sallyport.core.sandbox.address;

import org.jspecify.annotations.NullMarked;
