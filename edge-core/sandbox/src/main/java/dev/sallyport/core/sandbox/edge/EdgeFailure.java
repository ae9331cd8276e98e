package dev.sallyport.core.sandbox.edge;

/** CloudFront itself answers, with one of its error pages. */
final class EdgeFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String detail;
    private final String page;

    /**
     * @param detail the {@code x-edge-detailed-result-type} of the standard log
     * @param page the sentence on the error page
     */
    EdgeFailure(int status, String detail, String page) {
        super(page, null, false, false);
        this.status = status;
        this.detail = detail;
        this.page = page;
    }

    /** Whether the origin was not reached or did not answer in time. */
    boolean ofOrigin() {
        return detail.startsWith("Origin") || detail.startsWith("NonS3Origin");
    }

    int status() {
        return status;
    }

    String detail() {
        return detail;
    }

    String page() {
        return page;
    }

    /** A Lambda function's result that breaks a rule: 502. */
    static EdgeFailure invalidResult(String why) {
        return new EdgeFailure(
                502, "LambdaValidationError", "The Lambda function result failed validation: " + why);
    }
}
