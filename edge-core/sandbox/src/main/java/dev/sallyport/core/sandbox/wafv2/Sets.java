package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.match.Cidr;
import dev.sallyport.core.sandbox.wafv2.Entities.Entry;
import java.util.List;
import software.amazon.awssdk.services.wafv2.model.CreateIpSetRequest;
import software.amazon.awssdk.services.wafv2.model.CreateRegexPatternSetRequest;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.Regex;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.UpdateIpSetRequest;
import software.amazon.awssdk.services.wafv2.model.UpdateRegexPatternSetRequest;

/** IP sets and regex pattern sets. */
final class Sets {
    private static final int ADDRESSES = 10_000;
    private static final int PATTERNS = 10;

    private final Catalog catalog;

    Sets(Catalog catalog) {
        this.catalog = catalog;
    }

    Entry create(CreateIpSetRequest r) {
        String version = String.valueOf(r.ipAddressVersionAsString());
        if (!version.equals("IPV4") && !version.equals("IPV6")) {
            throw WafFaults.invalid("The parameter contains formatting that is not valid.", "IP_ADDRESS_VERSION", version);
        }
        addresses(r.addresses(), version);
        return catalog.ipSets().create(r.name(), r.scopeAsString(), r.description(), identity -> IPSet.builder()
                .name(identity.name())
                .id(identity.id())
                .arn(identity.arn())
                .description(r.description())
                .ipAddressVersion(version)
                .addresses(r.addresses())
                .build());
    }

    String update(UpdateIpSetRequest r) {
        return catalog.ipSets().update(r.name(), r.scopeAsString(), r.id(), r.lockToken(), r.description(), old -> {
            addresses(r.addresses(), old.ipAddressVersionAsString());
            return old.toBuilder().description(r.description()).addresses(r.addresses()).build();
        });
    }

    private static void addresses(List<String> addresses, String version) {
        if (addresses.size() > ADDRESSES) {
            throw WafFaults.limit("addresses in an IP set");
        }
        for (String address : addresses) {
            // Every prefix length but 0 is allowed.
            boolean valid = Cidr.parse(address)
                    .filter(block -> block.prefix() > 0 && block.v4() == version.equals("IPV4") && address.contains("/"))
                    .isPresent();
            if (!valid) {
                throw WafFaults.invalid("The parameter contains formatting that is not valid.", "IP_ADDRESS", address);
            }
        }
    }

    Entry create(CreateRegexPatternSetRequest r) {
        patterns(r.regularExpressionList());
        return catalog.patternSets().create(r.name(), r.scopeAsString(), r.description(), identity ->
                RegexPatternSet.builder()
                        .name(identity.name())
                        .id(identity.id())
                        .arn(identity.arn())
                        .description(r.description())
                        .regularExpressionList(r.regularExpressionList())
                        .build());
    }

    String update(UpdateRegexPatternSetRequest r) {
        return catalog.patternSets().update(r.name(), r.scopeAsString(), r.id(), r.lockToken(), r.description(), old -> {
            patterns(r.regularExpressionList());
            return old.toBuilder()
                    .description(r.description())
                    .regularExpressionList(r.regularExpressionList())
                    .build();
        });
    }

    private static void patterns(List<Regex> patterns) {
        if (patterns.size() > PATTERNS) {
            throw WafFaults.limit("patterns in a regex pattern set");
        }
        patterns.forEach(pattern -> StatementValidator.regex(pattern.regexString()));
    }
}
