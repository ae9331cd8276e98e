package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.WholeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.GetWebAclResponse;
import software.amazon.awssdk.services.wafv2.model.Tag;
import software.amazon.awssdk.services.wafv2.model.Wafv2Exception;
import software.amazon.awssdk.services.wafv2.model.WebACLSummary;

/** The web ACLs of the account as they stand at this moment. */
final class LiveAcls {
    private final AwsClients aws;

    LiveAcls(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * A web ACL that was read.
     *
     * @param acl all that AWS answered
     * @param lockToken under which it may be changed
     */
    record Read(ObjectNode acl, String lockToken) {}

    Wafv2Client waf(Target target) {
        return aws.waf(target.region());
    }

    /**
     * The web ACL of that name, id or ARN.
     *
     * @param scope CLOUDFRONT or REGIONAL, in any case; null to look in both
     * @throws SallyportException {@code SP-NOT-FOUND}, {@code SP-ACL-AMBIGUOUS}, {@code SP-USAGE}
     */
    Target find(String name, @Nullable String scope) {
        Optional<Target> named = Target.ofArn(name, "webacl");
        if (named.isPresent()) {
            return named.get();
        }
        List<String> scopes = scope == null ? List.of("CLOUDFRONT", "REGIONAL") : List.of(known(scope));
        List<Target> found = new ArrayList<>();
        scopes.forEach(one -> found.addAll(named(name, one)));
        if (found.isEmpty()) {
            throw SallyportException.refused(
                    "SP-NOT-FOUND",
                    "There is no web ACL " + name + " of scope " + String.join(" or ", scopes) + " in this account"
                            + (scopes.contains("REGIONAL") ? " and " + aws.region() : "") + ".",
                    "Check the name, the account and the --region.");
        }
        if (found.size() > 1) {
            throw SallyportException.badInput(
                    "SP-ACL-AMBIGUOUS",
                    "There are two web ACLs " + name + ": "
                            + String.join(" and ", found.stream().map(Target::arn).toList()) + ".",
                    "Say which with --scope cloudfront or --scope regional, or give the ARN.");
        }
        return found.getFirst();
    }

    private static String known(String scope) {
        String upper = scope.toUpperCase(Locale.ROOT);
        if (!upper.equals("CLOUDFRONT") && !upper.equals("REGIONAL")) {
            throw SallyportException.badInput(
                    "SP-USAGE", "There is no scope " + scope + ".", "Give --scope cloudfront or --scope regional.");
        }
        return upper;
    }

    private List<Target> named(String name, String scope) {
        String region = scope.equals("CLOUDFRONT") ? EdgeRegion.NAME : aws.region();
        List<Target> found = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.waf(region).listWebACLs(request -> request.scope(scope).nextMarker(from));
            for (WebACLSummary one : page.webACLs()) {
                if (name.equals(one.name()) || name.equals(one.id())) {
                    found.add(new Target(one.name(), one.id(), one.arn(), scope, region));
                }
            }
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return found;
    }

    /**
     * Reads it whole.
     *
     * @throws SallyportException {@code SP-ACL-NEWER} when it has what this program cannot write back
     */
    Read read(Target target) {
        WholeAnswer answer = new WholeAnswer();
        GetWebAclResponse said = waf(target).getWebACL(request -> request.name(target.name())
                .scope(target.scope())
                .id(target.id())
                .overrideConfiguration(only -> only.addPlugin(answer::listen)));
        ObjectNode raw = AclJson.parsed(answer.text());
        List<String> unknown = raw.path("WebACL") instanceof ObjectNode acl
                // Some print the token in both places.
                ? AclJson.unknown(acl.without("LockToken"))
                : List.of("WebACL");
        if (!unknown.isEmpty()) {
            throw SallyportException.refused(
                    "SP-ACL-NEWER",
                    "The web ACL " + target.name() + " has what this program does not know, and would lose by a change: "
                            + String.join(", ", unknown) + ".",
                    "Change it in the AWS console, or use a later version of Sallyport.");
        }
        return new Read(AclJson.of(said.webACL()), said.lockToken());
    }

    /** The CloudFormation stack that made it, as its tags say; empty also where they may not be read. */
    Optional<String> owner(Target target) {
        try {
            return waf(target)
                    .listTagsForResource(request -> request.resourceARN(target.arn()))
                    .tagInfoForResource()
                    .tagList()
                    .stream()
                    .filter(tag -> tag.key().equals("aws:cloudformation:stack-name"))
                    .map(Tag::value)
                    .findFirst();
        } catch (Wafv2Exception unreadable) {
            return Optional.empty();
        }
    }
}
