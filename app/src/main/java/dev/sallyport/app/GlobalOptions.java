package dev.sallyport.app;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that stand before or after every command. */
final class GlobalOptions {
    @Option(names = "--sandbox", scope = ScopeType.INHERIT, description = "Use the embedded AWS.")
    boolean sandbox;

    @Option(names = "--profile", scope = ScopeType.INHERIT, paramLabel = "NAME", description = "A profile of the AWS config.")
    @Nullable String profile;

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
        return new AccountChoice(sandbox, profile, region, endpoint, readOnly);
    }

    Home homeFolder() {
        return home == null ? Home.standard() : new Home(home.toAbsolutePath().normalize());
    }
}
