/**
 * What a web ACL did to a request, and what another would do: the evaluator, its verdicts, and AWS WAF's log records.
 */
@NullMarked
package dev.sallyport.core.firewall;

import org.jspecify.annotations.NullMarked;
