package dev.sallyport.app;

import dev.sallyport.core.account.Session;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.rollout.StackSummary;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code stacks}: what can be deployed, and what is. */
@Command(name = "stacks", description = "Blueprints, and what is deployed.")
final class StacksCommand implements Callable<Integer> {
    private final Sallyport root;

    StacksCommand(Sallyport root) {
        this.root = root;
    }

    private record Document(List<Blueprint> blueprints, List<StackSummary> stacks) {}

    @Override
    public Integer call() {
        try (Session session = root.openSession()) {
            List<StackSummary> stacks =
                    root.rollouts(session).stacks();
            if (root.options.json) {
                root.terminal.json(new Document(Blueprints.all(), stacks));
                return 0;
            }
            root.terminal.table(
                    List.of("blueprint", "title", "summary"),
                    Blueprints.all().stream()
                            .map(blueprint -> List.of(blueprint.name(), blueprint.title(), blueprint.summary()))
                            .toList());
            Blueprints.all().forEach(blueprint -> blueprint.notes().stream()
                    .limit(1)
                    .forEach(note -> root.terminal.line(blueprint.name() + ": " + note)));
            root.terminal.line("");
            if (stacks.isEmpty()) {
                root.terminal.line("No stack is deployed. Start one with sallyport rollout apply BLUEPRINT --name S.");
                return 0;
            }
            root.terminal.table(
                    List.of("stack", "blueprint", "status", "address"),
                    stacks.stream()
                            .map(stack -> List.of(
                                    stack.name(),
                                    stack.blueprint(),
                                    stack.status(),
                                    stack.outputs().getOrDefault("DistributionUrl", "")))
                            .toList());
            return 0;
        }
    }
}
