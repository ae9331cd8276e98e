/** IAM in the sandbox: roles, users and policies, and what they say about a caller. */
@NullMarked
package dev.sallyport.core.sandbox.iam;

import org.jspecify.annotations.NullMarked;
