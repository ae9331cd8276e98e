package dev.sallyport.core.sandbox.wafv2;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wafv2.Entities.Entry;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.WafArn;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.*;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * AWS WAF: web ACLs, IP sets, regex pattern sets, rule groups, logging and samples. Long because the SDK has one method per
 * operation; what an operation does stands in {@link WebAcls}, {@link Sets}, {@link Logging}, {@link Observed} and
 * {@link ManagedCatalog}.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/Welcome.html">AWS WAF API Reference</a>
 */
public final class SandboxWafv2 implements Wafv2Client {
    private final Authorizer authorizer;
    private final Catalog catalog;
    private final WebAcls acls;
    private final Sets sets;
    private final Logging logging;
    private final ResourceTags tags;
    private final LiveFirewall live;
    private final Observed observed;

    /**
     * AWS WAF over {@code state}.
     *
     * @param resourcesOf the ARNs of the distributions that use the web ACL of an ARN
     */
    public SandboxWafv2(
            SandboxState state, Authorizer authorizer, Clock clock, Function<String, List<String>> resourcesOf) {
        this.authorizer = authorizer;
        this.catalog = Catalog.in(state, authorizer);
        this.acls = new WebAcls(catalog, resourcesOf);
        this.sets = new Sets(catalog);
        this.logging = new Logging(state, catalog, authorizer);
        this.tags = new ResourceTags(state, catalog, authorizer);
        this.live = new LiveFirewall(catalog, logging);
        this.observed = new Observed(catalog, live, authorizer, clock);
    }

