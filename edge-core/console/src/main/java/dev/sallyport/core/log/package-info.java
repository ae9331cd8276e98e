/** What happened to a request: web ACL, CloudFront and Lambda@Edge logs from files and log groups, held for SQL. */
@NullMarked
package dev.sallyport.core.log;

import org.jspecify.annotations.NullMarked;
