package dev.sallyport.core.guard;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Origin;
import dev.sallyport.core.distribution.OriginKind;
import dev.sallyport.core.distribution.Protection;
import dev.sallyport.core.guard.Draft.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What lets an origin know the edge, and then refuse everyone else: origin access control for buckets and for function URLs
 * that take no body, the signing edge function for other function URLs and for APIs.
 */
final class OriginRemedies {
    private final AwsClients aws;
    private final String account;
    private final boolean althoughUndeployed;
    private final Locks locks;
    private final Buckets buckets;
    private final Sharing sharing;
    /** Several origins may be one API, or one function. */
    private final Map<String, Api> knownApis = new HashMap<>();

    private final Map<String, FunctionUrl> knownUrls = new HashMap<>();
    private final Set<String> apis = new LinkedHashSet<>();
    private final Set<String> functions = new LinkedHashSet<>();
    private final Set<String> told = new HashSet<>();

    /** @param althoughUndeployed whether the lock of an API may release what is not deployed yet */
    OriginRemedies(AwsClients aws, String account, boolean althoughUndeployed) {
        this.aws = aws;
        this.account = account;
        this.althoughUndeployed = althoughUndeployed;
        this.locks = new Locks(aws, account);
        this.sharing = new Sharing(aws);
        this.buckets = new Buckets(aws, account, sharing);
    }

    /** Every origin of the distribution that nothing protects. */
    void close(Draft draft, Finding finding) {
        for (Origin origin : draft.distribution().origins()) {
            if (origin.protection() == Protection.NONE && origin.kind() != OriginKind.S3_WEBSITE) {
                allowed(draft, finding, origin, () -> close(draft, finding, origin));
            }
        }
    }

    /** From the legacy identity to an access control; who else may read the bucket stays as it is. */
    void modernize(Draft draft, Finding finding) {
        for (Origin origin : draft.distribution().origins()) {
            if (origin.protection() == Protection.OAI) {
                allowed(draft, finding, origin, () -> buckets.sign(draft, finding, origin, false));
            }
        }
    }

    /** What may not be read is not guessed: the finding stays for that origin, and says which permission it lacks. */
    private static void allowed(Draft draft, Finding finding, Origin origin, Runnable planning) {
        try {
            planning.run();
        } catch (SdkException e) {
            draft.leave(finding.id(), origin.id() + ": " + AwsErrors.translate(e).message());
        } catch (SallyportException e) {
            draft.leave(finding.id(), origin.id() + ": " + e.message());
        }
    }

    private void close(Draft draft, Finding finding, Origin origin) {
        switch (origin.kind()) {
            case S3 -> buckets.sign(draft, finding, origin, true);
            case FUNCTION_URL -> closeFunction(draft, finding, origin);
            case API_GATEWAY -> closeApi(draft, finding, origin);
            case S3_WEBSITE, LOAD_BALANCER, CUSTOM -> draft.leave(
                    finding.id(), origin.id() + " (" + origin.domainName() + ") has no lock that can be turned from here. "
                            + finding.fix());
        }
    }

    private void closeFunction(Draft draft, Finding finding, Origin origin) {
        if (isShared(draft, finding, origin)) {
            return;
        }
        FunctionUrl url = knownUrls.computeIfAbsent(
                origin.domainName(), host -> FunctionUrl.find(aws, account, host));
        List<Part> behaviors = draft.reaching(origin.id());
        Part part = part(draft, origin);
        boolean bodies = behaviors.stream().anyMatch(Part::takesBodies);
        if (bodies) {
            if (!sign(draft, finding, origin, behaviors)) {
                return;
            }
            functions.add(url.arn());
        } else {
            String sid = draft.name() + "-" + Buckets.plain(origin.id());
            AccessControl control = new AccessControl(draft.name() + "-lambda", "lambda");
            draft.plan(control);
            draft.set(finding.id(), part, "OriginAccessControlId", control.placeholder());
            draft.plan(
                    new FunctionEntry(url.name(), url.region(), sid, draft.distribution().arn()),
                    new Change(finding.id(), "function " + url.name() + ": Policy[" + sid + "]", "",
                            "cloudfront.amazonaws.com for " + draft.distribution().arn()));
        }
        // One that demands a signature already is locked, and what else stands in its policy is not this change's.
        if (url.authType().equals("NONE")) {
            draft.closed().add(origin.id());
            tell(draft, origin, "URL", url.arn(), Map.of());
            draft.plan(
                    new FunctionUrlClosing(url.name(), url.region(), url.open()),
                    new Change(finding.id(), "function " + url.name() + ": AuthType", url.authType(), "AWS_IAM"));
        }
    }

