/** STS in the sandbox: who calls, and temporary credentials. */
@NullMarked
package dev.sallyport.core.sandbox.sts;

import org.jspecify.annotations.NullMarked;
