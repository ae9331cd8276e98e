package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tour came to.
 *
 * @param steps in their order
 * @param ok whether every step was
 */
record TourReport(List<Step> steps, boolean ok) {

    /**
     * What a step came to.
     *
     * @param name one word
     * @param screenshot file name of the light picture; null where there is none
     * @param ok whether it came to what it should
     * @param millis how long it took, without its pictures
     */
    record Step(
            String name,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String screenshot,
            boolean ok,
            long millis) {

        /** For people. */
        String line() {
            return verdict() + name + "  " + (screenshot == null ? "" : screenshot + "  ") + millis + " ms";
        }

        String verdict() {
            return ok ? "ok    " : "FAILS ";
        }
    }

    TourReport {
        steps = List.copyOf(steps);
    }

    /** Has every step taken; what fails is said, and the tour goes on. */
    static TourReport of(TourGuide guide, Terminal terminal) {
        List<Step> steps = new ArrayList<>();
        for (TourStep step : TourStep.values()) {
            Instant start = Instant.now();
            boolean ok = true;
            try {
                guide.take(step);
            } catch (SallyportException e) {
                ok = false;
                terminal.say(step.word() + ": " + e.message());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                ok = false;
            }
            long millis = Duration.between(start, Instant.now()).toMillis();
            String picture = guide.picture("%02d-%s".formatted(steps.size() + 1, step.word()));
            Step taken = new Step(step.word(), picture, ok, millis);
            steps.add(taken);
            terminal.say(taken.verdict() + taken.name());
        }
        return new TourReport(steps, steps.stream().allMatch(Step::ok));
    }
}
