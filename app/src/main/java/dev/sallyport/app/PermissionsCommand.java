package dev.sallyport.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.permission.Permissions;
import dev.sallyport.core.permission.Policies;
import dev.sallyport.core.permission.Permissions.Missing;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permissions [COMMAND] [--check]}: the smallest policy for a command, and whether the session has it. */
@Command(name = "permissions", description = "The smallest IAM policy for a command, or for all that read.")
final class PermissionsCommand implements Callable<Integer> {
    private final Sallyport root;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Such as hits or logs tail; none for all.")
    List<String> command = List.of();

    @Option(names = "--check", description = "Ask IAM which of them the session lacks.")
    boolean check;

    PermissionsCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(JsonNode policy, List<Missing> missing) {}

    @Override
    public Integer call() throws Exception {
        JsonNode policy = command.isEmpty()
                ? Permissions.policy(Permissions.all())
                : Policies.named(String.join(" ", command));
        List<Missing> missing = List.of();
        if (check) {
            try (Session session = root.openSession()) {
                missing = Permissions.missing(session.clients(), session.identity().arn(), policy);
            }
        }
        if (root.options.json) {
            root.terminal.json(new Document(policy, missing));
        } else {
            root.terminal.text(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(policy));
            missing.forEach(one -> root.terminal.say("missing: " + one.action() + " on " + one.resource()));
            if (check && missing.isEmpty()) {
                root.terminal.say("The session has all of it.");
            }
        }
        return missing.isEmpty() ? 0 : 3;
    }
}
