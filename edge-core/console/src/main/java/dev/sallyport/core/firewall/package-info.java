/** What did the web ACL do, and what would a changed one do? Rule hits, explanations of requests, and replay. */
@NullMarked
package dev.sallyport.core.firewall;

import org.jspecify.annotations.NullMarked;
