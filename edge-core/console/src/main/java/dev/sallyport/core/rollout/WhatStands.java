package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.PathEntry;
import dev.sallyport.core.guard.Lock;
import dev.sallyport.core.guard.Locks;
import dev.sallyport.core.proof.PerimeterProofs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a stack is put before where that is not its own: an API or functions, looked up before anything is made. */
final class WhatStands {
    private static final String PROBE = "ProbePath";
    private static final Pattern ENDPOINT = Pattern.compile(
            "https://(?<host>[a-z0-9]+\\.execute-api\\.[a-z0-9-]+\\.amazonaws\\.com(?:\\.cn)?)"
                    + "(?<path>/[A-Za-z0-9_-]+|/\\$default)?/?");

    private static final Pattern ADDRESS =
            Pattern.compile("https://(?<host>[a-z0-9-]+(?:\\.[a-z0-9-]+)+)(?<path>(?:/[A-Za-z0-9._~-]+)*/?)?");

    private final AwsClients aws;
    private final Locks locks;
    private final SealingKeys keys;
    private final PerimeterProofs asking;

    WhatStands(AwsClients aws, String account) {
        this.aws = aws;
        this.locks = new Locks(aws, account);
        this.keys = new SealingKeys(aws);
        this.asking = new PerimeterProofs(aws, lag -> Duration.ZERO);
    }

    /**
     * What was found.
     *
     * @param values of the parameters, with those that only a look tells
     * @param switched what the rollout would make demand a signature
     * @param undeployed what the rollout would release of an API beside
     * @param notes what to know before, one sentence each
     */
    record Found(
            Map<String, String> values, List<Lock.Switched> switched, List<String> undeployed, List<String> notes) {}

    /** One host that requests go to, with the part of the path that is the origin's own. */
    private record Origin(String host, String path) {
        boolean isApi() {
            return host.contains(".execute-api.");
        }

        boolean isFunction() {
            return host.contains(".lambda-url.");
        }

        String kind() {
            return isApi() ? "api" : isFunction() ? "function" : "other";
        }

        String address() {
            return "https://" + host + path;
        }

        /** As {@link Lock#key} names its lock. */
        String key() {
            return !isApi() ? host : host + (path.isEmpty() ? "/$default" : path.replaceFirst("(/[^/]+).*", "$1"));
        }
    }

    /**
     * Looks at what the values name. Nothing is changed.
     *
     * @param stack its name
     * @param distribution the stack's own; empty while there is none
     * @param held what the stack holds of what stands
     * @throws SallyportException {@code SP-PARAMETER} for an endpoint of another form, {@code SP-NOT-FOUND} and {@code
     *     SP-GUARD-ORIGIN} for what cannot be put behind the edge, {@code SP-API-STAGE} for another stage of the API that
     *     the stack is before, {@code SP-PROBE-PATH} where no path is known that could be proved
     */
    Found look(String stack, Map<String, String> given, String distribution, List<Held> held)
            throws InterruptedException {
        Map<String, String> values = new TreeMap<>(given);
        keys.fill(stack, values);
        List<Origin> origins = origins(given);
        if (origins.isEmpty()) {
            return new Found(values, List.of(), List.of(), List.of());
        }
        requireStage(given, held);
        List<Lock> found = new ArrayList<>();
        for (Origin origin : origins) {
            found.add(lock(origin, "", ""));
        }
        Origin first = origins.getFirst();
        String arns = String.join(",", found.stream().map(Lock::arn).toList());
        List<String> gets = List.of("/");
        if (is("ApiEndpoint", given)) {
            values.put("ApiEndpoint", first.address());
            values.put("ApiType", found.getFirst().kind());
            gets = found.getFirst().gets();
        } else if (is("FunctionUrls", given)) {
            values.put("FunctionArns", arns);
            gets = List.of(PathEntry.all(given.getOrDefault("FunctionUrls", "")).getFirst().path());
        } else {
            values.put("Origin", first.address());
            values.put("OriginKind", first.kind());
            values.put("OriginPath", first.path());
            values.put("OriginArns", arns);
            gets = first.isApi() ? found.getFirst().gets() : gets;
        }
        String asked = values.getOrDefault(PROBE, "");
        // An origin of another kind may let in CloudFront alone already, by a header or an address.
        if (asked.isEmpty() || !first.kind().equals("other")) {
            values.put(PROBE, probe(first, found.getFirst(), asked.isEmpty() ? gets : List.of(asked)));
        }
        List<Lock.Switched> switched = found.stream().flatMap(lock -> lock.switched().stream()).distinct().toList();
        List<String> notes = notes(origins, switched, distribution);
        for (int i = 0; i < found.size(); i++) {
            notes.addAll(notes(origins.get(i), found.get(i)));
        }
        if (!is("FunctionUrls", given)) {
            // Where it depends on who signs, the advice on signing says so.
            notes.add("Bodies over 1 MB are answered with 413 at the edge, whose function is shown no more of them.");
        }
        if (is("Origin", given)) {
            notes.add("Bodies that are neither JSON, XML, a form nor multipart/form-data are answered with 415 at the edge, since"
                    + " their fields would pass in the clear"
                    + (is("UnencryptedTypes", given) ? ", but for " + given.get("UnencryptedTypes") + "." : "."));
        }
        List<String> undeployed = found.stream().flatMap(lock -> lock.undeployed().stream()).distinct().toList();
        return new Found(values, switched, undeployed, List.copyOf(new LinkedHashSet<>(notes)));
    }

