package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.apigatewayv2.DeployedHttpApi;
import dev.sallyport.core.sandbox.delivery.LogDelivery;
import dev.sallyport.core.sandbox.delivery.LogGroupArn;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.apigatewayv2.model.AccessLogSettings;

/**
 * Access logs of HTTP APIs. A variable without a value is {@code -}.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html">Customize
 *     HTTP API access logs</a>
 */
final class HttpApiLog {
    private static final Pattern VARIABLE = Pattern.compile("\\$context\\.([A-Za-z0-9]+(?:\\.[A-Za-z0-9]+)*)");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final LogDelivery delivery;

    HttpApiLog(LogDelivery delivery) {
        this.delivery = delivery;
    }

    /**
     * What one line tells.
     *
     * @param at when the request came
     * @param routeKey of the route, null where none fits
     * @param error API Gateway's own message, null where the integration answered
     */
    record Line(
            Instant at,
            String host,
            DeployedHttpApi api,
            Request request,
            String requestId,
            @Nullable String routeKey,
            Caller caller,
            Response response,
            @Nullable String error,
            @Nullable Integer integrationStatus,
            Instant end) {}

    void write(Line line) {
        AccessLogSettings settings = line.api().stage().accessLogSettings();
        if (settings != null) {
            LogGroupArn.of(settings.destinationArn()).ifPresent(group -> write(line, settings, group));
        }
    }

    private void write(Line line, AccessLogSettings settings, LogGroupArn group) {
        Map<String, String> values = values(line);
        String text = VARIABLE.matcher(settings.format())
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), "-")));
        delivery.write(
                new LogDelivery.Destination(
                        Caller.root(),
                        group.region(),
                        group.name(),
                        line.api().apiId() + '_' + line.api().stage().stageName(),
                        false),
                line.at(),
                text);
    }

    private static Map<String, String> values(Line line) {
        Map<String, String> values = new HashMap<>();
        Request request = line.request();
        values.put("accountId", Caller.ACCOUNT);
        values.put("apiId", line.api().apiId());
        values.put("domainName", line.host());
        values.put("domainPrefix", line.api().apiId());
        values.put("stage", line.api().stage().stageName());
        values.put("requestId", line.requestId());
        values.put("extendedRequestId", line.requestId());
        values.put("requestTime", TIME.format(line.at()));
        values.put("requestTimeEpoch", Long.toString(line.at().toEpochMilli()));
        values.put("httpMethod", request.method());
        values.put("path", quotable(request.path()));
        values.put("protocol", request.version());
        values.put("identity.sourceIp", "127.0.0.1");
        request.headers().first("User-Agent").ifPresent(agent -> values.put("identity.userAgent", quotable(agent)));
        values.put("status", Integer.toString(line.response().status()));
        values.put("responseLength", Integer.toString(line.response().bytes().length));
        long millis = line.end().toEpochMilli() - line.at().toEpochMilli();
        values.put("responseLatency", Long.toString(Math.max(0, millis)));
        Optional.ofNullable(line.routeKey()).ifPresent(key -> values.put("routeKey", key));
        Optional.ofNullable(line.error()).ifPresent(error -> {
            values.put("error.message", error);
            values.put("error.messageString", '"' + error + '"');
        });
        Optional.ofNullable(line.integrationStatus())
                .ifPresent(status -> values.put("integrationStatus", status.toString()));
        if (!line.caller().equals(Caller.anonymous())) {
            values.put("identity.accountId", line.caller().account());
            values.put("identity.caller", line.caller().arn());
            values.put("identity.user", line.caller().arn());
            values.put("identity.userArn", line.caller().arn());
        }
        return values;
    }

    /** What a viewer chose, so that it can neither end a line nor a JSON text. */
    private static String quotable(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' || c == 127 ? "?" : String.valueOf(c));
        }
        return safe.toString();
    }
}
