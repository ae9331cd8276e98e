/** What the web ACL did, rule by rule and request by request. */
@NullMarked
package dev.sallyport.views.firewall;

import org.jspecify.annotations.NullMarked;
