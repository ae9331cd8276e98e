package dev.sallyport.core.proof;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.blueprint.Blueprint.Page;
import dev.sallyport.core.blueprint.Blueprint.Rendering;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether each page is rendered where it should be, and is cached as it says and no longer. */
final class RenderProofs {
    /** An edge location has many caches; a repeated request meets a warm one soon, not always at once. */
    private static final int TRIES = 5;

    private final Rendering rendering;
    private final Subject subject;

    RenderProofs(Subject subject, Rendering rendering) {
        this.subject = subject;
        this.rendering = rendering;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        for (Page page : rendering.pages()) {
            checks.add(new Check(
                    "page:" + page.path(),
                    page.path() + " is rendered in its place and says how long it may be kept",
                    Lag.EDGE,
                    () -> isRendered(page)));
            checks.add(
                    new Check("page-answers:" + page.path(), page.path() + " answers", Lag.EDGE, () -> answers(page)));
            checks.add(
                    new Check("page-cached:" + page.path(), "The edge keeps " + page.path(), Lag.EDGE, () -> isCached(page)));
        }
        checks.add(new Check(
                "bucket-refuses-unsigned", "The site's bucket refuses an unsigned request", Lag.LOCK, this::bucketRefuses));
        return checks;
    }

    private HttpProbe.Answer get(String path) throws InterruptedException {
        return HttpProbe.send("GET", URI.create(subject.output("DistributionUrl") + path), Map.of(), null);
    }

    private Verdict isRendered(Page page) throws InterruptedException {
        HttpProbe.Answer data = get(rendering.data());
        String name = firstName(data);
        if (name.isEmpty()) {
            return Verdict.of(false, "GET " + rendering.data() + " → " + data.summary());
        }
        HttpProbe.Answer answer = get(page.path());
        if (answer.status() != 200) {
            return Verdict.of(false, "GET " + page.path() + " → " + answer.summary());
        }
        String type = answer.header("content-type");
        String control = answer.header("cache-control");
        boolean lists = answer.body().contains(name.replace("&", "&amp;"));
        boolean says = answer.body().contains(page.says());
        return Verdict.of(
                type.startsWith("text/html")
                        && control.equals(page.cacheControl())
                        && says
                        && lists == page.lists(),
                "GET " + page.path() + " → " + answer.status() + " " + type + ", Cache-Control: " + control
                        + "; the HTML " + (says ? "has " : "lacks ") + page.says() + " and " + (lists ? "lists " : "does not list ")
                        + name);
    }

    private Verdict answers(Page page) throws InterruptedException {
        HttpProbe.Answer answer = get(page.path());
        return Verdict.of(answer.status() == 200, "GET " + page.path() + " → " + answer.summary());
    }

    private static String firstName(HttpProbe.Answer data) {
        try {
            JsonNode names = Json.MAPPER.readTree(data.body());
            return data.status() == 200 ? names.path(0).path("name").asText() : "";
        } catch (IOException notJson) {
            return "";
        }
    }

    private Verdict isCached(Page page) throws InterruptedException {
        get(page.path());
        HttpProbe.Answer again = get(page.path());
        for (int i = 2; i < TRIES && !isHit(again); i++) {
            again = get(page.path());
        }
        return Verdict.of(
                isHit(again),
                "GET " + page.path() + " again → " + again.status() + ", X-Cache: " + again.header("x-cache"));
    }

    private static boolean isHit(HttpProbe.Answer answer) {
        return answer.status() == 200 && answer.header("x-cache").startsWith("Hit");
    }

    private Verdict bucketRefuses() throws InterruptedException {
        URI uri = URI.create(subject.output("SiteOriginUrl") + "/index.html");
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        return Verdict.of(answer.status() == 403, "GET " + uri + " without a signature → " + answer.summary());
    }
}
