package dev.sallyport.core.proof;

import dev.sallyport.core.distribution.Behavior;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What viewers get over plain HTTP, behavior by behavior: one of them that answers is enough to give a session away. */
final class PlainHttp {
    private PlainHttp() {}

    /** By the behaviors' settings; the default one has the pattern {@code *}. */
    static Verdict configured(List<Behavior> behaviors) {
        List<String> open = behaviors.stream()
                .filter(behavior -> behavior.viewerProtocol().equals("allow-all"))
                .map(behavior -> behavior.pathPattern() + " is allow-all")
                .toList();
        return open.isEmpty()
                ? Verdict.of(true, String.join(", ", behaviors.stream()
                        .map(behavior -> behavior.pathPattern() + " is " + behavior.viewerProtocol())
                        .toList()))
                : Verdict.of(false, "ViewerProtocolPolicy: " + String.join(", ", open));
    }

    /** By one request to each path. */
    static Verdict asked(String host, List<String> paths) throws InterruptedException {
        List<String> leading = new ArrayList<>();
        List<String> answering = new ArrayList<>();
        for (String path : paths) {
            URI plain = URI.create("http://" + host + path);
            HttpProbe.Answer answer = HttpProbe.send("GET", plain, Map.of(), null);
            String location = answer.header("location");
            boolean leads = answer.status() / 100 == 3 && location.startsWith("https://");
            (leads || answer.status() == 403 ? leading : answering)
                    .add("GET " + plain + " → " + answer.status() + (leads ? " " + location : ""));
        }
        return answering.isEmpty()
                ? Verdict.of(!leading.isEmpty(), String.join("; ", leading))
                : Verdict.of(false, String.join("; ", answering));
    }
}
