package dev.sallyport.views.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.ViewState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads the distributions and says in one line how they stand. */
final class DistributionPresenter {
    private final Desk desk;
    private final Callable<List<Distribution>> read;
    private final Background.Lane lane;
    private final DistributionModel model = new DistributionModel();
    private Instant readAt = Instant.EPOCH;

    DistributionPresenter(Desk desk, Callable<List<Distribution>> read) {
        this.desk = desk;
        this.read = read;
        this.lane = desk.background().lane();
    }

    DistributionModel model() {
        return model;
    }

    void show(Place place) {
        String filter = place.filter().get("filter");
        if (filter != null) {
            model.filter.set(filter);
        }
        model.wanted.set(place.filter().get("id"));
        refresh();
    }

    void refresh() {
        lane.load(Words.READING, read).onSuccess(this::read).onError(this::failed).run();
    }

    void hide() {
        lane.cancel();
    }

    private void read(List<Distribution> found) {
        readAt = desk.activity().clock().instant();
        model.answer.set(answer(found));
        model.distributions.set(
                found.isEmpty()
                        ? new ViewState.Empty<>(
                                Words.NONE,
                                Words.NONE_WHY,
                                Optional.of(Action.of(
                                        "distribution.choose",
                                        Words.CHOOSE,
                                        () -> desk.navigation().go(Place.of("stack")))))
                        : new ViewState.Ready<>(found));
    }

    private void failed(SallyportException error) {
        model.distributions.set(ViewState.failed(model.distributions.get(), readAt, error));
    }

    private static String answer(List<Distribution> found) {
        if (found.isEmpty()) {
            return "Nothing stands at the edge.";
        }
        long weak = found.stream().filter(Distribution::isWeak).count();
        String all = Format.count(found.size(), "distribution", "distributions");
        return weak == 0
                ? all + ", none with a high or critical finding."
                : all + ", " + weak + " with a high or critical finding.";
    }
}
