package dev.sallyport.core.log;

/**
 * What a question reads where the data lies.
 *
 * @param engine that answers
 * @param bytes of records, as they are stored there
 * @param cost class of it: both engines charge by what they read, and differ by Region
 */
public record Asked(String engine, long bytes, String cost) {
    private static final long GIGABYTE = 1_000_000_000;

    /**
     * The class of a cost: half a cent for a gigabyte in most Regions, of Insights (Amazon CloudWatch pricing, "Logs
     * Insights") as of Athena, where it is five dollars for a terabyte (Amazon Athena pricing, "SQL queries").
     */
    static Asked of(String engine, long bytes) {
        long gigabytes = bytes / GIGABYTE;
        String cost = gigabytes < 200
                ? "cents"
                : gigabytes < 2_000
                        ? "a few dollars"
                        : gigabytes < 20_000 ? "tens of dollars" : "hundreds of dollars or more";
        return new Asked(engine, bytes, cost);
    }
}
