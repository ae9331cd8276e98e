package dev.sallyport.core.sandbox.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Identity;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.HealthCheck;
import software.amazon.awssdk.services.route53.model.HealthCheckAlreadyExistsException;
import software.amazon.awssdk.services.route53.model.HealthCheckConfig;
import software.amazon.awssdk.services.route53.model.HealthCheckVersionMismatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHealthCheckException;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.TagResourceType;

class SandboxRoute53Test {
    private static final String HOST = "d111111abcdef8.cloudfront.net";

    private final SandboxState state = SandboxState.inMemory();
    private final Ticking clock = new Ticking();
    private final AddressBook addresses = new AddressBook(state);
    private final HealthChecker checker = new HealthChecker(addresses, clock);
    private final SandboxRoute53 route53 =
            new SandboxRoute53(state, new Authorizer(Identity::bare, clock), checker);
    private final List<Request> probes = new CopyOnWriteArrayList<>();
    private volatile Response answer = Response.text(200, Headers.NONE, "[{\"id\":1}]");
    private final HttpListener site = new HttpListener(addresses.listen(HOST), new HttpListener.Handler() {
        @Override
        public Response handle(Request request) {
            probes.add(request);
            return answer;
        }

        @Override
        public boolean serves(String host) {
            return host.equals(HOST);
        }
    });

    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-11-23T08:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @AfterEach
    void close() {
        site.close();
        checker.close();
        state.close();
    }

    private HealthCheck check(String reference, Consumer<HealthCheckConfig.Builder> more) {
        return route53.createHealthCheck(r -> r.callerReference(reference).healthCheckConfig(c -> {
                    c.type("HTTPS").fullyQualifiedDomainName(HOST).resourcePath("/pets");
                    more.accept(c);
                }))
                .healthCheck();
    }

    private String status(HealthCheck check) {
        return route53.getHealthCheckStatus(r -> r.healthCheckId(check.id()))
                .healthCheckObservations()
                .getFirst()
                .statusReport()
                .status();
    }

    @Test
    void aStatusIsAProbeAtMostOncePerInterval() {
        HealthCheck check = check("a", c -> {});
        assertThat(probes).as("nobody asked yet").isEmpty();
        assertThat(status(check)).isEqualTo("Success: HTTP Status Code 200, OK");
        assertThat(status(check)).isEqualTo("Success: HTTP Status Code 200, OK");
        assertThat(probes).singleElement().satisfies(probe -> {
            assertThat(probe.target()).isEqualTo("/pets");
            assertThat(probe.headers().first("Host")).contains(HOST);
            assertThat(probe.headers().first("User-Agent").orElse(""))
                    .startsWith("Amazon-Route53-Health-Check-Service (ref " + check.id());
        });
        answer = Response.text(503, Headers.NONE, "");
        clock.now = clock.now.plusSeconds(29);
        assertThat(status(check)).startsWith("Success");
        clock.now = clock.now.plusSeconds(1);
        assertThat(status(check)).isEqualTo("Failure: HTTP Status Code 503, Service Unavailable");
        answer = Response.text(302, Headers.NONE, "");
        clock.now = clock.now.plusSeconds(30);
        assertThat(status(check)).isEqualTo("Success: HTTP Status Code 302, Found");
        assertThat(route53.getHealthCheckLastFailureReason(r -> r.healthCheckId(check.id()))
                        .healthCheckObservations()
                        .getFirst()
                        .statusReport())
                .satisfies(report -> {
                    assertThat(report.status()).isEqualTo("Failure: HTTP Status Code 503, Service Unavailable");
                    assertThat(report.checkedTime()).isEqualTo(Instant.parse("2026-11-23T08:00:30Z"));
                });
        assertThat(probes).hasSize(3);
    }

    @Test
    void aTextIsSearchedForInTheStartOfTheBody() {
        HealthCheck found = check("a", c -> c.type("HTTPS_STR_MATCH").searchString("\"id\":1"));
        HealthCheck missed = check("b", c -> c.type("HTTPS_STR_MATCH").searchString("\"id\":2"));
        assertThat(status(found)).startsWith("Success");
        assertThat(status(missed)).startsWith("Failure: HTTP Status Code 200, OK, but");
        answer = Response.text(200, Headers.NONE, "x".repeat(5120) + "\"id\":1");
        clock.now = clock.now.plusSeconds(30);
        assertThat(status(found)).as("past the first 5,120 bytes").startsWith("Failure");
    }

