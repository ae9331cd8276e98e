/** Real HTTP through a distribution of the sandbox: ordinary visitors, attackers, or both, repeatable by a seed. */
@NullMarked
package dev.sallyport.core.sandbox.traffic;

import org.jspecify.annotations.NullMarked;
