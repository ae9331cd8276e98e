package dev.sallyport.views.distribution;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Format;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Question;
import dev.sallyport.views.kit.ViewState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads the distributions and says in one line how they stand. */
final class DistributionPresenter {
    /** Whoever goes down the list with the arrow key asks for nothing on the way. */
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final Desk desk;
    private final DistributionSources sources;
    private final DistributionModel model = new DistributionModel();
    private final Question<List<Distribution>> question;
    private final Question<Distribution> detail;

    /** What was opened, and stands in the list while that tells no change. */
    private final Map<String, Distribution> whole = new HashMap<>();

    /** What was opened since the list was last asked for. */
    private final Set<String> asked = new HashSet<>();

    private String open = "";
    private Place pointedAt = Place.of("distribution");

    DistributionPresenter(Desk desk, DistributionSources sources) {
        this.desk = desk;
        this.sources = sources;
        this.question = new Question<>(desk.background(), model.distributions);
        this.detail = new Question<>(desk.background(), model.opened);
        question.onAnswer(this::readOpen);
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
        asked.clear();
        question.askInParts(Words.READING, sources.list(), this::judge);
    }

    void hide() {
        question.cancel();
        detail.cancel();
    }

    /** Reads all that decides about a distribution of the list; what was read before is there at once. */
    void open(Distribution row) {
        detail.cancel();
        open = row.id();
        model.tested.set("");
        detail.forget();
        if (whole.containsKey(open)) {
            model.opened.set(new ViewState.Ready<>(current(row)));
        }
        readOpen();
    }

    /** None is open any more. */
    void leave() {
        detail.cancel();
        open = "";
    }

    private void readOpen() {
        String id = open;
        if (id.isEmpty() || !asked.add(id)) {
            return;
        }
        detail.ask(
                Words.OPENING + id,
                () -> {
                    Thread.sleep(PAUSE);
                    return sources.open().of(id);
                },
                this::opened);
    }

    private ViewState<Distribution> opened(Distributions.Listing listing) {
        Distribution read = listing.distributions().getFirst();
        whole.put(read.id(), read);
        model.distributions.set(model.distributions.get().with(rows -> rows.stream()
                .map(row -> row.id().equals(read.id()) ? read : row)
                .toList()));
        return listing.warnings().isEmpty()
                ? new ViewState.Ready<>(read)
                : new ViewState.Partial<>(read, listing.warnings());
    }

    /** What is known of a row: all, unless it changed since that was read. */
    private Distribution current(Distribution row) {
        Distribution known = whole.get(row.id());
        return known != null
                        && Objects.equals(known.lastModified(), row.lastModified())
                        && known.status().equals(row.status())
                ? known
                : row;
    }

    private ViewState<List<Distribution>> judge(Distributions.Listing listing) {
        List<Distribution> found = listing.distributions().stream().map(this::current).toList();
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
