/** The Shield page: which distributions AWS Shield protects, the attacks it saw and what met them. */
@NullMarked
package dev.sallyport.views.shield;

import org.jspecify.annotations.NullMarked;
