/** CloudFormation's template language: reading, checking, parameters and intrinsic functions. It knows no service and no stack. */
@NullMarked
package dev.sallyport.core.sandbox.cloudformation.template;

import org.jspecify.annotations.NullMarked;
