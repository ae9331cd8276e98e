package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.WholeAnswer;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.WafArn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.wafv2.model.Scope;

/**
 * Reads what stands around distributions and decides about them: their web ACLs with the logging, Shield's protections,
 * the functions at the edge, and the origins' own locks. Each thing is read once, however many distributions have it. What
 * may not be read is a gap, and the rest works.
 */
final class Surroundings {
    /** AWS WAF allows a few calls a second; the SDK waits where it throttles. */
    private static final int AT_ONCE = 4;

    private final AwsClients aws;
    private final Referenced referenced;

    Surroundings(AwsClients aws, Referenced referenced) {
        this.aws = aws;
        this.referenced = referenced;
    }

    /** @param distributions as their configurations alone show them */
    void read(Collection<Distribution> distributions) {
        readWebAcls(distributions.stream()
                .map(Distribution::webAcl)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new)));
        readShield();
        Set<String> functions = distributions.stream()
                .flatMap(one -> one.behaviors().stream())
                .flatMap(one -> one.functions().stream())
                .map(EdgeFunction::arn)
                .filter(arn -> Arns.isOf(arn, "lambda"))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> gaps = new ArrayList<>();
        EdgeCode.read(aws, functions, gaps).forEach(referenced::function);
        gaps.forEach(referenced::gap);
        Map<String, Set<Origin>> origins = new TreeMap<>();
        distributions.forEach(one -> Arns.of(one.arn())
                .flatMap(Arn::accountId)
                .ifPresent(account -> origins.computeIfAbsent(account, each -> new LinkedHashSet<>()).addAll(one.origins())));
        origins.forEach((account, all) -> new OriginLocks(aws, account).read(all).forEach(referenced.locks()::put));
    }

    private void readWebAcls(Set<String> arns) {
        // A web ACL of AWS WAF Classic has an id alone.
        List<String> known = arns.stream().filter(arn -> WafArn.of(arn).isPresent()).toList();
        if (known.isEmpty()) {
            return;
        }
        Map<String, String> gaps = new HashMap<>();
        List<Optional<JsonNode>> read = AtOnce.each(known, AT_ONCE, arn -> {
            try {
                return Optional.of(webAcl(arn));
            } catch (SdkException e) {
                synchronized (gaps) {
                    gaps.put(arn, "web ACL " + arn + " was not read, " + Refusal.said(e, "wafv2:GetWebACL"));
                }
                return Optional.<JsonNode>empty();
            }
        });
        for (int i = 0; i < known.size(); i++) {
            String arn = known.get(i);
            read.get(i).ifPresent(acl -> referenced.addWebAcl(arn, acl));
        }
        gaps.values().forEach(referenced::gap);
        readLogging(known);
    }

    /** The whole answer, since the SDK leaves out what it does not know. */
    private JsonNode webAcl(String arn) {
        WafArn named = WafArn.of(arn).orElseThrow();
        WholeAnswer answer = new WholeAnswer();
        aws.waf(EdgeRegion.NAME).getWebACL(request -> request.scope(Scope.CLOUDFRONT)
                .name(named.name())
                .id(named.id())
                .overrideConfiguration(only -> only.addPlugin(answer::listen)));
        try {
            return Json.MAPPER.readTree(answer.text()).path("WebACL");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An answer that the SDK could read", e);
        }
    }

    /** One question for all. */
    private void readLogging(List<String> arns) {
        Map<String, JsonNode> found = new HashMap<>();
        try {
            String marker = null;
            do {
                String from = marker;
                var page = aws.waf(EdgeRegion.NAME)
                        .listLoggingConfigurations(request -> request.scope(Scope.CLOUDFRONT).nextMarker(from));
                page.loggingConfigurations().forEach(one -> found.put(one.resourceArn(), Shapes.toJson(one)));
                marker = page.nextMarker();
            } while (marker != null && !marker.isEmpty());
        } catch (SdkException e) {
            referenced.gap("where web ACLs log was not read, " + Refusal.said(e, "wafv2:ListLoggingConfigurations"));
            return;
        }
        arns.forEach(arn -> referenced.logging(arn, found.getOrDefault(arn, MissingNode.getInstance())));
    }

    private void readShield() {
        try {
            referenced.shield(ShieldState.read(aws));
        } catch (SdkException e) {
            referenced.gap("Shield's protections were not read, "
                    + Refusal.said(e, "shield:GetSubscriptionState and shield:ListProtections"));
        }
    }
}
