/** How each CloudFormation resource type is made, changed and removed through the sandbox's services. */
@NullMarked
package dev.sallyport.core.sandbox.cloudformation.resource;

import org.jspecify.annotations.NullMarked;
