/** What stands at the edge, and where is it weak? Distributions, their behaviors and origins, and posture findings. */
@NullMarked
package dev.sallyport.core.distribution;

import org.jspecify.annotations.NullMarked;
