package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.account.AwsClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** A CloudFront that is newer than the model that this program was built with. */
class BeyondModelTest {
    private static String answer(String more) {
        return """
            <?xml version="1.0"?>
            <Distribution xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>E1</Id>
            <ARN>arn:aws:cloudfront::111122223333:distribution/E1</ARN><Status>Deployed</Status>
            <LastModifiedTime>2026-11-01T00:00:00Z</LastModifiedTime><DomainName>d1.cloudfront.net</DomainName>
            <DistributionConfig><CallerReference>r</CallerReference><Enabled>true</Enabled><Comment/>
            <Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id><DomainName>o.example.com</DomainName>
            <CustomHeaders><Quantity>1</Quantity><Items><OriginCustomHeader><HeaderName>a</HeaderName>
            <HeaderValue>b</HeaderValue></OriginCustomHeader></Items></CustomHeaders>%s</Origin></Items></Origins>
            <DefaultCacheBehavior><TargetOriginId>o</TargetOriginId>
            <AllowedMethods><Quantity>1</Quantity><Items><Method>GET</Method></Items></AllowedMethods>
            </DefaultCacheBehavior></DistributionConfig></Distribution>
            """.formatted(more);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "<OriginPath>/p</OriginPath>, ''",
        "<QuantumShield><Level>9</Level></QuantumShield>, 'Level,QuantumShield'",
        "<CustomOriginConfig><OriginMtlsConfig><ClientCertificateArn>arn:c</ClientCertificateArn></OriginMtlsConfig>"
                + "<OriginProtocolPolicy>https-only</OriginProtocolPolicy></CustomOriginConfig>,"
                + " 'ClientCertificateArn,OriginMtlsConfig'",
    })
    void isNamed(String more, String names) throws IOException {
        try (Answering answering = new Answering("/distribution/E1", answer(more))) {
            AwsClients aws = answering.aws;
            Distributions.Examined examined = new Distributions(aws).examine("E1");
            assertThat(examined.eTag()).isEqualTo("E2");
            assertThat(String.join(",", examined.beyond())).isEqualTo(names);
            assertThat(examined.distribution().origins())
                    .singleElement()
                    .satisfies(origin -> assertThat(origin.protection() == Protection.MTLS)
                            .isEqualTo(names.startsWith("ClientCertificateArn")));
            assertThat(examined.distribution().findings())
                    .filteredOn(finding -> finding.id().equals("unknown-member"))
                    .hasSize(names.contains("QuantumShield") ? 1 : 0);
        }
    }

    private static String summary(String id, String more) {
        return """
            <DistributionSummary><Id>%s</Id><ARN>arn:aws:cloudfront::111122223333:distribution/%s</ARN>
            <Status>Deployed</Status><LastModifiedTime>2026-11-01T00:00:00Z</LastModifiedTime>
            <DomainName>d1.cloudfront.net</DomainName><Comment/><Enabled>true</Enabled>
            <Origins><Quantity>1</Quantity><Items><Origin><Id>o</Id><DomainName>o.example.com</DomainName>
            <CustomOriginConfig><OriginProtocolPolicy>https-only</OriginProtocolPolicy>%s</CustomOriginConfig></Origin>
            </Items></Origins><DefaultCacheBehavior><TargetOriginId>o</TargetOriginId></DefaultCacheBehavior>
            </DistributionSummary>
            """.formatted(id, id, more);
    }

    /** Each of a list has its own: what one has is not said of its neighbors, although their origins have one name. */
    @Test
    void isNamedForEachOfAList() throws IOException {
        String list = "<DistributionList><Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated>"
                + "<Quantity>3</Quantity><Items>"
                + summary("E1", "")
                + summary("E2", "<OriginMtlsConfig><ClientCertificateArn>arn:c</ClientCertificateArn></OriginMtlsConfig>")
                + summary("E3", "<QuantumShield><Level>9</Level></QuantumShield>")
                + "</Items></DistributionList>";
        try (Answering answering = new Answering("/distribution", list)) {
            List<Distribution> rows = new Distributions(answering.aws).list().distributions();
            assertThat(rows)
                    .extracting(row -> row.origins().getFirst().protection() == Protection.MTLS)
                    .containsExactly(false, true, false);
            assertThat(rows)
                    .extracting(row -> row.findings().stream()
                            .filter(finding -> finding.id().equals("unknown-member"))
                            .map(Finding::evidence)
                            .toList())
                    .containsExactly(List.of(), List.of(), List.of("Not known: Level, QuantumShield"));
        }
    }

    /** CloudFront that has one answer, and refuses all else. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final AwsClients aws;

        Answering(String path, String xml) throws IOException {
            server.createContext("/", exchange -> {
                boolean asked = exchange.getRequestURI().getPath().endsWith(path);
                byte[] body = (asked ? xml : "{}").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("ETag", "E2");
                exchange.sendResponseHeaders(asked ? 200 : 403, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            aws = new AwsClients(new AwsClients.Connection(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret")),
                    ApacheHttpClient.create(),
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                    "us-east-1",
                    List.of()));
        }

        @Override
        public void close() {
            aws.close();
            server.stop(0);
        }
    }
}
