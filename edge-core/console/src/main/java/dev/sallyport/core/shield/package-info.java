/** Am I under attack, am I covered? Protections, attacks and statistics of AWS Shield. */
@NullMarked
package dev.sallyport.core.shield;

import org.jspecify.annotations.NullMarked;
