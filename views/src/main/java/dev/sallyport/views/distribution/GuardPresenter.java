package dev.sallyport.views.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.guard.Guard;
import dev.sallyport.core.guard.GuardListener;
import dev.sallyport.core.guard.GuardPlan;
import dev.sallyport.core.guard.Guarded;
import dev.sallyport.core.proof.Proof;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** Plans guards, carries them out and takes them back, and tells how that goes. */
final class GuardPresenter {
    private final Desk desk;
    private final GuardSources guards;
    private final Background.Lane planning;
    private final Runnable changed;
    private final ObjectProperty<@Nullable GuardView> view = new SimpleObjectProperty<>();

    /** @param changed is run when a distribution is no longer what it was */
    GuardPresenter(Desk desk, GuardSources guards, Runnable changed) {
        this.desk = desk;
        this.guards = guards;
        this.planning = desk.background().lane();
        this.changed = changed;
    }

    /** What to show in the place of the detail; null for the detail. */
    ObjectProperty<@Nullable GuardView> view() {
        return view;
    }

    void plan(String id) {
        view.set(new GuardView.Planning(id));
        planning.load(Words.PLANNING + id, () -> new GuardView.Planned(
                        id,
                        guards.plan().apply(new Guard.Wish(id, Set.of(), "", List.of())),
                        guards.standing().apply(id)))
                .stoppable()
                .onSuccess(view::set)
                .onError(why -> view.set(new GuardView.Failed(id, why)))
                .run();
    }

    void close() {
        planning.cancel();
        view.set(null);
    }

    /** @param paths that viewers ask for, apart by spaces or commas */
    void apply(GuardPlan plan, String paths) {
        List<String> asked = Arrays.stream(paths.strip().split("[\\s,]+", -1))
                .filter(path -> path.startsWith("/"))
                .toList();
        GuardPlan whole = asked.isEmpty() ? plan : plan.asking(asked);
        String id = plan.distribution().id();
        carry(id, "Guarding " + plan.distribution().name(), listener -> guards.apply().with(whole, listener));
    }

    void undo(String id) {
        carry(id, "Taking the guard of " + id + " back", listener -> guards.undo().with(id, listener));
    }

    private interface Carrying {
        Guarded with(GuardListener listener) throws InterruptedException;
    }

    /** Goes on when the page is left; the answer waits there. */
    private void carry(String id, String title, Carrying carrying) {
        GuardView.Under under = new GuardView.Under(id, title);
        view.set(under);
        GuardListener listener = new GuardListener() {
            @Override
            public void step(String what) {
                desk.background().show(() -> under.steps().add(what));
            }

            @Override
            public void proof(Proof proof) {
                desk.background().show(() -> under.proofs().add(proof));
            }
        };
        desk.background()
                .load(title, () -> carrying.with(listener))
                .changing()
                .onSuccess(guard -> ended(under, new GuardView.Ended(id, guard)))
                .onError(why -> ended(under, new GuardView.Failed(id, why)))
                .run();
    }

    private void ended(GuardView.Under under, GuardView end) {
        if (under.equals(view.get())) {
            view.set(end);
        } else if (end instanceof GuardView.Failed(String id, SallyportException why)) {
            desk.activity().wrong(id + ": " + why.message());
        } else {
            desk.activity().done(under.title() + ": " + Words.ENDED);
        }
        changed.run();
    }
}
