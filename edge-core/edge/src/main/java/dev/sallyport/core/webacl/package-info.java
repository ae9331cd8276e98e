/** What a web ACL does to a request: the evaluator, its three-valued verdicts, and AWS WAF's log records. */
@NullMarked
package dev.sallyport.core.webacl;

import org.jspecify.annotations.NullMarked;