    private void closeApi(Draft draft, Finding finding, Origin origin) {
        if (isShared(draft, finding, origin)) {
            return;
        }
        Api api = knownApis.computeIfAbsent(
                origin.domainName() + origin.path(), absent ->
                        Api.find(aws, account, draft.name(), origin.domainName(), origin.path()));
        boolean isOpen = !api.open().isEmpty();
        if (isOpen && !api.undeployed().isEmpty() && !althoughUndeployed) {
            draft.leave(
                    finding.id(),
                    origin.id() + ": the deployment that locks the API would also release what is not deployed yet: "
                            + String.join(", ", api.undeployed())
                            + ". Deploy it or take it back first, or release it with --although-undeployed.");
            return;
        }
        if (!sign(draft, finding, origin, draft.reaching(origin.id()))) {
            return;
        }
        apis.add(api.arn());
        draft.paths().addAll(api.paths());
        if (!isOpen) {
            // Its stage refuses unsigned requests already: nothing to deploy.
            return;
        }
        draft.closed().add(origin.id());
        draft.notes().addAll(Lock.released(api.undeployed(), api.unseen(), origin.domainName()));
        tell(draft, origin, api.kind(), api.arn(), api.tags());
        draft.plan(
                api.closing(),
                api.open().stream()
                        .map(method -> new Change(
                                finding.id(), "API " + api.id() + ": " + method + " AuthorizationType", "NONE", "AWS_IAM"))
                        .toArray(Change[]::new));
    }

    /** Who else would be shut out, and by whom it would be opened again. */
    private void tell(Draft draft, Origin origin, String kind, String arn, Map<String, String> tags) {
        if (told.add(arn)) {
            draft.notes().add("Whoever calls " + origin.domainName()
                    + ", and not through the distribution, is refused from then on.");
            draft.notes().addAll(locks.beside(kind, arn, tags).notes(origin.domainName()));
        }
    }

    /** Who comes through another distribution would be shut out with everyone else. */
    private boolean isShared(Draft draft, Finding finding, Origin origin) {
        List<String> others = sharing.others(draft.distribution().id(), origin.domainName());
        if (!others.isEmpty()) {
            draft.leave(
                    finding.id(),
                    origin.id() + " (" + origin.domainName() + ") is an origin of " + String.join(", ", others)
                            + " too, whose viewers would be refused. Guard them together by hand.");
        }
        return !others.isEmpty();
    }

    /** Puts the signing function on every behavior of an origin, unless its place is taken. */
    private boolean sign(Draft draft, Finding finding, Origin origin, List<Part> behaviors) {
        List<String> taken = behaviors.stream()
                .filter(behavior -> behavior.runs("origin-request"))
                .map(Part::path)
                .toList();
        if (!taken.isEmpty()) {
            draft.leave(
                    finding.id(),
                    origin.id() + " needs a function at origin-request that signs, and " + String.join(", ", taken)
                            + " has another there. Sign in that one.");
            return false;
        }
        Set<String> mixed = draft.companions(origin.id());
        mixed.removeIf(companion -> draft.distribution().origins().stream()
                .anyMatch(one -> one.id().equals(companion)
                        && (one.kind() == OriginKind.API_GATEWAY || one.kind() == OriginKind.FUNCTION_URL)));
        if (!mixed.isEmpty()) {
            draft.leave(
                    finding.id(),
                    origin.id() + " is in an origin group with " + String.join(", ", mixed)
                            + ", for which nothing can be signed. Part them, or sign by hand.");
            return false;
        }
        if (behaviors.isEmpty()) {
            draft.leave(finding.id(), "No behavior goes to " + origin.id() + ". Remove the origin, or lock it yourself.");
            return false;
        }
        String placeholder = signer(draft, List.of(), List.of()).placeholder();
        for (Part behavior : behaviors) {
            draft.change(finding.id(), behavior, "LambdaFunctionAssociations", node -> {
                var list = node.withObjectProperty("LambdaFunctionAssociations");
                var items = list.withArrayProperty("Items");
                items.addObject()
                        .put("LambdaFunctionARN", placeholder)
                        .put("EventType", "origin-request")
                        .put("IncludeBody", behavior.takesBodies());
                list.put("Quantity", items.size());
            });
        }
        return true;
    }

    /** One function signs for all origins, so it comes last, when they are known. */
    void deploySigner(Draft draft) {
        if (!apis.isEmpty() || !functions.isEmpty()) {
            draft.plan(signer(draft, new ArrayList<>(apis), new ArrayList<>(functions)));
        }
    }

    private EdgeSigner signer(Draft draft, List<String> apis, List<String> functions) {
        return new EdgeSigner(draft.name(), account, draft.distribution().id(), apis, functions);
    }

    private static Part part(Draft draft, Origin origin) {
        return draft.origins().stream()
                .filter(part -> part.text("Id").equals(origin.id()))
                .findFirst()
                .orElseThrow();
    }
}
