/** The AWS SDK's shapes (requests, responses, structures) as JSON trees, through the field metadata that each shape carries. */
@NullMarked
package dev.sallyport.core.shape;

import org.jspecify.annotations.NullMarked;
