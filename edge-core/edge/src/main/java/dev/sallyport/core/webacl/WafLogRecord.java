package dev.sallyport.core.webacl;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.webacl.Verdict.GroupResult;
import dev.sallyport.core.webacl.Verdict.RateResult;
import dev.sallyport.core.webacl.Verdict.RuleMatch;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of an AWS WAF log; members as on AWS's page "Log fields for web ACL traffic"
 * (waf/latest/developerguide/logging-fields.html).
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WafLogRecord(
        long timestamp,
        int formatVersion,
        String webaclId,
        String terminatingRuleId,
        String terminatingRuleType,
        String action,
        List<MatchDetail> terminatingRuleMatchDetails,
        String httpSourceName,
        String httpSourceId,
        List<GroupEntry> ruleGroupList,
        List<RateEntry> rateBasedRuleList,
        List<RuleEntry> nonTerminatingMatchingRules,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable List<Header> requestHeadersInserted,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Integer responseCodeSent,
        HttpRequest httpRequest,
        List<Label> labels,
        @Nullable String ja3Fingerprint,
        @Nullable String ja4Fingerprint,
        @Nullable Long clientAsn,
        @Nullable List<String> oversizeFields,
        @Nullable Long requestBodySize,
        @Nullable Long requestBodySizeInspectedByWAF,
        @Nullable TokenAnswer captchaResponse,
        @Nullable TokenAnswer challengeResponse) {

    private static final ObjectReader TREE =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader READER = TREE.forType(WafLogRecord.class);
    /** From year 1 to year 9999, in epoch milliseconds: what a timestamp can be written as. */
    private static final long FIRST = -62_135_596_800_000L;
    private static final long LAST = 253_402_300_799_999L;

    /** A rule that matched. {@code overriddenAction} is the rule's own where the web ACL overrides it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RuleEntry(
            String ruleId,
            String action,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable List<MatchDetail> ruleMatchDetails,
            @Nullable String overriddenAction,
            @Nullable TokenAnswer captchaResponse,
            @Nullable TokenAnswer challengeResponse) {
        /** One that asks the client for nothing. */
        public RuleEntry(
                String ruleId, String action, @Nullable List<MatchDetail> details, @Nullable String overriddenAction) {
            this(ruleId, action, details, overriddenAction, null, null);
        }

        /** The rule's own action, before any override. */
        public WafAction ownAction() {
            return WafAction.named(overriddenAction != null ? overriddenAction : action == null ? "" : action);
        }

        static RuleEntry of(RuleMatch match) {
            WafAction overridden = match.overriddenAction();
            return new RuleEntry(
                    match.rule(), match.action().name(), match.details(), overridden == null ? null : overridden.name());
        }
    }

    /**
     * What came of a CAPTCHA or Challenge action.
     *
     * @param responseCode that the client got, null where the request went on
     * @param solveTimestamp when the client last solved one, in epoch seconds; null where it has not
     * @param failureReason such as {@code TOKEN_MISSING}, {@code TOKEN_EXPIRED}; null where the token passed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TokenAnswer(
            @Nullable Integer responseCode, @Nullable Long solveTimestamp, @Nullable String failureReason) {}

    /** A rule that matched and is excluded by name. */
    public record Exclusion(String exclusionType, String ruleId) {}

    /** A rule group that was evaluated. */
    public record GroupEntry(
            String ruleGroupId,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable RuleEntry terminatingRule,
            List<RuleEntry> nonTerminatingMatchingRules,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable List<Exclusion> excludedRules) {

        /** Absent lists are empty. */
        public GroupEntry {
            ruleGroupId = ruleGroupId == null ? "" : ruleGroupId;
            nonTerminatingMatchingRules = known(nonTerminatingMatchingRules);
        }

        public List<Exclusion> excluded() {
            return known(excludedRules);
        }

        static GroupEntry of(GroupResult result) {
            RuleMatch end = result.terminating();
            return new GroupEntry(
                    result.groupId(),
                    end == null ? null : RuleEntry.of(end),
                    result.nonTerminating().stream().map(RuleEntry::of).toList(),
                    result.excluded().isEmpty()
                            ? null
                            : result.excluded().stream()
                                    .map(rule -> new Exclusion("EXCLUDED_AS_COUNT", rule))
                                    .toList());
        }
    }

    /**
     * A part of the key that a rate-based rule aggregates by.
     *
     * @param key such as {@code HEADER}
     * @param name of the header, cookie or argument; null for keys without one
     */
    public record CustomValue(String key, @Nullable String name, @Nullable String value) {}

    /** A rate-based rule that was evaluated; whether it acted, the matching rules tell. */
    public record RateEntry(
            String rateBasedRuleId,
            String rateBasedRuleName,
            String limitKey,
            @Nullable String limitValue,
            @Nullable String maxRateAllowed,
            @Nullable String evaluationWindowSec,
            @Nullable List<CustomValue> customValues) {

        /** A rule without a name has its id; absent members are empty. */
        public RateEntry {
            rateBasedRuleId = text(rateBasedRuleId);
            rateBasedRuleName = rateBasedRuleName == null ? rateBasedRuleId : rateBasedRuleName;
            limitKey = text(limitKey);
        }

        static RateEntry of(RateResult result) {
            return new RateEntry(
                    result.rule(),
                    result.rule(),
                    result.limitKey(),
                    result.limitValue(),
                    Long.toString(result.limit()),
                    Long.toString(result.windowSeconds()),
                    null);
        }
    }

    /** A label, fully qualified. */
    public record Label(String name) {}

    /** The request as the log keeps it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HttpRequest(
            String clientIp,
            String country,
            List<Header> headers,
            String uri,
            String args,
            String httpVersion,
            String httpMethod,
            String requestId,
            @Nullable String fragment,
            @Nullable String scheme,
            @Nullable String host) {

        /** Absent members are empty. */
        public HttpRequest {
            clientIp = text(clientIp);
            country = country == null ? WafRequest.NO_COUNTRY : country;
            headers = known(headers);
            uri = text(uri);
            args = text(args);
            httpVersion = text(httpVersion);
            httpMethod = text(httpMethod);
            requestId = text(requestId);
        }
    }

    /** Absent lists are empty. */
    public WafLogRecord {
        webaclId = text(webaclId);
        terminatingRuleId = text(terminatingRuleId);
        terminatingRuleType = text(terminatingRuleType);
        action = text(action);
        httpSourceName = text(httpSourceName);
        httpSourceId = text(httpSourceId);
        terminatingRuleMatchDetails = known(terminatingRuleMatchDetails);
        ruleGroupList = known(ruleGroupList);
        rateBasedRuleList = known(rateBasedRuleList);
        nonTerminatingMatchingRules = known(nonTerminatingMatchingRules);
        labels = known(labels).stream().filter(label -> label.name() != null).toList();
    }

    /**
     * The record of a request that a distribution's web ACL judged.
     *
     * @param webAclArn of the web ACL
     * @param distributionId of the distribution
     */
    public static WafLogRecord of(String webAclArn, String distributionId, WafRequest request, Verdict verdict) {
        int answered = verdict.status();
        Verdict.CustomResponse custom = verdict.customResponse();
        return new WafLogRecord(
                request.timestamp().toEpochMilli(),
                1,
                webAclArn,
                verdict.terminatingRule(),
                verdict.terminatingRuleType(),
                verdict.action().name(),
                verdict.matchDetails(),
                "CF",
                distributionId,
                verdict.groups().stream().map(GroupEntry::of).toList(),
                verdict.rates().stream().filter(RateResult::limited).map(RateEntry::of).toList(),
                verdict.nonTerminating().stream().map(RuleEntry::of).toList(),
                verdict.insertedHeaders().isEmpty() ? null : verdict.insertedHeaders(),
                custom != null || answered == 202 || answered == 405 ? answered : null,
                http(request),
                verdict.labels().stream().map(Label::new).toList(),
                request.ja3(),
                request.ja4(),
                request.asn(),
                verdict.oversizeFields().isEmpty() ? null : verdict.oversizeFields(),
                request.body().size() < 0 ? null : request.body().size(),
                request.body().size() < 0 ? null : Math.min(request.body().size(), verdict.bodyLimit()),
                null,
                null);
    }

    private static HttpRequest http(WafRequest request) {
        String host = request.header("host").stream().findFirst().orElse(null);
        return new HttpRequest(
                request.clientIp(),
                request.country(),
                request.headers(),
                request.uri(),
                request.args(),
                request.httpVersion(),
                request.method(),
                request.requestId(),
                request.fragment() == null ? "" : request.fragment(),
                "https",
                host);
    }

    /**
     * The same record with parts of the request hidden, as RedactedFields of a logging configuration does.
     *
     * @param parts {@code method}, {@code uri}, {@code args}, or {@code header:} and a name in lower case
     */
    public WafLogRecord redacted(Set<String> parts) {
        if (parts.isEmpty()) {
            return this;
        }
        HttpRequest hidden = new HttpRequest(
                httpRequest.clientIp,
                httpRequest.country,
                httpRequest.headers.stream()
                        .map(header -> parts.contains("header:" + header.name().toLowerCase(Locale.ROOT))
                                ? new Header(header.name(), HiddenParts.REDACTED)
                                : header)
                        .toList(),
                parts.contains("uri") ? HiddenParts.REDACTED : httpRequest.uri,
                parts.contains("args") ? HiddenParts.REDACTED : httpRequest.args,
                httpRequest.httpVersion,
                parts.contains("method") ? HiddenParts.REDACTED : httpRequest.httpMethod,
                httpRequest.requestId,
                httpRequest.fragment,
                httpRequest.scheme,
                parts.contains("header:host") ? null : httpRequest.host);
        return new WafLogRecord(
                timestamp, formatVersion, webaclId, terminatingRuleId, terminatingRuleType, action,
                terminatingRuleMatchDetails, httpSourceName, httpSourceId, ruleGroupList, rateBasedRuleList,
                nonTerminatingMatchingRules, requestHeadersInserted, responseCodeSent, hidden, labels, ja3Fingerprint,
                ja4Fingerprint, clientAsn, oversizeFields, requestBodySize, requestBodySizeInspectedByWAF, captchaResponse,
                challengeResponse);
    }

    /** One line of JSON, as AWS writes it. */
    public String toJson() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a WAF log record is always writable", e);
        }
    }

    /**
     * Reads a line; unknown members are ignored. Empty when it is no record: no single JSON object, or without its time,
     * its action or its request.
     */
    public static Optional<WafLogRecord> parse(String line) {
        try {
            // Read straight, which is twice as fast, unless the line is not as AWS writes it.
            if (line.startsWith("{\"timestamp\":1")) {
                return whole(READER.readValue(line));
            }
            if (!(TREE.readTree(line) instanceof ObjectNode object) || !object.hasNonNull("timestamp")) {
                return Optional.empty();
            }
            JsonNode time = object.path("timestamp");
            if (time.isTextual() && !time.asText().chars().allMatch(Character::isDigit)) {
                object.put("timestamp", Instant.parse(time.asText()).toEpochMilli());
            }
            return whole(Json.MAPPER.treeToValue(object, WafLogRecord.class));
        } catch (JsonProcessingException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<WafLogRecord> whole(WafLogRecord record) {
        boolean timed = record.timestamp >= FIRST && record.timestamp <= LAST;
        return timed && record.httpRequest != null && !record.action.isEmpty() ? Optional.of(record) : Optional.empty();
    }

    /** The logged request: redacted parts are hidden, the body is known by its size at most. */
    public WafRequest request() {
        Long size = requestBodySize;
        return new WafRequest(
                Instant.ofEpochMilli(timestamp),
                httpRequest.requestId,
                httpRequest.clientIp,
                httpRequest.country,
                httpRequest.httpMethod,
                httpRequest.uri,
                httpRequest.args,
                httpRequest.httpVersion,
                httpRequest.headers,
                size == null || size < 0 ? WafBody.unknown() : WafBody.ofSize(size),
                ja3Fingerprint,
                ja4Fingerprint,
                clientAsn,
                httpRequest.fragment,
                HiddenParts.of(httpRequest));
    }

    /** The final action. */
    @JsonIgnore
    public WafAction finalAction() {
        return WafAction.named(action);
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static <T> List<T> known(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(item -> item != null).toList();
    }
}
