package dev.sallyport.core.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.blueprint.SigningMode;
import dev.sallyport.core.pace.Pace;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What becomes of a book: planted through the edge, found, changed and removed again; and the site beside it. */
final class BookProofs {
    /** DynamoDB's indexes follow the table "usually within a fraction of a second". */
    private static final Duration INDEX_PATIENCE = Duration.ofSeconds(10);

    private final Subject subject;
    private final String page;
    private final String id = "proof-" + UUID.randomUUID();
    private final String author = "Sallyport & proof " + UUID.randomUUID();

    /** {@code page} is the site's own index.html. */
    BookProofs(Subject subject, String page) {
        this.subject = subject;
        this.page = page;
    }

    List<Check> checks() {
        return List.of(
                new Check("site-answers", "The site answers beside the API", Lag.EDGE, this::siteAnswers),
                new Check(
                        "every-origin-refuses",
                        "Each function URL refuses an unsigned request",
                        Lag.LOCK,
                        this::everyOriginRefuses),
                new Check("unhashed-refused", "A body whose hash nobody named is refused", Lag.LOCK, this::unhashedIsRefused),
                new Check("book-stored", "A book posted through the edge comes back", Lag.EDGE, this::isStored),
                new Check("book-found", "The author filter reaches the function", Lag.EDGE, this::isFoundByAuthor),
                new Check(
                        "book-removed", "A book is changed and removed through the edge", Lag.EDGE, this::isChangedAndRemoved));
    }

    private Verdict siteAnswers() throws InterruptedException {
        URI uri = at("/");
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        boolean same = answer.body().equals(page);
        return Verdict.of(
                answer.status() == 200 && same,
                "GET " + uri + " → " + answer.summary() + (same ? "; the packaged page" : "; not the packaged page"));
    }

    private Verdict everyOriginRefuses() throws InterruptedException {
        List<String> said = new ArrayList<>();
        boolean all = true;
        for (String url : subject.output("FunctionUrls").split(",", -1)) {
            HttpProbe.Answer answer = HttpProbe.send("GET", URI.create(url), Map.of(), null);
            all &= answer.status() == 403;
            said.add(url + " → " + answer.status());
        }
        String others = subject.parameter("FunctionUrls");
        int owed = others.isEmpty() ? 5 : others.split(",", -1).length;
        return Verdict.of(all && said.size() == owed, String.join(", ", said));
    }

    private Verdict unhashedIsRefused() throws InterruptedException {
        URI uri = at("/createBook");
        HttpProbe.Answer answer =
                HttpProbe.send("POST", uri, Map.of("Content-Type", "application/json"), planted().toString());
        return Verdict.of(
                answer.status() == 403, "POST " + uri + " without x-amz-content-sha256 → " + answer.summary());
    }

    private Verdict isStored() throws InterruptedException {
        HttpProbe.Answer posted = send("POST", "/createBook", planted());
        if (posted.status() / 100 != 2) {
            return Verdict.of(false, "POST /createBook → " + posted.summary());
        }
        HttpProbe.Answer read = HttpProbe.send("GET", at("/getBook/" + id), Map.of(), null);
        return Verdict.of(
                read.status() == 200 && json(read).equals(planted()), "GET /getBook/" + id + " → " + read.summary());
    }

    private Verdict isFoundByAuthor() throws InterruptedException {
        String path = "/getBooks?author=" + PercentCoding.encode(author);
        JsonNode wanted = Json.MAPPER.createArrayNode().add(planted());
        Deque<HttpProbe.Answer> answers = new ArrayDeque<>();
        Pace.between(Duration.ofMillis(50), Duration.ofSeconds(1)).until(INDEX_PATIENCE, () -> {
            answers.addLast(HttpProbe.send("GET", at(path), Map.of(), null));
            return answers.getLast().status() != 200 || json(answers.getLast()).equals(wanted);
        });
        HttpProbe.Answer found = answers.getLast();
        HttpProbe.Answer nobody = HttpProbe.send("GET", at(path + "-nobody"), Map.of(), null);
        return Verdict.of(
                json(found).equals(wanted) && nobody.status() == 200 && json(nobody).isEmpty(),
                "GET " + path + " → " + found.summary() + "; another author → " + nobody.summary());
    }

    private Verdict isChangedAndRemoved() throws InterruptedException {
        ObjectNode change = Json.MAPPER.createObjectNode().put("name", "Changed");
        HttpProbe.Answer changed = send("PUT", "/updateBook/" + id, change);
        HttpProbe.Answer removed = HttpProbe.send("DELETE", at("/deleteBook/" + id), Map.of(), null);
        HttpProbe.Answer gone = HttpProbe.send("GET", at("/getBook/" + id), Map.of(), null);
        return Verdict.of(
                changed.status() == 200
                        && json(changed).equals(planted().setAll(change))
                        && removed.status() == 200
                        && gone.status() == 404,
                "PUT → " + changed.summary() + "; DELETE → " + removed.summary() + "; GET → " + gone.summary());
    }

    private ObjectNode planted() {
        return Json.MAPPER.createObjectNode().put("id", id).put("author", author).put("name", "Planted");
    }

    private URI at(String path) {
        return URI.create(subject.output("DistributionUrl") + path);
    }

    /** Sends a body as the mode's clients do: with its hash where the edge does not compute it. */
    private HttpProbe.Answer send(String method, String path, JsonNode body) throws InterruptedException {
        String text = body.toString();
        Map<String, String> headers = subject.output("SigningMode").equals(SigningMode.OAC.word())
                ? Map.of("Content-Type", "application/json", "x-amz-content-sha256", sha256(text))
                : Map.of("Content-Type", "application/json");
        return HttpProbe.send(method, at(path), headers, text);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A missing node where the answer is no JSON, such as an error page. */
    private static JsonNode json(HttpProbe.Answer answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException noJson) {
            return Json.MAPPER.missingNode();
        }
    }
}
