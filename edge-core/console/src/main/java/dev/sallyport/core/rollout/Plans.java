package dev.sallyport.core.rollout;

import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Preconditions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.ResourceChange;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** What a rollout would do: asked of CloudFormation, of what stands, and of what is known of the stack. */
final class Plans {
    private final RolloutServices with;
    private final Preconditions preconditions;
    private final StackGuard guard;
    private final Team team;

    Plans(RolloutServices with, Preconditions preconditions, StackGuard guard, Team team) {
        this.with = with;
        this.preconditions = preconditions;
        this.guard = guard;
        this.team = team;
    }

    /** @param readOnly whether no change set may be made */
    Plan change(Blueprint blueprint, String stack, Map<String, String> given, boolean readOnly)
            throws InterruptedException {
        guard.requireOurs(stack, blueprint);
        Map<String, String> values = blueprint.complete(given);
        StackName.requireRoom(stack, blueprint.template(values));
        preconditions.require(values);
        Optional<Stack> standing = with.deployment().find(stack);
        Map<String, String> outputs = standing.map(StackSummary::outputs).orElse(Map.of());
        Team.Seen seen = team.seen(stack);
        Known known = seen.known();
        WhatStands.Found found =
                with.standing().look(stack, values, outputs.getOrDefault("DistributionId", ""), known.held());
        values = found.values();
        with.neighbours().requireStage(stack, values);
        if (outputs.containsKey("DistributionId")) {
            SealingKeys.requireSameOwner(stack, StackSummary.parameters(standing.orElseThrow()), values);
        }
        Map<String, String> parameters = with.packaging().planned(blueprint, values, outputs);
        List<ResourceChange> changes = readOnly
                ? read(blueprint, standing.filter(Deployment::isBegun), parameters)
                : with.deployment().planned(
                        stack, blueprint, parameters, values.getOrDefault(RolloutSteps.ROLE, ""));
        Secrets secrets = Secrets.of(blueprint, values, known);
        List<String> notes = new ArrayList<>(blueprint.notes(values));
        notes.addAll(found.notes());
        notes.addAll(with.neighbours().notes(stack, values));
        notes.addAll(seen.notes());
        if (readOnly && standing.filter(Deployment::isBegun).isPresent()) {
            notes.add(TemplateDiff.NOTE);
        }
        return with.planning().plan(stack, changes, outputs, known, notes, secrets).switching(found.switched());
    }

    /** Without a change set, which is a write. */
    private List<ResourceChange> read(Blueprint blueprint, Optional<Stack> standing, Map<String, String> parameters) {
        if (standing.isEmpty()) {
            return Planning.beginning(blueprint.resources(parameters));
        }
        Stack stack = standing.get();
        Map<String, String> physical = new HashMap<>();
        with.deployment().resources(stack.stackName()).stream()
                .filter(resource -> resource.physicalResourceId() != null)
                .forEach(resource -> physical.put(resource.logicalResourceId(), resource.physicalResourceId()));
        return TemplateDiff.between(
                Blueprint.rendered(with.deployment().template(stack), StackSummary.parameters(stack)),
                Blueprint.rendered(blueprint.template(parameters), parameters),
                physical);
    }

    Plan removal(String stack) {
        Team.Seen seen = team.seen(stack);
        List<Held> held = seen.known().held();
        boolean gone = !(held.isEmpty() && seen.known().leftovers().isEmpty()) && with.deployment().find(stack).isEmpty();
        Map<String, String> outputs = gone ? Map.of() : StackSummary.outputs(guard.ours(stack));
        List<String> notes = new ArrayList<>(seen.notes());
        if (gone) {
            notes.add(Removal.WAS_GONE);
        }
        List<Held> opened = new ArrayList<>();
        held.forEach(one -> with.neighbours().heir(stack, one).ifPresentOrElse(notes::add, () -> opened.add(one)));
        return with.planning()
                .removal(stack, gone ? List.of() : with.deployment().resources(stack), kept(stack, gone), outputs, opened, notes);
    }

    /** The resources of the stack that stay when it goes. */
    private Set<String> kept(String stack, boolean gone) {
        return gone
                ? Set.of()
                : with.deployment()
                        .find(stack)
                        .map(found -> Blueprint.kept(with.deployment().template(found), StackSummary.parameters(found)))
                        .orElse(Set.of());
    }
}
