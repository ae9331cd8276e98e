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
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import dev.sallyport.views.stack.StackModel.Panel;
import dev.sallyport.views.stack.StackModel.Shelf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/** Plans, deploys, proves and removes stacks, and tells the model how it goes. */
final class StackPresenter {
    /** A step of {@link Rollouts} that takes its time. */
    private interface Work {
        Rollout run(RolloutListener listener) throws InterruptedException;
    }

    private final Desk desk;
    private final Supplier<Rollouts> rollouts;
    private final Background.Lane planning;
    private final Background.Lane looking;
    private final StackModel model = new StackModel();

    /** By stack; a page that was left meanwhile leads back to it. */
    private final Map<String, LiveRollout> carried = new HashMap<>();

    private final Question<Shelf> question;
    private final Consumer<String> select;

    /** {@code select} selects the stack of a name in the list, now or when it comes. */
    StackPresenter(Desk desk, Supplier<Rollouts> rollouts, Consumer<String> select) {
        this.desk = desk;
        this.rollouts = rollouts;
        this.select = select;
        this.question = new Question<>(desk.background(), model.shelf);
        question.onAnswer(this::reopen);
        model.shelf.subscribe(state -> model.answer.set(answer(state)));
        this.planning = desk.background().lane();
        this.looking = desk.background().lane();
    }

    StackModel model() {
        return model;
    }

    Question<Shelf> question() {
        return question;
    }

    void show(Place place) {
        String named = place.filter().get("name");
        boolean other = model.panel.get() instanceof Panel.Standing standing
                && !standing.stack().name().equals(named);
        if (named != null && other) {
            close();
        }
        refresh();
    }

    /** Shows a stack as it stands now. */
    void show(String stack) {
        close();
        select.accept(stack);
        refresh();
    }

    void hide() {
        question.cancel();
        looking.cancel();
    }

    void refresh() {
        question.ask(Words.READING, this::read, ViewState.Ready::new);
    }

    private Shelf read() {
        Map<String, Rollout> known = new HashMap<>();
        Rollouts all = rollouts.get();
        all.history().forEach(rollout -> known.put(rollout.stack(), rollout));
        return new Shelf(Blueprints.all(), all.stacks(), known);
    }

    /** The stack beside the list is shown as it stands now, or no more. */
    private void reopen() {
        if (model.panel.get() instanceof Panel.Standing standing
                && model.shelf.get() instanceof ViewState.Ready<Shelf>(Shelf shelf)) {
            shelf.stacks().stream()
                    .filter(stack -> stack.name().equals(standing.stack().name()))
                    .findFirst()
                    .ifPresentOrElse(this::open, this::close);
        }
    }

    /** That nothing was deployed then does not say that nothing is now. */
    private static String answer(ViewState<Shelf> state) {
        boolean unknown = state instanceof ViewState.Rereading<Shelf>
                && state.known().filter(shelf -> shelf.stacks().isEmpty()).isPresent();
        return unknown ? Words.READING + "." : state.say(StackPresenter::answer, "");
    }

    private static String answer(Shelf shelf) {
        if (shelf.stacks().isEmpty()) {
            return "Nothing is deployed. " + Format.count(shelf.blueprints().size(), "blueprint", "blueprints") + " can be.";
        }
        List<List<Proof>> proofs = shelf.stacks().stream()
                .map(stack -> shelf.rollout(stack.name()).map(Rollout::proofs).orElse(List.of()))
                .toList();
        long holding = proofs.stream().filter(ran -> !ran.isEmpty() && ran.stream().allMatch(Proof::holds)).count();
        long failing = proofs.stream().filter(ran -> ran.stream().anyMatch(Proof::fails)).count();
        return Format.count(proofs.size(), "stack", "stacks") + " deployed; " + Words.proved(proofs.size(), holding, failing);
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
        LiveRollout underWay = carried.get(stack.name());
        if (underWay != null) {
            model.panel.set(new Panel.Live(underWay));
            return;
        }
        Optional<Rollout> last = model.shelf.get().known().flatMap(shelf -> shelf.rollout(stack.name()));
        boolean known = model.panel.get() instanceof Panel.Standing standing && standing.stack().name().equals(stack.name());
        if (!known) {
            model.panel.set(new Panel.Standing(stack, last, List.of(), Optional.empty()));
        }
        looking.<Panel.Standing>load(Words.READING_STACK, () -> new Panel.Standing(
                        stack,
                        rollouts.get().status(stack.name()).or(() -> last),
                        rollouts.get().past(stack.name()),
                        last.filter(rollout -> rollout.staged() != null).flatMap(rollout -> rollouts.get().comparison(stack.name()))))
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
        Panel asked = model.panel.get();
        planning.load("Planning " + form.name(), () -> rollouts.get().plan(form.blueprint(), form.name(), form.given()))
                .stoppable()
                .onSuccess(plan -> {
                    // What came into view meanwhile must not be replaced by a button that deploys.
                    if (model.panel.get().equals(asked)) {
                        model.panel.set(new Panel.Planned(form, plan));
                    } else {
                        desk.activity().done(Words.PLAN_LEFT.formatted(form.name()));
                    }
                })
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
                listener -> rollouts.get().apply(form.blueprint(), form.name(), form.given(), options, listener));
    }

    void promote(String stack, boolean anyway) {
        carry(stack, "Promoting " + stack, listener -> rollouts.get().promote(stack, anyway, listener));
    }

    void resume(String stack) {
        carry(stack, "Taking up " + stack, listener -> rollouts.get().resume(stack, listener));
    }

    void verify(String stack) {
        carry(stack, "Proving " + stack, listener -> rollouts.get().verify(stack, listener));
    }

    void rollBack(String stack) {
        carry(stack, "Rolling back " + stack, listener -> rollouts.get().rollback(stack, listener));
    }

    void destroy(String stack) {
        carry(stack, "Destroying " + stack, listener -> rollouts.get().destroy(stack, listener));
    }

    private void carry(String stack, String title, Work work) {
        LiveRollout live = new LiveRollout(stack, title, desk.activity().clock().instant());
        carried.put(stack, live);
        model.panel.set(new Panel.Live(live));
        desk.background()
                .lane()
                .loadWithProgress(title, progress -> work.run(listener(live, progress)))
                .changing()
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
                    // A stack that is new comes into the list, the others show what they are in.
                    question.follow(Words.READING, StackPresenter.this::read, ViewState.Ready::new);
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
                background.show(() -> live.told(far, desk.activity().clock().instant()));
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
        carried.remove(live.stack, live);
        live.entered(rollout.phase());
        live.note.set(rollout.note());
        live.share.set(1);
        live.end.set(Optional.of(rollout));
        live.over.set(true);
        switch (rollout.phase()) {
            case HOLDS -> desk.activity().done(live.stack + " stands and every proof holds.");
            case STAGED -> desk.activity().done(live.stack + " is staged and every proof of the copy holds.");
            case UNPROVEN -> desk.activity().wrong(live.stack + " stands. " + rollout.note());
            case DESTROYED -> desk.activity().done(live.stack + " is gone.");
            default -> desk.activity().wrong(rollout.note().isEmpty() ? live.stack + " does not hold." : rollout.note());
        }
        refresh();
    }

    private void failed(LiveRollout live, SallyportException error) {
        carried.remove(live.stack, live);
        live.note.set(error.message() + " " + error.next() + " (" + error.code() + ")");
        live.over.set(true);
        desk.activity().wrong(error.message());
        refresh();
    }
}
