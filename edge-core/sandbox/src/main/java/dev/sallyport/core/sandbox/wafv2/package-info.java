/** AWS WAF of the sandbox: web ACLs and what they refer to, and the firewall that judges live requests by them. */
@NullMarked
package dev.sallyport.core.sandbox.wafv2;

import org.jspecify.annotations.NullMarked;
