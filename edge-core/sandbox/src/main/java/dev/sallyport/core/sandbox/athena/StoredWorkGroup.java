package dev.sallyport.core.sandbox.athena;

import java.time.Instant;

/**
 * A workgroup.
 *
 * @param output where results go, {@code s3://…}; empty for wherever a query says
 * @param enforced whether that holds whatever a query says
 */
record StoredWorkGroup(String name, String description, String output, boolean enforced, Instant created) {}
