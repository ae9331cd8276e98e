/** Logs that services deliver to Amazon S3: where they lie, and which of their objects a span of time needs. */
@NullMarked
package dev.sallyport.core.bucket;

import org.jspecify.annotations.NullMarked;
