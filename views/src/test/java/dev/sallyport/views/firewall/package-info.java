/** Tests of the page. */
@NullMarked
package dev.sallyport.views.firewall;

import org.jspecify.annotations.NullMarked;
