package dev.sallyport.core.proof;

import java.net.URI;
import java.util.Map;

/** What a viewer sees. */
final class EdgeProofs {
    private final String distributionUrl;
    private final String path;

    EdgeProofs(String distributionUrl, String path) {
        this.distributionUrl = distributionUrl;
        this.path = path;
    }

    Outcome viewerAnswers() throws InterruptedException {
        URI uri = URI.create(distributionUrl + path);
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        return new Outcome(answer.status() == 200, "GET " + uri + " → " + answer.summary());
    }
}
