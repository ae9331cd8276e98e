/** AWS's managed rule groups, as far as AWS describes them in public. */
@NullMarked
package dev.sallyport.core.webacl.managed;

import org.jspecify.annotations.NullMarked;
