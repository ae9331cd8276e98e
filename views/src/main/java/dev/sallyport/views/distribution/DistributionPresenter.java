package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Reads the distributions and says in one line how they stand. */
final class DistributionPresenter {
    private final Desk desk;
    private final Callable<Distributions.Listing> read;
    private final DistributionModel model = new DistributionModel();
    private final Question<List<Distribution>> question;
    private Place pointedAt = Place.of("distribution");

    DistributionPresenter(Desk desk, Callable<Distributions.Listing> read) {
        this.desk = desk;
        this.read = read;
        this.question = new Question<>(desk.background(), model.distributions);
        model.distributions.subscribe(
                state -> model.answer.set(state.say(DistributionPresenter::answer, "Nothing stands at the edge.")));
    }

    Question<List<Distribution>> question() {
        return question;
    }

    DistributionModel model() {
        return model;
    }

    /** The title of the finding that the place names, of that distribution; empty when it names none. */
    String findingOf(String distribution) {
        return distribution.equals(pointedAt.filter().get("id")) ? pointedAt.filter().getOrDefault("finding", "") : "";
    }

    void show(Place place) {
        pointedAt = place;
        place.words().ifPresent(model.filter::set);
        refresh();
    }

    void refresh() {
        question.ask(Words.READING, read, this::judge);
    }

    void hide() {
        question.cancel();
    }

    private ViewState<List<Distribution>> judge(Distributions.Listing listing) {
        List<Distribution> found = listing.distributions();
        if (!listing.warnings().isEmpty()) {
            return new ViewState.Partial<>(found, listing.warnings());
        }
        return found.isEmpty()
                ? new ViewState.Empty<>(
                        Words.NONE,
                        Words.NONE_WHY,
                        Optional.of(Action.of(
                                "distribution.choose", Words.CHOOSE, () -> desk.navigation().go(Place.of("stack")))))
                : new ViewState.Ready<>(found);
    }

    private static String answer(List<Distribution> found) {
        long weak = found.stream().filter(Distribution::isWeak).count();
        String all = Format.count(found.size(), "distribution", "distributions");
        return weak == 0
                ? all + ", none with a high or critical finding."
                : all + ", " + weak + " with a high or critical finding.";
    }
}
