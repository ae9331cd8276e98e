/** Elastic Container Registry: repositories and what is set on them. The sandbox takes no images. */
@NullMarked
package dev.sallyport.core.sandbox.ecr;

import org.jspecify.annotations.NullMarked;
