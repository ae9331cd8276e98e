package dev.sallyport.core.sandbox.shield;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.shape.Shapes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.shield.ShieldClient;
import software.amazon.awssdk.services.shield.model.*;
import software.amazon.awssdk.services.wafv2.Wafv2Client;

/**
 * AWS Shield. What an operation does stands in {@link Subscriptions}, {@link Protections}, {@link AutomaticResponse},
 * {@link ProtectionGroups} and {@link Attacks}.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/DDOSAPIReference/Welcome.html">AWS Shield API Reference</a>
 */
public final class SandboxShield implements ShieldClient {
    private static final int PAGE = 1000;

    private final Authorizer authorizer;
    private final Subscriptions subscriptions;
    private final Protections protections;
    private final AutomaticResponse response;
    private final ProtectionGroups groups;
    private final FloodWatch watch;
    private final Attacks attacks;

    /**
     * AWS Shield over {@code state}.
     *
     * @param waf where automatic responses are put
     * @param exists whether the account has the resource of an ARN
     * @param webAclOf the web ACL's ARN of a distribution's ARN
     */
    public SandboxShield(
            SandboxState state,
            Authorizer authorizer,
            Clock clock,
            Wafv2Client waf,
            Predicate<String> exists,
            Function<String, Optional<String>> webAclOf) {
        this.authorizer = authorizer;
        this.subscriptions = new Subscriptions(state, clock);
        this.protections = new Protections(state, subscriptions, exists);
        this.response = new AutomaticResponse(protections, waf, webAclOf);
        this.groups = new ProtectionGroups(state, subscriptions, protections);
        this.watch = new FloodWatch(state, clock);
        this.attacks = new Attacks(watch, protections, subscriptions, clock);
    }

