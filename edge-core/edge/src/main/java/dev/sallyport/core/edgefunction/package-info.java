/** Code at the edge: how a function is packaged, and the Node child process that runs it as Lambda would. */
@NullMarked
package dev.sallyport.core.edgefunction;

import org.jspecify.annotations.NullMarked;
