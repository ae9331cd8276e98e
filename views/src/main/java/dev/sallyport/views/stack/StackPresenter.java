package dev.sallyport.views.stack;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.core.rollout.Rollout;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.RolloutOptions;
import dev.sallyport.core.rollout.RolloutProgress;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.rollout.StackEvent;
import dev.sallyport.core.rollout.StackName;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.stack.StackModel.Panel;
import dev.sallyport.views.stack.StackModel.Shelf;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Plans, deploys, proves and removes stacks, and tells the model how it goes. */
final class StackPresenter {
    /** A step of {@link Rollouts} that takes its time. */
    private interface Work {
        Rollout run(RolloutListener listener) throws InterruptedException;
    }

    private final Desk desk;
    private final Rollouts rollouts;
    private final Background.Lane reading;
    private final Background.Lane planning;
    private final Background.Lane looking;
    private final StackModel model = new StackModel();
    private Instant readAt = Instant.EPOCH;
    private String wanted = "";

    StackPresenter(Desk desk, Rollouts rollouts) {
        this.desk = desk;
        this.rollouts = rollouts;
        this.reading = desk.background().lane();
        this.planning = desk.background().lane();
        this.looking = desk.background().lane();
    }

    StackModel model() {
        return model;
    }

    void show(Place place) {
        wanted = place.filter().getOrDefault("name", "");
        refresh();
    }

    /** Shows a stack as it stands now. */
    void show(String stack) {
        wanted = stack;
        close();
        refresh();
    }

    void hide() {
        reading.cancel();
        looking.cancel();
    }

    void refresh() {
        reading.load(Words.READING, this::read)
                .onSuccess(this::shelve)
                .onError(error -> model.shelf.set(ViewState.failed(model.shelf.get(), readAt, error)))
                .run();
    }

    private Shelf read() {
        Map<String, Rollout> known = new HashMap<>();
        rollouts.history().forEach(rollout -> known.put(rollout.stack(), rollout));
        return new Shelf(Blueprints.all(), rollouts.stacks(), known);
    }

    private void shelve(Shelf shelf) {
        readAt = desk.activity().clock().instant();
        model.answer.set(answer(shelf));
        model.shelf.set(new ViewState.Ready<>(shelf));
        String name = model.panel.get() instanceof Panel.Standing standing ? standing.stack().name() : wanted;
        wanted = "";
        shelf.stacks().stream()
                .filter(stack -> stack.name().equals(name))
                .findFirst()
                .ifPresentOrElse(stack -> open(stack), () -> {
                    if (model.panel.get() instanceof Panel.Standing) {
                        close();
                    }
                });
    }

    private static String answer(Shelf shelf) {
        if (shelf.stacks().isEmpty()) {
            return "Nothing is deployed. " + Format.count(shelf.blueprints().size(), "blueprint", "blueprints") + " can be.";
        }
        long holding = shelf.stacks().stream()
                .filter(stack -> shelf.rollout(stack.name()).map(Rollout::holds).orElse(false))
                .count();
        String all = Format.count(shelf.stacks().size(), "stack", "stacks") + " deployed; ";
        return all + (holding == shelf.stacks().size() ? "every proof holds." : "all proofs hold for " + holding + ".");
    }

    void close() {
        model.panel.set(new Panel.Closed());
    }

    void choose(Blueprint blueprint) {
        model.panel.set(new Panel.Form(blueprint, "", false, Map.of()));
    }

    void open(StackSummary stack) {
        // The row is selected again when its stack has changed, which is what the rollout shown did.
        if (model.panel.get() instanceof Panel.Live live && live.rollout().stack.equals(stack.name())) {
            return;
        }
        Optional<Rollout> last = model.shelf.get() instanceof ViewState.Ready<Shelf>(Shelf shelf)
                ? shelf.rollout(stack.name())
                : Optional.empty();
        boolean known = model.panel.get() instanceof Panel.Standing standing && standing.stack().name().equals(stack.name());
        if (!known) {
            model.panel.set(new Panel.Standing(stack, last, List.of(), Optional.empty()));
        }
        looking.<Panel.Standing>load(Words.READING_STACK, () -> new Panel.Standing(
                        stack,
                        rollouts.status(stack.name()).or(() -> last),
                        rollouts.past(stack.name()),
                        last.filter(rollout -> rollout.staged() != null).flatMap(rollout -> rollouts.comparison(stack.name()))))
                .onSuccess(read -> {
                    if (model.panel.get() instanceof Panel.Standing now && now.stack().name().equals(stack.name())) {
                        model.panel.set(read);
                    }
                })
                .run();
    }