    /** What judges the live requests by these web ACLs. */
    public LiveFirewall live() {
        return live;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    /** What a list shows, which is alike for web ACLs, rule groups and both kinds of sets. */
    private static <T extends SdkPojo> T summary(Entry entry, SdkBuilder<?, T> builder) {
        ObjectNode members = JsonNodeFactory.instance
                .objectNode()
                .put("Name", entry.name())
                .put("Id", entry.id())
                .put("Description", entry.description())
                .put("LockToken", entry.lockToken())
                .put("ARN", entry.arn());
        return Shapes.fromJson(members, builder);
    }

    // Web ACLs

    @Override
    public CreateWebAclResponse createWebACL(CreateWebAclRequest r) {
        Entry entry = acls.create(r);
        tags.set(entry.arn(), r.tags());
        return CreateWebAclResponse.builder().summary(summary(entry, WebACLSummary.builder())).build();
    }

    @Override
    public GetWebAclResponse getWebACL(GetWebAclRequest r) {
        var held = r.arn() != null ? catalog.acls().get(r.arn()) : catalog.acls().get(r.name(), r.scopeAsString(), r.id());
        return GetWebAclResponse.builder().webACL(held.value()).lockToken(held.lockToken()).build();
    }

    @Override
    public UpdateWebAclResponse updateWebACL(UpdateWebAclRequest r) {
        return UpdateWebAclResponse.builder().nextLockToken(acls.update(r)).build();
    }

    @Override
    public DeleteWebAclResponse deleteWebACL(DeleteWebAclRequest r) {
        String arn = catalog.acls().get(r.name(), r.scopeAsString(), r.id()).arn();
        acls.delete(r);
        logging.forget(arn);
        tags.forget(arn);
        return DeleteWebAclResponse.builder().build();
    }

    @Override
    public ListWebAcLsResponse listWebACLs(ListWebAcLsRequest r) {
        Page<Entry> page = catalog.acls().list(r.scopeAsString(), r.limit(), r.nextMarker(), "ListWebACLs");
        return ListWebAcLsResponse.builder()
                .webACLs(page.items().stream().map(entry -> summary(entry, WebACLSummary.builder())).toList())
                .nextMarker(page.next())
                .build();
    }

    // Associations: a distribution has its web ACL in its own configuration.

    @Override
    public AssociateWebAclResponse associateWebACL(AssociateWebAclRequest r) {
        authorizer.require("wafv2:AssociateWebACL", String.valueOf(r.webACLArn()), null, Map.of());
        throw associable(r.resourceArn());
    }

    @Override
    public DisassociateWebAclResponse disassociateWebACL(DisassociateWebAclRequest r) {
        authorizer.require("wafv2:DisassociateWebACL", String.valueOf(r.resourceArn()), null, Map.of());
        throw associable(r.resourceArn());
    }

    @Override
    public GetWebAclForResourceResponse getWebACLForResource(GetWebAclForResourceRequest r) {
        authorizer.require("wafv2:GetWebACLForResource", String.valueOf(r.resourceArn()), null, Map.of());
        throw associable(r.resourceArn());
    }

    private static RuntimeException associable(@Nullable String resourceArn) {
        if (resourceArn != null && Arns.isOf(resourceArn, "cloudfront")) {
            return WafFaults.invalid(
                    "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.",
                    "RESOURCE_ARN",
                    resourceArn);
        }
        return WafFaults.missing();
    }

    @Override
    public ListResourcesForWebAclResponse listResourcesForWebACL(ListResourcesForWebAclRequest r) {
        String arn = String.valueOf(r.webACLArn());
        authorizer.require("wafv2:ListResourcesForWebACL", arn, null, Map.of());
        if (catalog.acls().find(arn).isEmpty()) {
            throw WafFaults.missing();
        }
        // For distributions AWS answers through CloudFront's ListDistributionsByWebACLId only.
        List<String> resources = WafArn.of(arn).filter(WafArn::global).isPresent() ? List.of() : acls.resources(arn);
        return ListResourcesForWebAclResponse.builder().resourceArns(resources).build();
    }

    // IP sets

    @Override
    public CreateIpSetResponse createIPSet(CreateIpSetRequest r) {
        Entry entry = sets.create(r);
        tags.set(entry.arn(), r.tags());
        return CreateIpSetResponse.builder().summary(summary(entry, IPSetSummary.builder())).build();
    }

    @Override
    public GetIpSetResponse getIPSet(GetIpSetRequest r) {
        var held = catalog.ipSets().get(r.name(), r.scopeAsString(), r.id());
        return GetIpSetResponse.builder().ipSet(held.value()).lockToken(held.lockToken()).build();
    }

    @Override
    public UpdateIpSetResponse updateIPSet(UpdateIpSetRequest r) {
        return UpdateIpSetResponse.builder().nextLockToken(sets.update(r)).build();
    }

    @Override
    public DeleteIpSetResponse deleteIPSet(DeleteIpSetRequest r) {
        catalog.ipSets().delete(r.name(), r.scopeAsString(), r.id(), r.lockToken(), catalog::referredTo);
        return DeleteIpSetResponse.builder().build();
    }

    @Override
    public ListIpSetsResponse listIPSets(ListIpSetsRequest r) {
        Page<Entry> page = catalog.ipSets().list(r.scopeAsString(), r.limit(), r.nextMarker(), "ListIPSets");
        return ListIpSetsResponse.builder()
                .ipSets(page.items().stream().map(entry -> summary(entry, IPSetSummary.builder())).toList())
                .nextMarker(page.next())
                .build();
    }

    // Regex pattern sets

    @Override
    public CreateRegexPatternSetResponse createRegexPatternSet(CreateRegexPatternSetRequest r) {
        Entry entry = sets.create(r);
        tags.set(entry.arn(), r.tags());
        return CreateRegexPatternSetResponse.builder().summary(summary(entry, RegexPatternSetSummary.builder())).build();
    }

    @Override
    public GetRegexPatternSetResponse getRegexPatternSet(GetRegexPatternSetRequest r) {
        var held = catalog.patternSets().get(r.name(), r.scopeAsString(), r.id());
        return GetRegexPatternSetResponse.builder().regexPatternSet(held.value()).lockToken(held.lockToken()).build();
    }

    @Override
    public UpdateRegexPatternSetResponse updateRegexPatternSet(UpdateRegexPatternSetRequest r) {
        return UpdateRegexPatternSetResponse.builder().nextLockToken(sets.update(r)).build();
    }

    @Override
    public DeleteRegexPatternSetResponse deleteRegexPatternSet(DeleteRegexPatternSetRequest r) {
        catalog.patternSets().delete(r.name(), r.scopeAsString(), r.id(), r.lockToken(), catalog::referredTo);
        return DeleteRegexPatternSetResponse.builder().build();
    }

    @Override
    public ListRegexPatternSetsResponse listRegexPatternSets(ListRegexPatternSetsRequest r) {
        Page<Entry> page = catalog.patternSets().list(r.scopeAsString(), r.limit(), r.nextMarker(), "ListRegexPatternSets");
        return ListRegexPatternSetsResponse.builder()
                .regexPatternSets(page.items().stream().map(entry -> summary(entry, RegexPatternSetSummary.builder())).toList())
                .nextMarker(page.next())
                .build();
    }

    // Rule groups

    @Override
    public CreateRuleGroupResponse createRuleGroup(CreateRuleGroupRequest r) {
        Entry entry = acls.create(r);
        tags.set(entry.arn(), r.tags());
        return CreateRuleGroupResponse.builder().summary(summary(entry, RuleGroupSummary.builder())).build();
    }

    @Override
    public GetRuleGroupResponse getRuleGroup(GetRuleGroupRequest r) {
        var groups = catalog.ruleGroups();
        var held = r.arn() != null ? groups.get(r.arn()) : groups.get(r.name(), r.scopeAsString(), r.id());
        return GetRuleGroupResponse.builder().ruleGroup(held.value()).lockToken(held.lockToken()).build();
    }

    @Override
    public UpdateRuleGroupResponse updateRuleGroup(UpdateRuleGroupRequest r) {
        return UpdateRuleGroupResponse.builder().nextLockToken(acls.update(r)).build();
    }

    @Override
    public DeleteRuleGroupResponse deleteRuleGroup(DeleteRuleGroupRequest r) {
        catalog.ruleGroups().delete(r.name(), r.scopeAsString(), r.id(), r.lockToken(), catalog::referredTo);
        return DeleteRuleGroupResponse.builder().build();
    }

    @Override
    public ListRuleGroupsResponse listRuleGroups(ListRuleGroupsRequest r) {
        Page<Entry> page = catalog.ruleGroups().list(r.scopeAsString(), r.limit(), r.nextMarker(), "ListRuleGroups");
        return ListRuleGroupsResponse.builder()
                .ruleGroups(page.items().stream().map(entry -> summary(entry, RuleGroupSummary.builder())).toList())
                .nextMarker(page.next())
                .build();
    }

    @Override
    public CheckCapacityResponse checkCapacity(CheckCapacityRequest r) {
        authorizer.require("wafv2:CheckCapacity", "*", null, Map.of());
        return CheckCapacityResponse.builder().capacity(acls.checkCapacity(r.rules())).build();
    }

    // Managed rule groups

    @Override
    public ListAvailableManagedRuleGroupsResponse listAvailableManagedRuleGroups(ListAvailableManagedRuleGroupsRequest r) {
        authorizer.require("wafv2:ListAvailableManagedRuleGroups", "*", null, Map.of());
        return ManagedCatalog.list(r);
    }

    @Override
    public ListAvailableManagedRuleGroupVersionsResponse listAvailableManagedRuleGroupVersions(
            ListAvailableManagedRuleGroupVersionsRequest r) {
        authorizer.require("wafv2:ListAvailableManagedRuleGroupVersions", "*", null, Map.of());
        return ManagedCatalog.versions(r);
    }

    @Override
    public DescribeManagedRuleGroupResponse describeManagedRuleGroup(DescribeManagedRuleGroupRequest r) {
        authorizer.require("wafv2:DescribeManagedRuleGroup", "*", null, Map.of());
        return ManagedCatalog.describe(r);
    }

    // Logging

    @Override
    public PutLoggingConfigurationResponse putLoggingConfiguration(PutLoggingConfigurationRequest r) {
        return PutLoggingConfigurationResponse.builder()
                .loggingConfiguration(logging.put(r.loggingConfiguration()))
                .build();
    }

    @Override
    public GetLoggingConfigurationResponse getLoggingConfiguration(GetLoggingConfigurationRequest r) {
        return GetLoggingConfigurationResponse.builder()
                .loggingConfiguration(logging.get(r.resourceArn()))
                .build();
    }

    @Override
    public DeleteLoggingConfigurationResponse deleteLoggingConfiguration(DeleteLoggingConfigurationRequest r) {
        logging.delete(r.resourceArn());
        return DeleteLoggingConfigurationResponse.builder().build();
    }

    @Override
    public ListLoggingConfigurationsResponse listLoggingConfigurations(ListLoggingConfigurationsRequest r) {
        return ListLoggingConfigurationsResponse.builder()
                .loggingConfigurations(logging.list(r.scopeAsString()))
                .build();
    }

    // What was observed

    @Override
    public GetSampledRequestsResponse getSampledRequests(GetSampledRequestsRequest r) {
        return observed.samples(r);
    }

    @Override
    public GetRateBasedStatementManagedKeysResponse getRateBasedStatementManagedKeys(
            GetRateBasedStatementManagedKeysRequest r) {
        return observed.managedKeys(r);
    }

    // Tags

    @Override
    public TagResourceResponse tagResource(TagResourceRequest r) {
        tags.tag(r.resourceARN(), r.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest r) {
        tags.untag(r.resourceARN(), r.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsForResourceResponse listTagsForResource(ListTagsForResourceRequest r) {
        return ListTagsForResourceResponse.builder()
                .tagInfoForResource(info -> info.resourceARN(r.resourceARN()).tagList(tags.list(r.resourceARN())))
                .build();
    }
}
