package dev.sallyport.views.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions that were asked, last one last, to be stepped through like the lines of a shell. */
final class History {
    private static final int KEPT = 50;

    private final List<String> asked = new ArrayList<>();
    private int at;

    /** Keeps a condition; one that was asked before moves to the end. */
    void add(String condition) {
        String said = condition.strip();
        if (!said.isEmpty()) {
            asked.remove(said);
            asked.add(said);
            if (asked.size() > KEPT) {
                asked.removeFirst();
            }
        }
        at = asked.size();
    }

    /**
     * Goes back, or with a negative number forth again.
     *
     * @param now what stands in the field
     * @return what to put there: nothing at all after the last one; empty where there is nothing further back
     */
    Optional<String> step(String now, int back) {
        if (at == asked.size() && !now.isBlank() && back > 0 && asked.contains(now.strip())) {
            at = asked.indexOf(now.strip());
        }
        int next = at - back;
        if (next < 0 || next > asked.size()) {
            return Optional.empty();
        }
        at = next;
        return Optional.of(next == asked.size() ? "" : asked.get(next));
    }
}
