package dev.sallyport.core.proof;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.distribution.OriginKind;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of a distribution that no blueprint made: what each of its origins answers behind the edge's back, and whether
 * viewers are served. A refusal counts where the edge is let in on the same path; elsewhere it shows nothing. Only GETs are
 * sent, unless writes are asked for.
 */
public final class DistributionProofs {
    private static final Pattern SIGNED =
            Pattern.compile("[a-z0-9]+\\.(?<service>execute-api|lambda-url)\\.(?<region>[a-z0-9-]+)\\.[a-z.]+");

    private final AwsClients aws;
    /** What stands is not asked again: nothing was changed that could come late. */
    private final Tries tries = Tries.of(lag -> Duration.ZERO);

    private final boolean writes;

    /** Proofs through the network of a session that write nothing. */
    public DistributionProofs(AwsClients aws) {
        this(aws, false);
    }

    /**
     * Proofs through the network of a session.
     *
     * @param writes whether bodies are sent to the origins' own addresses, which one that is open may store
     */
    public DistributionProofs(AwsClients aws, boolean writes) {
        this.aws = aws;
        this.writes = writes;
    }

    /**
     * Runs the proofs one after the other.
     *
     * @param paths that viewers ask for; guessed from the behaviors where there are none
     * @param listener is told each as it ends
     */
    public List<Proof> prove(Distribution distribution, List<String> paths, Consumer<Proof> listener)
            throws InterruptedException {
        try (HttpClient viewer = aws.network().viewer()) {
            return ScopedValue.where(HttpProbe.VIEWER, viewer)
                    .<List<Proof>, InterruptedException>call(() -> all(distribution, paths, listener));
        }
    }

    private List<Proof> all(Distribution distribution, List<String> paths, Consumer<Proof> listener)
            throws InterruptedException {
        List<String> asked = paths.isEmpty() ? paths(distribution) : paths;
        Map<String, String> answered = answered(distribution, asked);
        List<Proof> proofs = new ArrayList<>();
        Instant began = tries.clock().instant();
        for (Check check : checks(distribution, asked, answered)) {
            Proof proof = tries.run(check, began);
            listener.accept(proof);
            proofs.add(proof);
        }
        return proofs;
    }

    /** One path for each behavior, the shortest that its pattern takes; the root object under its own name. */
    public static List<String> paths(Distribution distribution) {
        Set<String> paths = new LinkedHashSet<>();
        distribution.behaviors().forEach(behavior -> {
            String pattern = behavior.pathPattern();
            String path = pattern.equals("*") ? "/" + distribution.rootObject() : pattern.replace("*", "").replace("?", "x");
            paths.add(encoded(path.startsWith("/") ? path : "/" + path));
        });
        return List.copyOf(paths);
    }

    /** The paths that viewers get an answer for, each with what it was. */
    private Map<String, String> answered(Distribution distribution, List<String> paths) throws InterruptedException {
        Map<String, String> answered = new LinkedHashMap<>();
        for (String path : paths) {
            try {
                HttpProbe.Answer answer =
                        HttpProbe.send("GET", URI.create(aws.address(distribution.domainName()) + path), Map.of(), null);
                if (answer.status() < 400 && !PerimeterProofs.isOfTheEdge(answer)) {
                    answered.put(path, answer.summary());
                }
            } catch (SallyportException noAnswer) {
                // Said by viewer-answers.
            }
        }
        return answered;
    }

    private List<Check> checks(Distribution distribution, List<String> asked, Map<String, String> answered) {
        List<Check> checks = new ArrayList<>();
        checks.add(new Check(
                "viewer-answers",
                "Viewers are served",
                Lag.NONE,
                () -> answered.isEmpty()
                        ? Verdict.unknown("GET " + String.join(", ", asked) + " was answered by none; name a path with --path")
                        : Verdict.of(true, "GET " + answered.toString().replaceAll("^\\{|\\}$", ""))));
        checks.add(new Check(
                "viewer-https", "Plain HTTP leads to HTTPS, or nowhere", Lag.NONE, () -> leadsToHttps(distribution)));
        for (Origin origin : distribution.origins()) {
            List<String> through = asked.stream()
                    .filter(path -> distribution
                            .behaviorFor(path)
                            .filter(behavior -> behavior.originId().equals(origin.id()))
                            .isPresent())
                    .toList();
            checks.addAll(checks(distribution, origin, through, answered));
            WriteProofs writing = new WriteProofs(aws, origin, writes);
            if (writing.asks()) {
                checks.add(writing.check(through.isEmpty() ? "/" : through.getFirst()));
            }
        }
        return checks;
    }

    /** By the settings, and where HTTPS is spoken by one request to each behavior; loopback has no certificate. */
    private Verdict leadsToHttps(Distribution distribution) throws InterruptedException {
        Verdict configured = PlainHttp.configured(distribution.behaviors());
        boolean speaksHttps = "https".equals(aws.address(distribution.domainName()).getScheme());
        return speaksHttps && configured.outcome() == Outcome.HOLDS
                ? PlainHttp.asked(distribution.domainName(), paths(distribution))
                : configured;
    }

    private List<Check> checks(
            Distribution distribution, Origin origin, List<String> through, Map<String, String> answered) {
        String suffix = ":" + origin.id();
        // At its own address a bucket takes / for a list, whatever the edge makes of it.
        boolean lists = origin.kind() == OriginKind.S3;
        String proven = through.stream()
                .filter(answered::containsKey)
                .filter(path -> !(lists && path.endsWith("/")))
                .findFirst()
                .orElse(null);
        Matcher signed = SIGNED.matcher(origin.domainName());
        boolean takesSignatures = origin.kind() == OriginKind.API_GATEWAY || origin.kind() == OriginKind.FUNCTION_URL;
        if (proven != null && takesSignatures && signed.matches()) {
            String service = signed.group("service").equals("execute-api") ? "execute-api" : "lambda";
            Subject subject = new Subject(
                    distribution.id(),
                    Map.of(),
                    Map.of("OriginUrl", aws.address(origin.domainName()) + origin.path()));
            return new OriginProofs(aws, subject, proven, service, signed.group("region"))
                    .checks().stream()
                            .map(check -> new Check(
                                    check.id() + suffix, check.title() + ": " + origin.id(), Lag.NONE, check.trial()))
                            .toList();
        }
        return List.of(new Check(
                "origin-refuses-direct" + suffix,
                "The origin refuses whoever calls its own address: " + origin.id(),
                Lag.NONE,
                () -> refusesDirect(origin, through, proven)));
    }

    /** A pattern may hold what an address may not. */
    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            return "/";
        }
    }

    private Verdict refusesDirect(Origin origin, List<String> through, @Nullable String proven) throws InterruptedException {
        if (through.isEmpty()) {
            return Verdict.unknown("no path that was asked goes to " + origin.id() + "; name one with --path");
        }
        String path = proven == null ? through.getFirst() : proven;
        URI uri = URI.create(aws.address(origin.domainName()) + origin.path() + path);
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of("Accept", "text/html,*/*"), null);
        String evidence = "GET " + uri + " as a browser would → " + answer.summary();
        boolean refused = answer.status() == 401 || answer.status() == 403;
        if (answer.status() < 400) {
            return Verdict.of(false, evidence);
        }
        return refused && proven != null
                ? Verdict.of(true, evidence + "; through the edge it is answered")
                : Verdict.unknown(evidence + "; through the edge it is not answered either, so that shows nothing");
    }
}
