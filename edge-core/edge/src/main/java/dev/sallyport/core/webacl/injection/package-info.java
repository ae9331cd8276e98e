/** Detectors for SQL injection and cross-site scripting. AWS does not publish its own, so these are estimates of them. */
@NullMarked
package dev.sallyport.core.webacl.injection;

import org.jspecify.annotations.NullMarked;
