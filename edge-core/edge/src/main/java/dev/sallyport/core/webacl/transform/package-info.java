/** AWS WAF's text transformations, each a function from bytes to bytes. */
@NullMarked
package dev.sallyport.core.webacl.transform;

import org.jspecify.annotations.NullMarked;