    /** What the data plane reports every request to. */
    public FloodWatch watch() {
        return watch;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private void require(String action) {
        authorizer.require("shield:" + action, "*", null, Map.of());
    }

    private void requireProtection(String action, @Nullable String id) {
        String arn = "arn:aws:shield::" + Call.current().account() + ":protection/" + (id == null ? "*" : id);
        authorizer.require("shield:" + action, arn, null, Map.of());
    }

    private static <T> Page<T> page(List<T> all, @Nullable Integer max, @Nullable String token, Function<T, String> name) {
        if (max != null && (max < 0 || max > 10_000)) {
            throw ShieldFaults.invalid("MaxResults must be between 0 and 10000.");
        }
        return Page.of(all, max == null || max == 0 ? PAGE : max, token, name).orElseThrow(ShieldFaults::badToken);
    }

    // Subscription

    @Override
    public GetSubscriptionStateResponse getSubscriptionState(GetSubscriptionStateRequest r) {
        require("GetSubscriptionState");
        return GetSubscriptionStateResponse.builder()
                .subscriptionState(subscriptions.find().isPresent() ? SubscriptionState.ACTIVE : SubscriptionState.INACTIVE)
                .build();
    }

    @Override
    public CreateSubscriptionResponse createSubscription(CreateSubscriptionRequest r) {
        require("CreateSubscription");
        subscriptions.create();
        return CreateSubscriptionResponse.builder().build();
    }

    @Override
    public DescribeSubscriptionResponse describeSubscription(DescribeSubscriptionRequest r) {
        require("DescribeSubscription");
        return DescribeSubscriptionResponse.builder().subscription(subscriptions.require()).build();
    }

    @Override
    public UpdateSubscriptionResponse updateSubscription(UpdateSubscriptionRequest r) {
        require("UpdateSubscription");
        if (r.autoRenew() != null) {
            subscriptions.update(r.autoRenew());
        }
        return UpdateSubscriptionResponse.builder().build();
    }

    // Protections

    @Override
    public CreateProtectionResponse createProtection(CreateProtectionRequest r) {
        requireProtection("CreateProtection", null);
        return CreateProtectionResponse.builder()
                .protectionId(protections.create(r.name(), r.resourceArn()).id())
                .build();
    }

    @Override
    public DescribeProtectionResponse describeProtection(DescribeProtectionRequest r) {
        requireProtection("DescribeProtection", r.protectionId());
        return DescribeProtectionResponse.builder()
                .protection(protections.require(r.protectionId(), r.resourceArn()))
                .build();
    }

    @Override
    public DeleteProtectionResponse deleteProtection(DeleteProtectionRequest r) {
        requireProtection("DeleteProtection", r.protectionId());
        Protection protection = protections.require(r.protectionId(), null);
        response.disable(protection.resourceArn());
        protections.delete(protection.id());
        return DeleteProtectionResponse.builder().build();
    }

    @Override
    public ListProtectionsResponse listProtections(ListProtectionsRequest r) {
        require("ListProtections");
        var page = page(protections.list(r.inclusionFilters()), r.maxResults(), r.nextToken(), Protection::id);
        return ListProtectionsResponse.builder().protections(page.items()).nextToken(page.next()).build();
    }

    @Override
    public AssociateHealthCheckResponse associateHealthCheck(AssociateHealthCheckRequest r) {
        requireProtection("AssociateHealthCheck", r.protectionId());
        protections.associate(r.protectionId(), r.healthCheckArn());
        return AssociateHealthCheckResponse.builder().build();
    }

    @Override
    public DisassociateHealthCheckResponse disassociateHealthCheck(DisassociateHealthCheckRequest r) {
        requireProtection("DisassociateHealthCheck", r.protectionId());
        protections.disassociate(r.protectionId(), r.healthCheckArn());
        return DisassociateHealthCheckResponse.builder().build();
    }

    // Automatic application layer response

    @Override
    public EnableApplicationLayerAutomaticResponseResponse enableApplicationLayerAutomaticResponse(
            EnableApplicationLayerAutomaticResponseRequest r) {
        require("EnableApplicationLayerAutomaticResponse");
        response.enable(r.resourceArn(), r.action());
        return EnableApplicationLayerAutomaticResponseResponse.builder().build();
    }

    @Override
    public UpdateApplicationLayerAutomaticResponseResponse updateApplicationLayerAutomaticResponse(
            UpdateApplicationLayerAutomaticResponseRequest r) {
        require("UpdateApplicationLayerAutomaticResponse");
        response.update(r.resourceArn(), r.action());
        return UpdateApplicationLayerAutomaticResponseResponse.builder().build();
    }

    @Override
    public DisableApplicationLayerAutomaticResponseResponse disableApplicationLayerAutomaticResponse(
            DisableApplicationLayerAutomaticResponseRequest r) {
        require("DisableApplicationLayerAutomaticResponse");
        response.disable(r.resourceArn());
        return DisableApplicationLayerAutomaticResponseResponse.builder().build();
    }

    // Protection groups

    /** What a request to create or to update one says of it, under the same names. */
    private static ProtectionGroup group(SdkPojo request) {
        return Shapes.fromJson(Shapes.toJson(request), ProtectionGroup.builder());
    }

    @Override
    public CreateProtectionGroupResponse createProtectionGroup(CreateProtectionGroupRequest r) {
        require("CreateProtectionGroup");
        groups.create(group(r));
        return CreateProtectionGroupResponse.builder().build();
    }

    @Override
    public UpdateProtectionGroupResponse updateProtectionGroup(UpdateProtectionGroupRequest r) {
        require("UpdateProtectionGroup");
        groups.update(group(r));
        return UpdateProtectionGroupResponse.builder().build();
    }

    @Override
    public DescribeProtectionGroupResponse describeProtectionGroup(DescribeProtectionGroupRequest r) {
        require("DescribeProtectionGroup");
        return DescribeProtectionGroupResponse.builder()
                .protectionGroup(groups.require(r.protectionGroupId()))
                .build();
    }

    @Override
    public DeleteProtectionGroupResponse deleteProtectionGroup(DeleteProtectionGroupRequest r) {
        require("DeleteProtectionGroup");
        groups.delete(r.protectionGroupId());
        return DeleteProtectionGroupResponse.builder().build();
    }

    @Override
    public ListProtectionGroupsResponse listProtectionGroups(ListProtectionGroupsRequest r) {
        require("ListProtectionGroups");
        var page = page(groups.list(), r.maxResults(), r.nextToken(), ProtectionGroup::protectionGroupId);
        return ListProtectionGroupsResponse.builder().protectionGroups(page.items()).nextToken(page.next()).build();
    }

    @Override
    public ListResourcesInProtectionGroupResponse listResourcesInProtectionGroup(ListResourcesInProtectionGroupRequest r) {
        require("ListResourcesInProtectionGroup");
        var page = page(groups.resources(r.protectionGroupId()), r.maxResults(), r.nextToken(), arn -> arn);
        return ListResourcesInProtectionGroupResponse.builder().resourceArns(page.items()).nextToken(page.next()).build();
    }

    // Attacks

    @Override
    public ListAttacksResponse listAttacks(ListAttacksRequest r) {
        require("ListAttacks");
        var page = page(
                attacks.list(r), r.maxResults(), r.nextToken(), attack -> attack.startTime() + "/" + attack.attackId());
        return ListAttacksResponse.builder().attackSummaries(page.items()).nextToken(page.next()).build();
    }

    @Override
    public DescribeAttackResponse describeAttack(DescribeAttackRequest r) {
        require("DescribeAttack");
        return DescribeAttackResponse.builder().attack(attacks.describe(r.attackId())).build();
    }

    @Override
    public DescribeAttackStatisticsResponse describeAttackStatistics(DescribeAttackStatisticsRequest r) {
        require("DescribeAttackStatistics");
        return attacks.statistics();
    }
}
