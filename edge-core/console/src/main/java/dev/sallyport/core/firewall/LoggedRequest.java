package dev.sallyport.core.firewall;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.webacl.WafLogRecord;
import java.util.Optional;

/**
 * One request of a web ACL's traffic log, for who looks at it.
 *
 * @param method as sent
 * @param uri the path, with the query string where there is one
 * @param clientIp the address that connected
 * @param country that AWS WAF found for it, {@code -} for none
 * @param explanation why it ended as it did, in the words of {@code explain}, with what the store's other logs say of it
 * @param record as AWS WAF wrote it, but for what is masked
 */
public record LoggedRequest(
        String method, String uri, String clientIp, String country, RuleExplanation explanation, String record) {

    /**
     * Reads a record of a store.
     *
     * @param id as {@link dev.sallyport.core.log.LogRow#id()}
     * @throws SallyportException {@code SP-LOG-GONE} when the store has it no longer
     */
    public static LoggedRequest read(LogStore store, long id) {
        return read(store, id, store.masking());
    }

    /** The same by other masks. */
    public static LoggedRequest read(LogStore store, long id, Masking masking) {
        return read(store, id, masking, AclNow.Source.NONE);
    }

    /**
     * The same, told rule by rule.
     *
     * @param acls has the web ACL of the record
     */
    public static LoggedRequest read(LogStore store, long id, Masking masking, AclNow.Source acls) {
        return find(store, id, masking, acls).orElseThrow(LoggedRequest::gone);
    }

    /** The same; empty where the store has no record of that id, or one that cannot be explained. */
    public static Optional<LoggedRequest> find(LogStore store, long id, Masking masking) {
        return find(store, id, masking, AclNow.Source.NONE);
    }

    private static Optional<LoggedRequest> find(LogStore store, long id, Masking masking, AclNow.Source acls) {
        return store.line(LogKind.WAF, id, masking)
                .flatMap(line -> WafLogRecord.parse(line)
                        .map(record -> of(record, line, RequestTrail.of(store, record, id, masking, acls))));
    }

    /** The request as the record keeps it, such as to send it again; empty where the record is none. */
    public Optional<WafLogRecord.HttpRequest> http() {
        return WafLogRecord.parse(record).map(WafLogRecord::httpRequest);
    }

    private static LoggedRequest of(WafLogRecord record, String line, RuleExplanation explanation) {
        WafLogRecord.HttpRequest request = record.httpRequest();
        return new LoggedRequest(
                request.httpMethod(),
                request.args().isEmpty() ? request.uri() : request.uri() + "?" + request.args(),
                request.clientIp(),
                request.country(),
                explanation,
                line);
    }

    private static SallyportException gone() {
        return SallyportException.unavailable(
                "SP-LOG-GONE", "The log no longer holds the record of this request.", "Read the log again.");
    }
}
