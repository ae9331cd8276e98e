/** S3 in the sandbox: buckets, objects and the policies that guard them. */
@NullMarked
package dev.sallyport.core.sandbox.s3;

import org.jspecify.annotations.NullMarked;
