package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.guard.Lock;
import dev.sallyport.core.guard.Measure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/** Does to what stands what the stack before it needs, and gives it back. Each step is journalled before it is taken. */
final class Taking {
    private final RolloutServices with;
    private final RolloutCourse course;

    /** Made since this deed began, and open before: nobody can have come to need it shut. */
    private final List<Measure> ours = new ArrayList<>();

    Taking(RolloutServices with, RolloutCourse course) {
        this.with = with;
        this.course = course;
    }

    private List<Held> held() {
        return with.journal().known(course.stack()).held();
    }

    private void keep(List<Held> held) {
        with.journal().know(course.stack(), known -> known.holding(held));
    }

    private void drop(Held one) {
        keep(held().stream().filter(other -> !other.equals(one)).toList());
    }

    /** Lets the edge in and shuts everyone else out, as the values of the stack's parameters ask for. */
    void take(Map<String, String> values, Stack stack) throws InterruptedException {
        // What a kill left half done is done anew, from what is there now.
        giveBack(one -> !one.made());
        WhatStands.requireStage(values, held());
        for (Lock lock : with.standing().locks(course.stack(), values, StackSummary.outputs(stack))) {
            for (Measure measure : lock.measures()) {
                if (held().stream().noneMatch(one -> one.measure().covers(measure))) {
                    make(lock.key(), measure);
                }
            }
        }
    }

    private void make(String key, Measure measure) throws InterruptedException {
        course.enter(course.rollout().phase(), measure.says() + ".");
        List<Held> held = new ArrayList<>(held());
        Held begun = new Held(key, measure, false, null);
        held.add(begun);
        keep(held);
        try {
            measure.make(with.aws());
        } catch (SallyportException e) {
            if (e.code().equals("SP-CHANGED-ELSEWHERE")) {
                // Refused before its first write: what is there is someone else's.
                drop(begun);
            }
            throw e;
        }
        ours.add(measure);
        held.set(held.size() - 1, new Held(key, measure, true, Instant.now()));
        keep(held);
    }

    /**
     * Gives back what a stack before these hosts does not need, the last first. The methods and routes of an API are
     * those of all its stages, so that they stay locked for any of them. What was there before this deed is handed to
     * whoever needs it shut.
     *
     * @return a sentence for each thing that is not as it was
     */
    List<String> giveBackAllBut(Set<String> hosts) throws InterruptedException {
        return giveBack(one -> hosts.stream().noneMatch(one::isOf));
    }

    private interface Chosen {
        boolean test(Held held);
    }

    private List<String> giveBack(Chosen chosen) throws InterruptedException {
        List<String> notes = new ArrayList<>();
        for (Held one : held().reversed()) {
            if (!chosen.test(one)) {
                continue;
            }
            Optional<String> heir = ours.contains(one.measure())
                    ? Optional.empty()
                    : with.neighbours().inherit(course.stack(), one);
            if (heir.isPresent()) {
                notes.add(heir.get());
                drop(one);
                continue;
            }
            course.enter(course.rollout().phase(), "Take back: " + one.measure().says() + ".");
            // What cannot be given back now stays in the journal until it can.
            Optional<String> note =
                    one.made() ? one.measure().unmake(with.aws()) : one.measure().unmakeBegun(with.aws());
            note.ifPresent(notes::add);
            drop(one);
        }
        return notes;
    }
}
