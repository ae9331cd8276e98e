package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Response;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentPolicyConfig;
import software.amazon.awssdk.services.cloudfront.model.ContinuousDeploymentSingleHeaderConfig;
import software.amazon.awssdk.services.cloudfront.model.SessionStickinessConfig;
import software.amazon.awssdk.services.cloudfront.model.TrafficConfig;

/**
 * Which requests to a primary distribution its staging distribution serves.
 *
 * <p>Tier: documented, but for the name and the content of the session cookie, which AWS does not publish.
 *
 * @param staging the other side
 * @param traffic how the requests are divided
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-continuous-deployment.html">
 *     How continuous deployment works</a>
 */
record StagingSplit(View staging, TrafficConfig traffic) {
    private static final String COOKIE = "aws-cf-cd-session";
    private static final Pattern SESSION = Pattern.compile("(p|s)\\.(\\d{1,15})\\.(\\d{1,15})");

    /**
     * What became of a request.
     *
     * @param staged whether the staging distribution serves it
     * @param headers without the session's cookie
     * @param cookie for the response; null without a session
     */
    record Choice(boolean staged, Headers headers, @Nullable String cookie) {
        Response mark(Response response) {
            return cookie == null
                    ? response
                    : new Response(
                            response.status(), response.headers().plus("Set-Cookie", cookie), response.body());
        }
    }

    /** Empty where the policy is disabled or divides nothing, or the staging distribution is disabled. */
    static Optional<StagingSplit> of(ContinuousDeploymentPolicyConfig policy, View staging) {
        boolean divides = Boolean.TRUE.equals(policy.enabled())
                && policy.trafficConfig() != null
                && Boolean.TRUE.equals(staging.config().enabled());
        return divides ? Optional.of(new StagingSplit(staging, policy.trafficConfig())) : Optional.empty();
    }

    Choice choose(Headers headers, Instant now) {
        ContinuousDeploymentSingleHeaderConfig header = traffic.singleHeaderConfig();
        if ("SingleHeader".equals(traffic.typeAsString())) {
            boolean asked = headers.first(header.header()).filter(header.value()::equals).isPresent();
            return new Choice(asked, headers, null);
        }
        boolean drawn = ThreadLocalRandom.current().nextFloat() < traffic.singleWeightConfig().weight();
        SessionStickinessConfig sticky = traffic.singleWeightConfig().sessionStickinessConfig();
        if (sticky == null) {
            return new Choice(drawn, headers, null);
        }
        long second = now.getEpochSecond();
        Optional<Matcher> session = session(headers).filter(given -> {
            long begun = Long.parseLong(given.group(2));
            long seen = Long.parseLong(given.group(3));
            return seen <= second && second - seen <= sticky.idleTTL() && second - begun <= sticky.maximumTTL();
        });
        boolean staged = session.map(given -> given.group(1).equals("s")).orElse(drawn);
        long begun = session.map(given -> Long.parseLong(given.group(2))).orElse(second);
        long age = Math.min(sticky.idleTTL(), begun + sticky.maximumTTL() - second);
        String cookie = COOKIE + '=' + (staged ? 's' : 'p') + '.' + begun + '.' + second + "; Max-Age=" + age
                + "; Path=/; Secure; HttpOnly";
        return new Choice(staged, withoutSession(headers), cookie);
    }

    private static Optional<Matcher> session(Headers headers) {
        return headers.all("Cookie").stream()
                .flatMap(line -> Arrays.stream(line.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + '='))
                .map(pair -> SESSION.matcher(pair.substring(COOKIE.length() + 1)))
                .filter(Matcher::matches)
                .findFirst();
    }

    private static Headers withoutSession(Headers headers) {
        if (headers.all("Cookie").stream().noneMatch(line -> line.contains(COOKIE))) {
            return headers;
        }
        return new Headers(headers.lines().stream()
                .map(line -> line.name().equalsIgnoreCase("Cookie")
                        ? new Headers.Line(line.name(), rest(line.value()))
                        : line)
                .filter(line -> !line.name().equalsIgnoreCase("Cookie") || !line.value().isEmpty())
                .toList());
    }

    private static String rest(String cookies) {
        return Arrays.stream(cookies.split(";", -1))
                .map(String::strip)
                .filter(pair -> !pair.startsWith(COOKIE + '='))
                .collect(Collectors.joining("; "));
    }
}
