package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.cloudfront.SandboxCloudFront;
import dev.sallyport.core.sandbox.delivery.MetricDelivery;
import dev.sallyport.core.sandbox.http.Response;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** What CloudFront counts of a request, in us-east-1. */
final class EdgeMetrics {
    private static final String REGION = "us-east-1";
    private static final String CLOUDFRONT = "AWS/CloudFront";
    private static final Set<Integer> SINGLE = Set.of(401, 403, 404, 502, 503, 504);

    private final MetricDelivery metrics;
    private final SandboxCloudFront cloudFront;

    EdgeMetrics(MetricDelivery metrics, SandboxCloudFront cloudFront) {
        this.metrics = metrics;
        this.cloudFront = cloudFront;
    }

    void count(Exchange exchange, Response response) {
        Map<String, String> dimensions = Map.of("DistributionId", exchange.view().id(), "Region", "Global");
        int status = response.status();
        boolean client = status >= 400 && status < 500;
        boolean server = status >= 500;
        none(dimensions, "Requests", 1);
        none(dimensions, "BytesDownloaded", response.bytes().length);
        none(dimensions, "BytesUploaded", exchange.viewer().bytes().length);
        percent(dimensions, "4xxErrorRate", client);
        percent(dimensions, "5xxErrorRate", server);
        percent(dimensions, "TotalErrorRate", client || server);
        if (cloudFront.isMonitored(exchange.view().id())) {
            percent(dimensions, "CacheHitRate", exchange.result().equals("Hit"));
            SINGLE.forEach(each -> percent(dimensions, each + "ErrorRate", status == each));
            exchange.originMillis().ifPresent(millis -> metrics.add(
                    REGION, CLOUDFRONT, "OriginLatency", dimensions, StandardUnit.MILLISECONDS, (double) millis));
        }
    }

    private void none(Map<String, String> dimensions, String name, double value) {
        metrics.add(REGION, CLOUDFRONT, name, dimensions, StandardUnit.NONE, value);
    }

    private void percent(Map<String, String> dimensions, String name, boolean counts) {
        metrics.add(REGION, CLOUDFRONT, name, dimensions, StandardUnit.PERCENT, counts ? 100 : 0);
    }
}
