/** KMS in the sandbox, with real keys: what is encrypted to the public half outside decrypts here. */
@NullMarked
package dev.sallyport.core.sandbox.kms;

import org.jspecify.annotations.NullMarked;