    void change(Panel.Standing standing) {
        model.panel.set(new Panel.Form(
                Blueprints.find(standing.stack().blueprint()),
                standing.stack().name(),
                true,
                standing.rollout().map(Rollout::parameters).orElse(Map.of())));
    }

    void plan(Panel.Form form) {
        planning.load("Planning " + form.name(), () -> rollouts.plan(form.blueprint(), form.name(), form.given()))
                .onSuccess(plan -> model.panel.set(new Panel.Planned(form, plan)))
                .run();
    }

    void back(Panel.Planned planned) {
        model.panel.set(planned.form());
    }

    void deploy(Panel.Planned planned, RolloutOptions options) {
        Panel.Form form = planned.form();
        carry(
                form.name(),
                (options.weight() == null ? "Deploying " : "Staging ") + form.name(),
                listener -> rollouts.apply(form.blueprint(), form.name(), form.given(), options, listener));
    }

    void promote(String stack, boolean anyway) {
        carry(stack, "Promoting " + stack, listener -> rollouts.promote(stack, anyway, listener));
    }

    void resume(String stack) {
        carry(stack, "Taking up " + stack, listener -> rollouts.resume(stack, listener));
    }

    void verify(String stack) {
        carry(stack, "Proving " + stack, listener -> rollouts.verify(stack, listener));
    }

    void rollBack(String stack) {
        carry(stack, "Rolling back " + stack, listener -> rollouts.rollback(stack, listener));
    }

    void destroy(String stack) {
        carry(stack, "Destroying " + stack, listener -> rollouts.destroy(stack, listener));
    }

    private void carry(String stack, String title, Work work) {
        LiveRollout live = new LiveRollout(stack, title, desk.activity().clock().instant());
        model.panel.set(new Panel.Live(live));
        desk.background()
                .lane()
                .loadWithProgress(title, progress -> work.run(listener(live, progress)))
                .onSuccess(rollout -> ended(live, rollout))
                .onError(error -> failed(live, error))
                .run();
    }

    private RolloutListener listener(LiveRollout live, DoubleConsumer progress) {
        Background background = desk.background();
        return new RolloutListener() {
            @Override
            public void phase(Rollout rollout) {
                background.show(() -> {
                    live.entered(rollout.phase());
                    live.note.set(rollout.note());
                });
            }

            @Override
            public void event(StackEvent event, int done, int total) {
                double share = total == 0 ? -1 : Math.min(1, (double) done / total);
                progress.accept(share);
                background.show(() -> {
                    live.events.add(event);
                    live.share.set(share);
                });
            }

            @Override
            public void progress(RolloutProgress far) {
                background.show(() -> live.far.set(Optional.of(far)));
            }

            @Override
            public void waiting(String why) {
                background.show(() -> live.note.set(why));
            }

            @Override
            public void proof(Proof proof) {
                background.show(() -> live.proofs.add(proof));
            }
        };
    }

    private void ended(LiveRollout live, Rollout rollout) {
        live.entered(rollout.phase());
        live.note.set(rollout.note());
        live.share.set(1);
        live.end.set(Optional.of(rollout));
        live.over.set(true);
        switch (rollout.phase()) {
            case HOLDS -> desk.activity().done(live.stack + " stands and every proof holds.");
            case STAGED -> desk.activity().done(live.stack + " is staged and every proof of the copy holds.");
            case DESTROYED -> desk.activity().done(live.stack + " is gone.");
            default -> desk.activity().wrong(rollout.note().isEmpty() ? live.stack + " does not hold." : rollout.note());
        }
        refresh();
    }

    private void failed(LiveRollout live, SallyportException error) {
        live.note.set(error.message() + " " + error.next() + " (" + error.code() + ")");
        live.over.set(true);
        desk.activity().wrong(error.message());
        refresh();
    }

    static List<String> objections(Panel.Form form) {
        List<String> objections = new java.util.ArrayList<>();
        if (!StackName.fits(form.name())) {
            objections.add(StackName.RULE);
        }
        form.blueprint().parameters().forEach(parameter -> {
            String value = form.given().getOrDefault(parameter.name(), parameter.defaultValue());
            String objection = value == null ? parameter.name() + " needs a value." : parameter.objection(value);
            if (!objection.isEmpty()) {
                objections.add(objection);
            }
        });
        return objections;
    }
}
