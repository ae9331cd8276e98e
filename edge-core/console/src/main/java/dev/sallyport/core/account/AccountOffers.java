package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The accounts that this machine could work in, and the Regions.
 *
 * @param offers the sandbox first, then the profiles by name, then an instance role
 * @param regions by name
 * @param gaps what could not be looked at, in sentences
 */
public record AccountOffers(List<Offer> offers, List<String> regions, List<String> gaps) {

    /**
     * One of them.
     *
     * @param name the profile's, or what the session of it is called
     * @param how it signs in, in words
     * @param account that it led to before; empty where it was never used
     */
    public record Offer(String name, AccountChoice choice, String how, Optional<KnownAccounts.Known> account) {
        /** The words that a filter finds it by. */
        public String words() {
            return name + " " + how
                    + account.map(known -> " " + known.account() + " " + known.look().alias()).orElse("");
        }
    }

    /** Of this machine, for someone who works with {@code current} now and keeps its endpoint and its strictness. */
    public static AccountOffers here(AccountChoice current, KnownAccounts accounts) {
        List<Offer> offers = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        offers.add(new Offer(
                "Sandbox",
                new AccountChoice(true, null, null, null, current.readOnly()),
                "runs on this machine",
                Optional.empty()));
        try {
            Configured here = Configured.here();
            for (String name : new TreeSet<>(here.profiles().profiles().keySet())) {
                AccountChoice choice = new AccountChoice(false, name, null, current.endpoint(), current.readOnly());
                Profile profile = here.profiles().profile(name).orElseThrow();
                offers.add(new Offer(name, choice, how(profile), known(accounts, Session.keyOf(choice))));
            }
            here.instanceRole().get().ifPresent(role -> offers.add(new Offer(
                    InstanceRole.NAME,
                    new AccountChoice(false, null, true, null, current.endpoint(), current.readOnly()),
                    role,
                    Optional.empty())));
        } catch (SallyportException unreadable) {
            gaps.add(unreadable.message());
        }
        List<String> regions = Region.regions().stream()
                .filter(region -> !region.isGlobalRegion())
                .filter(region -> PartitionMetadata.of(region).id().equals("aws"))
                .map(Region::id)
                .sorted()
                .toList();
        return new AccountOffers(List.copyOf(offers), regions, List.copyOf(gaps));
    }

    private static Optional<KnownAccounts.Known> known(KnownAccounts accounts, String key) {
        return accounts.account(key).flatMap(account -> accounts.all().stream()
                .filter(known -> known.account().equals(account))
                .findFirst());
    }

    /** In the words of the AWS CLI User Guide ("Configuration and credential file settings"). */
    private static String how(Profile profile) {
        if (profile.property("role_arn").isPresent()) {
            boolean ofToken = profile.property("web_identity_token_file").isPresent();
            String role = ofToken ? "web identity" : "assumed role";
            return profile.property("mfa_serial").isPresent() ? role + " with MFA" : role;
        }
        if (profile.property("sso_session").isPresent() || profile.property("sso_start_url").isPresent()) {
            return "IAM Identity Center";
        }
        if (profile.property("login_session").isPresent()) {
            return "aws login";
        }
        if (profile.property("credential_process").isPresent()) {
            return "credential_process";
        }
        return profile.property("aws_access_key_id").isPresent() ? "access keys" : "no credentials";
    }
}
