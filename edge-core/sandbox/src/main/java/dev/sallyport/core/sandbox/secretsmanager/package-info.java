/** Secrets Manager: secrets with their versions and stages. */
@NullMarked
package dev.sallyport.core.sandbox.secretsmanager;

import org.jspecify.annotations.NullMarked;
