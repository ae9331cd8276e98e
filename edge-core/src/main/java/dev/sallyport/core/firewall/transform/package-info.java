/** AWS WAF's text transformations, each a function from bytes to bytes. */
@NullMarked
package dev.sallyport.core.firewall.transform;

import org.jspecify.annotations.NullMarked;
