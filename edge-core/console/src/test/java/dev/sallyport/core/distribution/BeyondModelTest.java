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
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean asked = exchange.getRequestURI().getPath().endsWith("/distribution/E1");
            byte[] body = (asked ? answer(more) : "{}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("ETag", "E2");
            exchange.sendResponseHeaders(asked ? 200 : 403, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        var keys = StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                keys, ApacheHttpClient.create(), endpoint, "us-east-1", List.of()))) {
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
        } finally {
            server.stop(0);
        }
    }
}
