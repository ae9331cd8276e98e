package dev.sallyport.core;

/** The Region in which AWS serves its edge. */
public final class EdgeRegion {
    /** Where CloudFront, its web ACLs, Shield and IAM are served, and where Lambda@Edge functions are made. */
    public static final String NAME = "us-east-1";

    private EdgeRegion() {}
}
