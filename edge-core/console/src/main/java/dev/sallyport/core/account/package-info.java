/** Who am I, where, and may I write? Chooses the sandbox, a profile or an endpoint, and guards read-only sessions. */
@NullMarked
package dev.sallyport.core.account;

import org.jspecify.annotations.NullMarked;
