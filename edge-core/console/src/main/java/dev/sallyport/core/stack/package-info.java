/** What can I deploy, what is deployed, does it hold? Blueprints, rollouts and the proofs that end them. */
@NullMarked
package dev.sallyport.core.stack;

import org.jspecify.annotations.NullMarked;