    @Test
    void nothingOutsideTheSandboxIsProbed() {
        List<Consumer<HealthCheckConfig.Builder>> elsewhere = List.of(
                c -> c.fullyQualifiedDomainName("example.com"), c -> c.ipAddress("192.0.2.1"), c -> c.port(8443));
        for (int i = 0; i < elsewhere.size(); i++) {
            assertThat(status(check("check-" + i, elsewhere.get(i)))).startsWith("Failure: The sandbox serves no");
        }
        HealthCheck off = check("d", c -> c.disabled(true));
        assertThat(route53.getHealthCheckStatus(r -> r.healthCheckId(off.id())).healthCheckObservations()).isEmpty();
        assertThat(probes).isEmpty();
    }

    @Test
    void aRepeatedCreationAnswersTheSame() {
        HealthCheck first = check("a", c -> {});
        assertThat(check("a", c -> {})).isEqualTo(first);
        assertThat(first.healthCheckConfig().requestInterval()).isEqualTo(30);
        assertThat(first.healthCheckConfig().failureThreshold()).isEqualTo(3);
        assertThat(first.healthCheckConfig().enableSNI()).isTrue();
        assertThatExceptionOfType(HealthCheckAlreadyExistsException.class)
                .isThrownBy(() -> check("a", c -> c.failureThreshold(5)));
        assertThat(route53.getHealthCheckCount(r -> {}).healthCheckCount()).isEqualTo(1);
    }

    @Test
    void checksChangeWithTheirVersionCarryTagsAndGo() {
        HealthCheck check = check("a", c -> {});
        assertThat(route53.hasHealthCheck("arn:aws:route53:::healthcheck/" + check.id())).isTrue();
        HealthCheck changed = route53.updateHealthCheck(r -> r.healthCheckId(check.id())
                        .healthCheckVersion(1L)
                        .failureThreshold(5)
                        .resetElementsWithStrings("ResourcePath"))
                .healthCheck();
        assertThat(changed.healthCheckVersion()).isEqualTo(2);
        assertThat(changed.healthCheckConfig().failureThreshold()).isEqualTo(5);
        assertThat(changed.healthCheckConfig().resourcePath()).isNull();
        assertThatExceptionOfType(HealthCheckVersionMismatchException.class)
                .isThrownBy(() -> route53.updateHealthCheck(
                        r -> r.healthCheckId(check.id()).healthCheckVersion(1L).failureThreshold(4)));
        route53.changeTagsForResource(r -> r.resourceType(TagResourceType.HEALTHCHECK)
                .resourceId(check.id())
                .addTags(Tag.builder().key("Name").value("pets").build(), Tag.builder().key("a").value("b").build()));
        route53.changeTagsForResource(
                r -> r.resourceType(TagResourceType.HEALTHCHECK).resourceId(check.id()).removeTagKeys("a"));
        assertThat(route53.listTagsForResource(r -> r.resourceType(TagResourceType.HEALTHCHECK).resourceId(check.id()))
                        .resourceTagSet()
                        .tags())
                .containsExactly(Tag.builder().key("Name").value("pets").build());
        check("b", c -> {});
        var page = route53.listHealthChecks(r -> r.maxItems("1"));
        assertThat(page.isTruncated()).isTrue();
        assertThat(route53.listHealthChecks(r -> r.maxItems("1").marker(page.nextMarker())).isTruncated()).isFalse();
        assertThat(route53.listHealthChecksPaginator(r -> r.maxItems("1")).healthChecks()).hasSize(2);
        route53.deleteHealthCheck(r -> r.healthCheckId(check.id()));
        assertThatExceptionOfType(NoSuchHealthCheckException.class)
                .isThrownBy(() -> route53.getHealthCheck(r -> r.healthCheckId(check.id())));
    }

    @Test
    void refusesWhatRoute53Refuses() {
        List<Consumer<HealthCheckConfig.Builder>> wrong = List.of(
                c -> c.type("TCP"),
                c -> c.fullyQualifiedDomainName(null),
                c -> c.resourcePath("pets"),
                c -> c.requestInterval(20),
                c -> c.failureThreshold(11),
                c -> c.port(0),
                c -> c.searchString("x"),
                c -> c.type("HTTP_STR_MATCH"),
                c -> c.regionsWithStrings("us-east-1", "us-west-1"),
                c -> c.fullyQualifiedDomainName("a b"));
        for (Consumer<HealthCheckConfig.Builder> each : wrong) {
            assertThatExceptionOfType(InvalidInputException.class).isThrownBy(() -> check("x", each));
        }
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> route53.listHostedZones());
    }
}