    private static boolean is(String parameter, Map<String, String> values) {
        return !values.getOrDefault(parameter, "").isBlank();
    }

    private static List<Origin> origins(Map<String, String> values) {
        if (is("Origin", values)) {
            return List.of(application(values.getOrDefault("Origin", "")));
        }
        if (!is("ApiEndpoint", values)) {
            return PathEntry.all(values.getOrDefault("FunctionUrls", "")).stream()
                    .map(entry -> new Origin(entry.host(), ""))
                    .toList();
        }
        Matcher endpoint = ENDPOINT.matcher(values.getOrDefault("ApiEndpoint", ""));
        if (!endpoint.matches()) {
            throw SallyportException.badInput(
                    "SP-PARAMETER",
                    "ApiEndpoint is not the invoke URL of an API's stage: " + values.get("ApiEndpoint") + ".",
                    "Give it as https://ID.execute-api.REGION.amazonaws.com/STAGE, not as a custom domain name.");
        }
        String path = endpoint.group("path");
        return List.of(new Origin(endpoint.group("host"), path == null || path.equals("/$default") ? "" : path));
    }

    private static Origin application(String address) {
        Matcher origin = ADDRESS.matcher(address);
        if (!origin.matches()) {
            throw SallyportException.badInput(
                    "SP-PARAMETER",
                    "Origin is no https address without a port and a query string: " + address + ".",
                    "Give it as https://app.example.com or https://app.example.com/path.");
        }
        String path = origin.group("path");
        return new Origin(origin.group("host"), path == null ? "" : path.replaceFirst("/+$", ""));
    }

    private Lock lock(Origin origin, String name, String distribution) {
        if (origin.isApi()) {
            return locks.ofApi(name, origin.host(), origin.path());
        }
        return origin.isFunction()
                ? locks.ofFunctionUrl(origin.host(), name, distribution)
                : new Lock(
                        origin.key(), origin.kind(), "none", List.of(), List.of(), Map.of(), List.of(), "", List.of());
    }

    /** A path for the proofs: where nothing refuses the console yet, one that surely answers. */
    private String probe(Origin origin, Lock lock, List<String> candidates) throws InterruptedException {
        if (candidates.isEmpty()) {
            throw unproved(origin.host() + " has no path that a GET could ask for as it is.");
        }
        if (lock.switched().isEmpty() && !origin.kind().equals("other")) {
            return candidates.getFirst();
        }
        SortedMap<String, Integer> answers = asking.answers(
                origin.host(), candidates.stream().map(path -> origin.path() + path).toList());
        return candidates.stream()
                .filter(path -> Integer.valueOf(200).equals(answers.get(origin.path() + path)))
                .findFirst()
                .orElseThrow(() -> unproved(
                        "No GET to " + origin.host() + " answered 200, so nothing could be proved: " + answers + "."));
    }

    private static SallyportException unproved(String why) {
        return SallyportException.badInput(
                "SP-PROBE-PATH", why, "Name a path that a GET answers 200 with -P " + PROBE + "=/PATH.");
    }

