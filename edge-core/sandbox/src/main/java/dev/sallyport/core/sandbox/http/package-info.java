/** HTTP/1.1 on loopback, with requests kept exactly as they were sent: a web ACL judges the raw bytes. */
@NullMarked
package dev.sallyport.core.sandbox.http;

import org.jspecify.annotations.NullMarked;
