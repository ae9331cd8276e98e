package dev.sallyport.core.proof;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Proofs about a distribution that nobody's blueprint made: its viewers get what they got before, and its origins answer
 * nobody else any more. Each compares with what the same GET answered before the change, since a path that was refused
 * then shows nothing now.
 */
public final class PerimeterProofs {
    private final AwsClients aws;
    private final Tries tries;

    /**
     * Proofs through the network of a session.
     *
     * @param lags how late changes come to be seen there: {@link Lag#most} on AWS
     */
    public PerimeterProofs(AwsClients aws, Function<Lag, Duration> lags) {
        this.aws = aws;
        this.tries = Tries.of(lags);
    }

    /** What is to be proved once something has changed. */
    public sealed interface Claim {
        /** What its paths answered before. */
        SortedMap<String, Integer> before();
    }

    /**
     * Viewers get what they got before.
     *
     * @param host a domain name of the distribution
     * @param before the status of each path
     */
    public record Serves(String host, SortedMap<String, Integer> before) implements Claim {}

    /**
     * An origin refuses whoever calls its own address.
     *
     * @param origin its id
     * @param host its domain name
     * @param before the status of each path at the origin's own address
     */
    public record Refuses(String origin, String host, SortedMap<String, Integer> before) implements Claim {}

    /**
     * Plain HTTP leads to HTTPS, or nowhere.
     *
     * @param host a domain name of the distribution
     * @param paths one of each behavior
     */
    public record LeadsToHttps(String host, List<String> paths) implements Claim {
        @Override
        public SortedMap<String, Integer> before() {
            return new TreeMap<>();
        }
    }

    /** What GETs to {@code paths} of a host answer; a host that does not answer has no status for them. */
    public SortedMap<String, Integer> answers(String host, List<String> paths) throws InterruptedException {
        return asViewer(() -> {
            SortedMap<String, Integer> statuses = new TreeMap<>();
            for (String path : paths) {
                try {
                    HttpProbe.Answer answer = get(host, path);
                    if (!isOfTheEdge(answer)) {
                        statuses.put(path, answer.status());
                    }
                } catch (SallyportException noAnswer) {
                    // The claim says so: nothing to compare with.
                }
            }
            return statuses;
        });
    }

    /** Whether plain HTTP can be told from HTTPS there, which an embedded AWS on loopback does not offer. */
    public boolean speaksHttps(String host) {
        return "https".equals(aws.address(host).getScheme());
    }

    /**
     * Proves each claim in turn.
     *
     * @param viewers how late what lets viewers in may come to be seen
     * @param listener is told each proof as it ends
     */
    public List<Proof> prove(List<Claim> claims, Lag viewers, Consumer<Proof> listener) throws InterruptedException {
        return asViewer(() -> {
            List<Proof> proofs = new ArrayList<>();
            Instant began = tries.clock().instant();
            for (Claim claim : claims) {
                Proof proof = tries.run(check(claim, viewers), began);
                listener.accept(proof);
                proofs.add(proof);
            }
            return proofs;
        });
    }

    private interface Asking<T> {
        T run() throws InterruptedException;
    }

    private <T> T asViewer(Asking<T> asking) throws InterruptedException {
        try (HttpClient viewer = aws.network().viewer()) {
            return ScopedValue.where(HttpProbe.VIEWER, viewer).<T, InterruptedException>call(asking::run);
        }
    }

    private Check check(Claim claim, Lag viewers) {
        return switch (claim) {
            case Serves serves -> new Check(
                    "viewer-as-before", "Viewers get what they got before", viewers, () -> servesAsBefore(serves));
            case Refuses refuses -> new Check(
                    "origin-refuses-direct:" + refuses.origin(),
                    "The origin " + refuses.origin() + " refuses whoever calls its own address",
                    Lag.LOCK,
                    () -> refusesDirect(refuses));
            case LeadsToHttps leads -> new Check(
                    "viewer-https",
                    "Plain HTTP leads to HTTPS, or nowhere",
                    viewers,
                    () -> PlainHttp.asked(leads.host(), leads.paths()));
        };
    }

    private Verdict servesAsBefore(Serves claim) throws InterruptedException {
        List<String> same = new ArrayList<>();
        List<String> other = new ArrayList<>();
        List<String> cached = new ArrayList<>();
        for (Map.Entry<String, Integer> before : claim.before().entrySet()) {
            if (before.getValue() < 400) {
                HttpProbe.Answer now = get(claim.host(), before.getKey());
                boolean isSame = !isOfTheEdge(now) && isSame(before.getValue(), now.status());
                (!isSame ? other : isFromCache(now) ? cached : same)
                        .add("GET " + before.getKey() + " → " + now.summary() + ", before " + before.getValue());
            }
        }
        if (!other.isEmpty()) {
            return Verdict.of(false, String.join("; ", other));
        }
        if (same.isEmpty() && !cached.isEmpty()) {
            return Verdict.unknown("answered from the edge's cache, so the origin was not asked: "
                    + String.join("; ", cached));
        }
        return same.isEmpty()
                ? Verdict.unknown("no path answered viewers before (" + told(claim.before())
                        + "), so there is nothing to compare with; name one that does with --path")
                : Verdict.of(true, String.join("; ", same));
    }

    /** A cached answer may be revalidated, and a redirect be another one; a refusal or a fault is no answer. */
    private static boolean isSame(int before, int now) {
        return now == before || (now < 400 && now / 100 == before / 100);
    }

    /**
     * Whether CloudFront made the answer up: an error page of its own, even one with the status 200, or what a function at
     * the edge generated. It says nothing of the origin (Developer Guide, "x-edge-result-type").
     */
    static boolean isOfTheEdge(HttpProbe.Answer answer) {
        String from = answer.header("x-cache");
        return from.startsWith("Error") || from.contains("Generated");
    }

    /** The first word of CloudFront's own header; RefreshHit asked the origin. */
    private static boolean isFromCache(HttpProbe.Answer answer) {
        return answer.header("x-cache").startsWith("Hit");
    }

    private Verdict refusesDirect(Refuses claim) throws InterruptedException {
        List<String> refused = new ArrayList<>();
        List<String> let = new ArrayList<>();
        for (Map.Entry<String, Integer> before : claim.before().entrySet()) {
            HttpProbe.Answer now = get(claim.host(), before.getKey());
            boolean refuses = now.status() == 401 || now.status() == 403;
            if (!refuses && now.status() < 400) {
                let.add("GET " + aws.address(claim.host()) + before.getKey() + " → " + now.summary());
            } else if (refuses && before.getValue() < 400) {
                refused.add("GET " + aws.address(claim.host()) + before.getKey() + " → " + now.status() + ", before "
                        + before.getValue());
            }
        }
        if (!let.isEmpty()) {
            return Verdict.of(false, String.join("; ", let));
        }
        return refused.isEmpty()
                ? Verdict.unknown("no path was let in before (" + told(claim.before())
                        + "), so a refusal shows nothing; name one with --path")
                : Verdict.of(true, String.join("; ", refused));
    }

    private HttpProbe.Answer get(String host, String path) throws InterruptedException {
        return HttpProbe.send("GET", URI.create(aws.address(host) + path), Map.of(), null);
    }

    private static String told(SortedMap<String, Integer> statuses) {
        return statuses.isEmpty() ? "none was asked" : statuses.toString().replaceAll("[{}]", "").replace("=", " → ");
    }
}
