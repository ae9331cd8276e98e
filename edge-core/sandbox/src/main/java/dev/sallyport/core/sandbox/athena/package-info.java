/** Athena of the sandbox: workgroups, external tables with projected partitions, and SELECTs over objects in S3. */
@NullMarked
package dev.sallyport.core.sandbox.athena;

import org.jspecify.annotations.NullMarked;
