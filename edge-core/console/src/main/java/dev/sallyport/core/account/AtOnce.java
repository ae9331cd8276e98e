package dev.sallyport.core.account;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import software.amazon.awssdk.core.exception.AbortedException;

/** One question for each of many things, some of them under way at once, so that a list costs less than the sum of its calls. */
public final class AtOnce {
    private AtOnce() {}

    /**
     * The answers, in the order of the things. An interrupt ends the questions that are under way; so does the first that
     * fails, whose exception comes out.
     *
     * @param most questions under way at any time
     */
    public static <T, R> List<R> each(Collection<T> things, int most, Function<? super T, ? extends R> question) {
        List<Callable<R>> questions = new ArrayList<>();
        things.forEach(thing -> questions.add(() -> question.apply(thing)));
        ExecutorService calls = Executors.newFixedThreadPool(Math.max(1, Math.min(most, things.size())), Thread.ofVirtual().factory());
        try {
            List<Future<R>> asked = questions.stream().map(calls::submit).toList();
            List<R> answers = new ArrayList<>();
            for (Future<R> one : asked) {
                answers.add(one.get());
            }
            return answers;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failed) {
                throw failed;
            }
            if (e.getCause() instanceof Error broken) {
                throw broken;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", e);
        } finally {
            calls.shutdownNow();
        }
    }
}
