/** What can I deploy? Blueprints, their parameters and what is packaged for them. */
@NullMarked
package dev.sallyport.core.blueprint;

import org.jspecify.annotations.NullMarked;
