package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudfront.model.Customizations;
import software.amazon.awssdk.services.cloudfront.model.CustomizationActionType;
import software.amazon.awssdk.services.cloudfront.model.DistributionTenantSummary;

/**
 * The tenants of a multi-tenant distribution, as far as they depart from it (Developer Guide, "Understand how multi-tenant
 * distributions work").
 *
 * @param all names of the tenants
 * @param ownWebAcl those that have a web ACL of their own instead of the distribution's
 * @param noWebAcl those that switch the distribution's web ACL off
 */
record Tenants(List<String> all, List<String> ownWebAcl, List<String> noWebAcl) {
    static Tenants read(AwsClients aws, String distribution) {
        List<String> all = new ArrayList<>();
        List<String> own = new ArrayList<>();
        List<String> without = new ArrayList<>();
        String marker = null;
        do {
            String from = marker;
            var page = aws.cloudFront().listDistributionTenants(request ->
                    request.associationFilter(filter -> filter.distributionId(distribution)).marker(from));
            for (DistributionTenantSummary tenant : page.distributionTenantList()) {
                all.add(tenant.name());
                Customizations customizations = tenant.customizations();
                if (customizations != null && customizations.webAcl() != null) {
                    boolean off = customizations.webAcl().action() == CustomizationActionType.DISABLE;
                    (off ? without : own).add(tenant.name());
                }
            }
            marker = page.nextMarker();
        } while (marker != null && !marker.isEmpty());
        return new Tenants(List.copyOf(all), List.copyOf(own), List.copyOf(without));
    }
}
