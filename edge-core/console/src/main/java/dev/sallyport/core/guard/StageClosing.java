package dev.sallyport.core.guard;

import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What an API demands of its callers and which release its stage serves belong together: nobody meets the one without the
 * other, and to take it back is to serve the release of before.
 *
 * @param <M> what names a method or route
 */
sealed interface StageClosing<M> extends Measure permits ApiClosing, HttpApiClosing {
    /** Of the guard, which its deployment bears. */
    String name();

    /** Id of the API. */
    String api();

    String region();

    String stage();

    /** What the stage served before; null where it deploys by itself. */
    @Nullable String deployment();

    /** Those that demanded nothing before. */
    List<M> opened();

    /** Such as {@code REST API}. */
    String kind();

    /** What its parts are called, such as {@code methods}. */
    String parts();

    String words(M part);

    ApiStage<M> at(AwsClients aws);

    @Override
    default boolean closes() {
        return true;
    }

    @Override
    default Set<String> locks() {
        return Set.of(Locks.ofApi(region(), api()));
    }

    @Override
    default String make(AwsClients aws) {
        ApiStage<M> at = at(aws);
        if (deployment() != null && !deployment().equals(at.served())) {
            throw Measure.changed("The stage " + stage() + " of the API " + api());
        }
        opened().forEach(part -> at.authorize(part, "NONE", "AWS_IAM"));
        if (deployment() != null) {
            at.deploy(mark());
        }
        return "";
    }

    private String mark() {
        String parts = parts();
        return "Every " + parts.substring(0, parts.length() - 1) + " demands a signature (" + name() + ")";
    }

    /** What was released since would be taken back with it. */
    @Override
    default void requireOurs(AwsClients aws) {
        ApiStage<M> at = at(aws);
        // Of what is gone nothing of anybody's is left to run over.
        if (deployment() != null && !unlessGone(() -> isOurs(at), true)) {
            throw Measure.changed("The stage " + stage() + " of the API " + api());
        }
    }

    /** Whether nothing was released since. */
    private boolean isOurs(ApiStage<M> at) {
        String now = at.served();
        if (now == null || now.equals(deployment())) {
            return Objects.equals(now, deployment());
        }
        return mark().equals(at.deployments().get(now));
    }

    @Override
    default Optional<String> unmakeBegun(AwsClients aws) {
        ApiStage<M> at = at(aws);
        // Of what is gone in part the rest is opened.
        if (deployment() != null && unlessGone(() -> !isOurs(at) && ours(at).isEmpty(), false)) {
            return Optional.of("The stage " + stage() + " of the " + kind() + " " + api()
                    + " serves a release of someone else, and stays as it is.");
        }
        return unmake(aws);
    }

    @Override
    default Optional<String> unmake(AwsClients aws) {
        ApiStage<M> at = at(aws);
        List<String> notes = new ArrayList<>();
        String named = " of the " + kind() + " " + api();
        boolean deploysAgain = false;
        try {
            boolean byItself = deployment() == null || at.deploysByItself();
            if (!byItself && !isOurs(at)) {
                notes.add("The stage " + stage() + named + " served a later release, which was deployed again with its "
                        + parts() + " open.");
                deploysAgain = true;
            } else if (!byItself && !serveBefore(at)) {
                notes.add("The deployment " + deployment() + named
                        + " is gone, so the API as it is now was deployed to its stage " + stage() + " with its "
                        + parts() + " open.");
                deploysAgain = true;
            }
        } catch (AwsServiceException e) {
            requireGone(e);
            notes.add("The stage " + stage() + named + " is gone.");
        }
        List<String> gone = opened().stream()
                .filter(part -> unlessGone(
                        () -> {
                            at.authorize(part, "AWS_IAM", "NONE");
                            return false;
                        },
                        true))
                .map(this::words)
                .toList();
        if (!gone.isEmpty()) {
            notes.add("Gone from the " + kind() + " " + api() + " meanwhile: " + String.join(", ", gone) + ".");
        }
        if (deploysAgain) {
            String parts = parts();
            at.deploy(Character.toUpperCase(parts.charAt(0)) + parts.substring(1) + " are open again (" + name() + ")");
        }
        forget(at);
        return notes.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", notes));
    }

    /** Has the stage serve what it did; false where that is gone. Writes only what is not so already. */
    private boolean serveBefore(ApiStage<M> at) {
        String before = Objects.requireNonNull(deployment());
        if (before.equals(at.served())) {
            return true;
        }
        try {
            at.serve(before);
            return true;
        } catch (AwsServiceException e) {
            if (e.statusCode() != 400) {
                requireGone(e);
            }
            return false;
        }
    }

    /** Ids of the deployments that this made. */
    private List<String> ours(ApiStage<M> at) {
        return at.deployments().entrySet().stream()
                .filter(one -> mark().equals(one.getValue()))
                .map(one -> one.getKey())
                .toList();
    }

    private void forget(ApiStage<M> at) {
        try {
            for (String id : ours(at)) {
                try {
                    at.delete(id);
                } catch (AwsServiceException e) {
                    // Someone has put it on another stage.
                    if (e.statusCode() != 400) {
                        throw e;
                    }
                }
            }
        } catch (AwsServiceException e) {
            requireGone(e);
        }
    }

    private static boolean unlessGone(BooleanSupplier question, boolean whenGone) {
        try {
            return question.getAsBoolean();
        } catch (AwsServiceException e) {
            requireGone(e);
            return whenGone;
        }
    }

    private static void requireGone(AwsServiceException e) {
        if (e.statusCode() != 404) {
            throw e;
        }
    }
}
