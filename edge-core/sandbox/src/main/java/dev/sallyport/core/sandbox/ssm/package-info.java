/** Systems Manager's parameter store. */
@NullMarked
package dev.sallyport.core.sandbox.ssm;

import org.jspecify.annotations.NullMarked;
