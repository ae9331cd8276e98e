/** The sandbox's CloudFormation: real templates on the sandbox's services, journalled so that a kill loses nothing. */
@NullMarked
package dev.sallyport.core.sandbox.cloudformation;

import org.jspecify.annotations.NullMarked;
