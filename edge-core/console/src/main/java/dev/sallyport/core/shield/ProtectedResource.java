package dev.sallyport.core.shield;

import java.util.List;

/**
 * A protection of Shield Advanced.
 *
 * @param id of the protection
 * @param name that its owner gave
 * @param resourceArn what it protects
 * @param automaticResponse {@code BLOCK}, {@code COUNT} or {@code DISABLED}
 * @param healthCheckIds Route 53 health checks that detection listens to
 */
public record ProtectedResource(
        String id, String name, String resourceArn, String automaticResponse, List<String> healthCheckIds) {}
