/** AWS's managed rule groups, as far as AWS describes them in public. */
@NullMarked
package dev.sallyport.core.firewall.managed;

import org.jspecify.annotations.NullMarked;
