/** What would a change of a web ACL do, and how is it made and taken back? Proposals with their replay. */
@NullMarked
package dev.sallyport.core.proposal;

import org.jspecify.annotations.NullMarked;
