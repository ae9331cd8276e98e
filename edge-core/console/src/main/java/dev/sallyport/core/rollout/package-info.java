/** What is deployed, and what changes it? Plans, rollouts with their journal, and staging copies. */
@NullMarked
package dev.sallyport.core.rollout;

import org.jspecify.annotations.NullMarked;
