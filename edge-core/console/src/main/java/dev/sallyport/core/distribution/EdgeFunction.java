package dev.sallyport.core.distribution;

/**
 * Code that runs at the edge for a behavior.
 *
 * @param eventType {@code viewer-request}, {@code origin-request}, {@code origin-response} or {@code viewer-response}
 * @param arn of the Lambda version or the CloudFront function
 * @param includeBody whether the function sees request bodies
 */
public record EdgeFunction(String eventType, String arn, boolean includeBody) {}
