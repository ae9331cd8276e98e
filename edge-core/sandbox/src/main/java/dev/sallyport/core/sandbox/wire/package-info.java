/**
 * AWS's wire protocols over the SDK's own shapes: plain classes that implement SDK client interfaces become reachable
 * by any AWS client, in process or on loopback, with every signature verified.
 */
@NullMarked
package dev.sallyport.core.sandbox.wire;

import org.jspecify.annotations.NullMarked;
