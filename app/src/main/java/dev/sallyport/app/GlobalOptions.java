package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that stand before or after every command. */
final class GlobalOptions {
    @Option(names = "--sandbox", scope = ScopeType.INHERIT, description = "Use the embedded AWS.")
    boolean sandbox;

    @Option(
            names = "--profile",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "A profile of the AWS config; inspect, hits and attacks ask those of several.")
    List<String> profiles = List.of();

    @Option(
            names = "--instance-role",
            scope = ScopeType.INHERIT,
            description = "The role of the EC2 instance that this machine is.")
    boolean instanceRole;

    @Option(names = "--region", scope = ScopeType.INHERIT, paramLabel = "R", description = "Overrides the profile's Region.")
    @Nullable String region;

    @Option(names = "--endpoint-url", scope = ScopeType.INHERIT, paramLabel = "URL", description = "Replaces AWS's endpoints.")
    @Nullable URI endpoint;

    @Option(names = "--read-only", scope = ScopeType.INHERIT, description = "Refuse every write before a call is made.")
    boolean readOnly;

    @Option(names = "--home", scope = ScopeType.INHERIT, paramLabel = "DIR", description = "Where all state is kept.")
    @Nullable Path home;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print one JSON document.")
    boolean json;

    AccountChoice choice() {
        if (profiles.size() + (instanceRole ? 1 : 0) > 1) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    "Several accounts were named, and this command works in one.",
                    "Name one; inspect, hits and attacks ask several.");
        }
        String profile = profiles.isEmpty() ? null : profiles.getFirst();
        return new AccountChoice(sandbox, profile, instanceRole, region, endpoint, readOnly);
    }

    Home homeFolder() {
        return home == null ? Home.standard() : new Home(home.toAbsolutePath().normalize());
    }
}
