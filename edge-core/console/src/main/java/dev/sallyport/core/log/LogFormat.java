package dev.sallyport.core.log;

/** How the records lie in a source. */
enum LogFormat {
    /** One record a line: JSON, or for Lambda@Edge also text. */
    LINES,
    /** CloudFront's W3C extended format: tab-separated, with {@code #Fields}. */
    W3C,
    /** JSON values over several lines, in an array, one after another, or inside what {@code aws logs} prints. */
    JSON_TREE,
    /** Lines of several kinds, or with another number of records than one. */
    MIXED
}
