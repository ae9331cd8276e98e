package dev.sallyport.core.proof;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** What a viewer sees. */
final class EdgeProofs {
    private final Subject subject;
    private final String path;

    EdgeProofs(Subject subject, String path) {
        this.subject = subject;
        this.path = path;
    }

    List<Check> checks() {
        return List.of(new Check("viewer-answers", "The viewer path answers", Lag.EDGE, this::viewerAnswers));
    }

    private Verdict viewerAnswers() throws InterruptedException {
        URI uri = URI.create(subject.output("DistributionUrl") + path);
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        return Verdict.of(answer.status() == 200, "GET " + uri + " → " + answer.summary());
    }
}
