package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.sandbox.state.Page;
import dev.sallyport.core.webacl.managed.ManagedGroup;
import dev.sallyport.core.webacl.managed.ManagedGroups;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.DescribeManagedRuleGroupRequest;
import software.amazon.awssdk.services.wafv2.model.DescribeManagedRuleGroupResponse;
import software.amazon.awssdk.services.wafv2.model.LabelSummary;
import software.amazon.awssdk.services.wafv2.model.ListAvailableManagedRuleGroupVersionsRequest;
import software.amazon.awssdk.services.wafv2.model.ListAvailableManagedRuleGroupVersionsResponse;
import software.amazon.awssdk.services.wafv2.model.ListAvailableManagedRuleGroupsRequest;
import software.amazon.awssdk.services.wafv2.model.ListAvailableManagedRuleGroupsResponse;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupSummary;
import software.amazon.awssdk.services.wafv2.model.ManagedRuleGroupVersion;
import software.amazon.awssdk.services.wafv2.model.RuleSummary;

/** What AWS WAF tells about the managed rule groups. */
final class ManagedCatalog {
    private ManagedCatalog() {}

    static ListAvailableManagedRuleGroupsResponse list(ListAvailableManagedRuleGroupsRequest r) {
        List<ManagedGroup> all = ManagedGroups.all().stream()
                .sorted(Comparator.comparing(ManagedGroup::name))
                .toList();
        Page<ManagedGroup> page = Page.of(
                        all, Objects.requireNonNullElse(r.limit(), 100), r.nextMarker(), ManagedGroup::name)
                .orElseThrow(() -> WafFaults.invalid("The parameter contains formatting that is not valid.", "ENTITY_LIMIT", "NextMarker"));
        return ListAvailableManagedRuleGroupsResponse.builder()
                .managedRuleGroups(page.items().stream()
                        .map(group -> ManagedRuleGroupSummary.builder()
                                .vendorName(group.vendor())
                                .name(group.name())
                                .versioningSupported(!group.versions().isEmpty())
                                .description(group.description())
                                .build())
                        .toList())
                .nextMarker(page.next())
                .build();
    }

    private static ManagedGroup find(@Nullable String vendor, @Nullable String name) {
        return ManagedGroups.find(String.valueOf(vendor), String.valueOf(name)).orElseThrow(WafFaults::missing);
    }

    static ListAvailableManagedRuleGroupVersionsResponse versions(ListAvailableManagedRuleGroupVersionsRequest r) {
        List<String> versions = find(r.vendorName(), r.name()).versions();
        return ListAvailableManagedRuleGroupVersionsResponse.builder()
                .versions(versions.stream()
                        .map(version -> ManagedRuleGroupVersion.builder().name(version).build())
                        .toList())
                .currentDefaultVersion(versions.isEmpty() ? null : versions.getFirst())
                .build();
    }

    static DescribeManagedRuleGroupResponse describe(DescribeManagedRuleGroupRequest r) {
        ManagedGroup group = find(r.vendorName(), r.name());
        String version = r.versionName();
        if (version != null && !group.versions().contains(version)) {
            throw WafFaults.missing();
        }
        return DescribeManagedRuleGroupResponse.builder()
                .versionName(version)
                .capacity(group.capacity())
                .rules(group.rules().stream()
                        .map(rule -> RuleSummary.builder().name(rule.name()).action(rule.action()).build())
                        .toList())
                .labelNamespace(group.labelNamespace())
                .availableLabels(group.rules().stream()
                        .map(rule -> group.labelNamespace() + rule.label())
                        .distinct()
                        .map(label -> LabelSummary.builder().name(label).build())
                        .toList())
                .consumedLabels(List.of())
                .build();
    }
}
