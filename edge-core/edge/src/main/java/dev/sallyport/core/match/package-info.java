/** What the edge's rules compare with: addresses and their blocks, wildcards, path patterns, bounded regular expressions. */
@NullMarked
package dev.sallyport.core.match;

import org.jspecify.annotations.NullMarked;
