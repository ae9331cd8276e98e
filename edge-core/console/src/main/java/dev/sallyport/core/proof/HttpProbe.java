package dev.sallyport.core.proof;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends one plain request and tells what came back. */
final class HttpProbe {
    /** A bare client without this header would be blocked by NoUserAgent_HEADER of the core rule set. */
    private static final String USER_AGENT = "Sallyport-proof/1";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Bound while proofs run: sends what they send. */
    static final ScopedValue<HttpClient> VIEWER = ScopedValue.newInstance();

    private static final Pattern TITLE = Pattern.compile("<title>(.{1,200}?)</title>", Pattern.CASE_INSENSITIVE);

    /** Bound while a staging copy is proved: leads requests to the distribution's address there. */
    static final ScopedValue<Detour> DETOUR = ScopedValue.newInstance();

    private HttpProbe() {}

    /** Names that AWS alone answers for. */
    private static final List<String> OF_AWS =
            List.of(".cloudfront.net", ".amazonaws.com", ".amazonaws.com.cn", ".on.aws");

    /** One of these is in every answer of CloudFront, API Gateway, Lambda and S3. */
    private static final List<String> IDS = List.of(
            "x-amz-cf-id", "x-amzn-requestid", "x-amzn-request-id", "apigw-requestid", "x-amz-request-id", "x-amz-apigw-id");

    /**
     * A refusal by whoever stands between, such as a proxy, proves nothing of an origin, and neither does their page.
     *
     * @throws SallyportException {@code SP-FOREIGN-ANSWER}
     */
    static void requireItsOwn(URI uri, Answer answer) {
        String host = Objects.requireNonNullElse(uri.getHost(), "");
        boolean isOfAws = OF_AWS.stream().anyMatch(host::endsWith);
        if (isOfAws && IDS.stream().allMatch(id -> answer.header(id).isEmpty())) {
            throw SallyportException.unavailable(
                    "SP-FOREIGN-ANSWER",
                    "What answered for " + uri + " is not AWS, since its answer has no request id: " + answer.summary() + ".",
                    "Look at the proxy or firewall between, then prove again.");
        }
    }

    /** What a request answered. */
    record Answer(int status, String body, String requestId, HttpHeaders headers) {
        /** The value of a header, empty where there is none. */
        String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        /** One line for evidence; at most 120 characters of the body, of a page its title. */
        String summary() {
            Matcher title = TITLE.matcher(body);
            String start = (title.find() ? title.group(1) : body).replaceAll("\\s+", " ").strip();
            return status + (start.isEmpty() ? "" : " " + (start.length() > 120 ? start.substring(0, 119) + "…" : start));
        }
    }

    static Answer send(String method, URI uri, Map<String, String> headers, @Nullable String body)
            throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("User-Agent", USER_AGENT)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        Detour detour = DETOUR.isBound() && DETOUR.get().leads(uri) ? DETOUR.get() : null;
        if (detour != null) {
            request.header(Detour.HEADER, detour.headerValue());
        }
        try {
            HttpResponse<String> response = VIEWER.get().send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (detour != null) {
                detour.count(response.statusCode());
            }
            Answer answer = new Answer(
                    response.statusCode(),
                    response.body(),
                    response.headers().firstValue("x-amz-cf-id").orElse(""),
                    response.headers());
            requireItsOwn(uri, answer);
            return answer;
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-NO-ANSWER", uri + " did not answer.", "Check that the stack's addresses are reachable.")
                    .causedBy(e);
        }
    }
}
