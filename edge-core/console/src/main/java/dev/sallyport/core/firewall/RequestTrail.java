package dev.sallyport.core.firewall;

import dev.sallyport.core.firewall.RuleExplanation.Stage;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogRow;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.core.webacl.WafLogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One request through the logs that a store holds. CloudFront's {@code x-edge-request-id}, the web ACL's {@code requestId}
 * and the event's {@code config.requestId} of an edge function are the same. See CloudFront Developer Guide, "Standard
 * logging reference", and AWS WAF Developer Guide, "Log fields".
 */
public final class RequestTrail {
    private static final int MOST_LINES = 50;

    private final LogStore store;
    private final Masking masking;
    private final String requestId;
    private final AclNow.Source acls;

    private RequestTrail(LogStore store, String requestId, Masking masking, AclNow.Source acls) {
        this.acls = acls;
        this.store = store;
        this.masking = masking;
        this.requestId = requestId;
    }

    /** Why the request was allowed, counted or blocked, and where it went; empty when no log knows it. */
    public static Optional<RuleExplanation> find(LogStore store, String requestId) {
        return find(store, requestId, store.masking(), AclNow.Source.NONE);
    }

    /**
     * The same by other masks.
     *
     * @param acls has the web ACL whose rules are told one by one
     */
    public static Optional<RuleExplanation> find(
            LogStore store, String requestId, Masking masking, AclNow.Source acls) {
        RequestTrail trail = new RequestTrail(store, requestId, masking, acls);
        Optional<LogRow> judged = trail.records().stream().findFirst();
        Optional<RuleExplanation> told = judged.flatMap(row -> store.line(LogKind.WAF, row.id(), masking)
                .flatMap(WafLogRecord::parse)
                .map(record -> trail.around(record, row.id())));
        if (told.isPresent()) {
            return told;
        }
        List<Stage> before = new ArrayList<>();
        List<Stage> behind = new ArrayList<>();
        trail.cloudFront(before, behind);
        trail.edge(behind);
        if (before.isEmpty() && behind.isEmpty()) {
            return Optional.empty();
        }
        before.add(new Stage("waf", "No log of a web ACL has the request: what its rules did is unknown."));
        before.addAll(behind);
        return Optional.of(RuleExplanation.unknown(requestId).within(before, List.of()));
    }

    /** What a web ACL's record says, masked already, with what the other logs of the store say of the same request. */
    static RuleExplanation of(LogStore store, WafLogRecord record, long id, Masking masking, AclNow.Source acls) {
        return new RequestTrail(store, RuleExplanation.of(record).requestId(), masking, acls).around(record, id);
    }

    private RuleExplanation around(WafLogRecord judged, long id) {
        List<Stage> before = new ArrayList<>();
        List<Stage> behind = new ArrayList<>(others(judged));
        cloudFront(before, behind);
        edge(behind);
        RuleExplanation told = RuleExplanation.of(judged).within(before, behind);
        AclNow now = acls.of(judged.webaclId());
        // Rules are evaluated on what came, not on what is shown of it.
        return store.original(LogKind.WAF, id)
                .flatMap(WafLogRecord::parse)
                .map(record -> told.under(now, record, masking))
                .orElse(told);
    }

    /** A request that went through two web ACLs is said to have. */
    private List<Stage> others(WafLogRecord judged) {
        List<String> others = records().stream()
                .map(row -> row.values().get("webaclId"))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .filter(id -> !id.isEmpty() && !id.equals(judged.webaclId()))
                .distinct()
                .toList();
        return judged.webaclId().isEmpty() || others.isEmpty()
                ? List.of()
                : List.of(new Stage(
                        "waf",
                        "Said of web ACL " + judged.webaclId() + " alone; the request has records of "
                                + String.join(", ", others) + " too."));
    }

    private List<LogRow> records() {
        return rows(LogKind.WAF, LogBrowser.condition("requestId", requestId), MOST_LINES);
    }

    private void cloudFront(List<Stage> before, List<Stage> behind) {
        for (LogRow row : rows(LogKind.CLOUDFRONT, LogBrowser.condition("x_edge_request_id", requestId), 1)) {
            before.add(new Stage(
                    "cloudfront",
                    text(row, "c_ip") + " asked " + text(row, "cs_method") + " " + text(row, "x_host_header")
                            + text(row, "cs_uri_stem") + " over " + text(row, "cs_protocol_version") + " at "
                            + text(row, "x_edge_location") + "."));
            String result = text(row, "x_edge_result_type");
            String detail = text(row, "x_edge_detailed_result_type");
            if (detail.startsWith("Lambda")) {
                behind.add(new Stage("edge", "The edge function failed: " + detail + "."));
            }
            boolean unasked = result.contains("Hit") || detail.startsWith("InvalidRequest");
            behind.add(new Stage(
                    "origin",
                    unasked
                            ? "The origin was not asked: CloudFront's result is " + result + ", in detail " + detail + "."
                            : "CloudFront asked the origin: its result is " + result + ", in detail " + detail + "."));
            behind.add(new Stage(
                    "cloudfront",
                    "The viewer got " + text(row, "sc_status") + ", " + text(row, "sc_bytes") + " bytes in "
                            + text(row, "time_taken") + " s."));
        }
    }

    /** Lines of edge functions that name the request, such as those that log the event's {@code requestId}. */
    private void edge(List<Stage> behind) {
        int at = 0;
        for (LogRow row : rows(LogKind.EDGE, LogBrowser.contains("message", requestId), MOST_LINES)) {
            behind.add(at++, new Stage("edge", text(row, "message").strip()));
        }
    }

    private List<LogRow> rows(LogKind kind, String where, int limit) {
        if (!store.kinds().contains(kind)) {
            return List.of();
        }
        LogBrowser browser = store.browse(kind, masking);
        return browser.page(where, null, false, 0, limit);
    }

    private static String text(LogRow row, String column) {
        Object value = row.values().get(column);
        return value == null ? "–" : value.toString();
    }
}