    private List<String> notes(List<Origin> origins, List<Lock.Switched> switched, String distribution) {
        List<String> notes = new ArrayList<>();
        if (origins.getFirst().kind().equals("other")) {
            notes.add(origins.getFirst().host()
                    + " has no lock that can be turned from here: it stays open to whoever knows its address.");
        }
        switched.forEach(one -> notes.add(one.what() + " becomes " + one.after() + ", before " + one.before()
                + "; given back when the stack goes."));
        if (!switched.isEmpty()) {
            notes.add("Whoever calls there, and not through the distribution, is refused from then on.");
            for (String host : new LinkedHashSet<>(origins.stream().map(Origin::host).toList())) {
                List<String> others = locks.sharers(host, distribution);
                if (!others.isEmpty()) {
                    notes.add(host + " is an origin of " + String.join(", ", others)
                            + " too, whose viewers are refused then unless their requests are signed.");
                }
            }
        }
        return notes;
    }

    private List<String> notes(Origin origin, Lock lock) {
        List<String> notes = new ArrayList<>();
        if (!origin.kind().equals("other")) {
            notes.add("The viewers' Authorization header does not arrive at " + origin.host()
                    + ", since the signature stands in it: an application that checks a token there refuses everyone.");
        }
        if (lock.switched().isEmpty()) {
            return notes;
        }
        notes.addAll(lock.released(origin.host()));
        notes.addAll(locks.beside(lock).notes(origin.host()));
        return notes;
    }

    /**
     * Goes on unless a lock would release what someone has changed and not deployed yet.
     *
     * @param values of the parameters
     * @throws SallyportException {@code SP-API-UNDEPLOYED}
     */
    static void requireReleased(Map<String, String> values, Found found) {
        if (!found.undeployed().isEmpty() && !"true".equals(values.get("AlthoughUndeployed"))) {
            throw SallyportException.refused(
                    "SP-API-UNDEPLOYED",
                    "The deployment that locks the API would also release what is not deployed yet: "
                            + String.join(", ", found.undeployed()) + ".",
                    "Deploy it or take it back first, or release it with -P AlthoughUndeployed=true.");
        }
    }

    /**
     * The locks as they are now, with what turns them.
     *
     * @param outputs of the stack that stands
     */
    List<Lock> locks(String stack, Map<String, String> values, Map<String, String> outputs) {
        String id = outputs.getOrDefault("DistributionId", "");
        boolean calls = is("FunctionUrls", values) && !id.isEmpty() && !"signer".equals(values.get("SigningMode"));
        String distribution = calls
                ? aws.cloudFront().getDistribution(request -> request.id(id)).distribution().arn()
                : "";
        // A statement's id has 100 characters at most, of which its second one adds some (Lambda API, AddPermission).
        String name = stack.substring(0, Math.min(stack.length(), 64))
                + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        return origins(values).stream().map(origin -> lock(origin, name, distribution)).toList();
    }

    /**
     * Which locks a stack with these values is before.
     *
     * @return the keys of what it would hold of them, by their names as {@link Locks} gives them
     */
    static Map<String, String> keys(Map<String, String> values) {
        Map<String, String> keys = new TreeMap<>();
        List<String> arns = List.of(values.getOrDefault("FunctionArns", values.getOrDefault("OriginArns", ""))
                .split(",", -1));
        List<Origin> origins = origins(values);
        for (int i = 0; i < origins.size(); i++) {
            Origin origin = origins.get(i);
            if (origin.isApi()) {
                keys.put(Locks.ofApiAt(origin.host()), origin.key());
            } else if (origin.isFunction() && i < arns.size()) {
                keys.put(Locks.of(arns.get(i).strip()), origin.key());
            }
        }
        return keys;
    }

    /** Which hosts a stack with these values is before. */
    static Set<String> hosts(Map<String, String> values) {
        Set<String> hosts = new LinkedHashSet<>();
        origins(values).forEach(origin -> hosts.add(origin.host()));
        return hosts;
    }

    /**
     * Goes on unless another stage of the same API is held: what locked that one would find nothing open to lock this one,
     * and giving it back would open both.
     *
     * @throws SallyportException {@code SP-API-STAGE}
     */
    static void requireStage(Map<String, String> values, List<Held> held) {
        for (Origin origin : origins(values)) {
            held.stream()
                    .filter(one -> one.isOf(origin.host()) && !one.key().equals(origin.key()))
                    .findFirst()
                    .ifPresent(one -> {
                        throw SallyportException.refused(
                                "SP-API-STAGE",
                                "The stack is before https://" + one.key() + ", another stage of the same API, and holds"
                                        + " its lock.",
                                "Have that given back first, by a stack before something else or by destroying it.");
                    });
        }
    }
}
