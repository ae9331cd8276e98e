/** The page "Am I safe now?": posture, traffic, rules, rollouts, expiry and reveals as tiles that lead to their pages. */
@NullMarked
package dev.sallyport.views.overview;

import org.jspecify.annotations.NullMarked;
