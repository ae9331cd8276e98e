package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.blueprint.Artifacts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The account's copy of what is known of each stack: {@code rollouts/STACK.json} in the artifact bucket. Written only over
 * what was read (S3 User Guide, "How to prevent object overwrites with conditional writes").
 */
final class AccountCopy {
    /** Precondition failed, another conditional write at the same time, and nothing left to write over. */
    private static final Set<Integer> WRITTEN_BY_OTHERS = Set.of(412, 409, 404);

    /** Where the seal stands in S3's metadata of the object. */
    private static final String SEALED = "sallyport-seal";

    private final S3Client s3;
    private final Artifacts artifacts;
    private final String account;
    private final Seal seal;

    /** @param account 12 digits, which must own the bucket */
    AccountCopy(AwsClients aws, String account) {
        this.s3 = aws.s3(EdgeRegion.NAME);
        this.artifacts = new Artifacts(s3, account, EdgeRegion.NAME);
        this.account = account;
        this.seal = new Seal(aws);
    }

    /**
     * What was read.
     *
     * @param shared null where the account keeps nothing of the stack
     * @param eTag of it; null likewise
     * @param bucket whether there is a bucket to keep it in
     * @param silence since the last sign of life of who is at work, by the clock of S3 alone; null where that could not be
     *     read
     */
    record Read(@Nullable Shared shared, @Nullable String eTag, boolean bucket, @Nullable Duration silence) {
        private static Read nothing(boolean bucket) {
            return new Read(null, null, bucket, Duration.ZERO);
        }
    }

    private static String key(String stack) {
        StackName.require(stack);
        return "rollouts/" + stack + ".json";
    }

    /**
     * Reads it.
     *
     * @throws SallyportException {@code SP-DENIED} and its kin where the bucket may not be read, or belongs to somebody
     *     else; {@code SP-ROLLOUT-FORGED}, {@code SP-ROLLOUT-UNREADABLE}, {@code SP-ROLLOUT-NEWER}
     */
    Read read(String stack) {
        String key = key(stack);
        try {
            ResponseBytes<GetObjectResponse> found = find(key);
            if (found == null) {
                return Read.nothing(true);
            }
            byte[] document = found.asByteArrayUnsafe();
            if (!seal.fits(stack, document, found.response().metadata().getOrDefault(SEALED, ""))) {
                throw forged(stack);
            }
            Shared shared = Json.MAPPER.readValue(document, Shared.class).readable(stack);
            return new Read(shared, found.response().eTag(), true, silence(stack, shared, found.response()));
        } catch (NoSuchBucketException nowhere) {
            return Read.nothing(false);
        } catch (SdkException e) {
            throw AwsErrors.translate(e);
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-ROLLOUT-UNREADABLE",
                            "What the account keeps of " + stack + " in " + artifacts.bucket() + "/" + key
                                    + " is not what was written.",
                            "Restore its earlier version in the bucket.")
                    .causedBy(e);
        }
    }

    private @Nullable ResponseBytes<GetObjectResponse> find(String key) {
        try {
            return s3.getObjectAsBytes(request ->
                    request.bucket(artifacts.bucket()).expectedBucketOwner(account).key(key));
        } catch (NoSuchKeyException nothing) {
            return null;
        }
    }

    private SallyportException forged(String stack) {
        return SallyportException.refused(
                "SP-ROLLOUT-FORGED",
                "What the account keeps of " + stack + " in " + artifacts.bucket() + "/" + key(stack)
                        + " was not written by Sallyport, or was changed since.",
                "See in CloudTrail who wrote it, and restore the latest version that Sallyport wrote.");
    }

    private @Nullable Duration silence(String stack, Shared shared, GetObjectResponse response) {
        Instant now = response.sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
                .orElseGet(Instant::now);
        Instant last = response.lastModified();
        if (shared.holder() != null) {
            try {
                Instant beat = lastBeat(stack, shared.holder().token());
                last = beat.isAfter(last) ? beat : last;
            } catch (S3Exception unread) {
                return null;
            }
        }
        Duration silence = Duration.between(last, now);
        return silence.isNegative() ? Duration.ZERO : silence;
    }

    private static String beatKey(String stack) {
        return "rollouts/" + stack + ".alive";
    }

    /** Of that work alone: one that was let go of may beat on for a while. */
    private Instant lastBeat(String stack, String token) {
        ResponseBytes<GetObjectResponse> beat = find(beatKey(stack));
        return beat == null || !beat.asUtf8String().equals(token) ? Instant.MIN : beat.response().lastModified();
    }

    /** Shows that who is at work on a stack lives: a small object of its own, since the bucket keeps every version. */
    void beat(String stack, String token) {
        s3.putObject(
                request -> request.bucket(artifacts.bucket()).expectedBucketOwner(account).key(beatKey(stack)),
                RequestBody.fromString(token));
    }

    /** Takes the sign of life away. */
    void endBeat(String stack) {
        s3.deleteObject(request ->
                request.bucket(artifacts.bucket()).expectedBucketOwner(account).key(beatKey(stack)));
    }

    /** Sees to it that there is a bucket to keep it in. */
    void ensureBucket() {
        artifacts.ensureBucket();
    }

    /**
     * Writes it over what was read.
     *
     * @param over eTag of that; null where there was nothing
     * @return the eTag of what was written
     * @throws SallyportException {@code SP-ROLLOUT-TAKEN} where somebody else has written since
     */
    String write(String stack, byte[] document, @Nullable String over) {
        String sealed = seal.of(stack, document, this::isFirst);
        try {
            return Objects.requireNonNull(s3.putObject(
                            request -> {
                                request.bucket(artifacts.bucket())
                                        .expectedBucketOwner(account)
                                        .key(key(stack))
                                        .contentType("application/json")
                                        .metadata(Map.of(SEALED, sealed));
                                if (over == null) {
                                    request.ifNoneMatch("*");
                                } else {
                                    request.ifMatch(over);
                                }
                            },
                            RequestBody.fromBytes(document))
                    .eTag());
        } catch (S3Exception e) {
            if (WRITTEN_BY_OTHERS.contains(e.statusCode()) && !(e instanceof NoSuchBucketException)) {
                ResponseBytes<GetObjectResponse> found = find(key(stack));
                if (found != null && Arrays.equals(found.asByteArrayUnsafe(), document)) {
                    // An answer was lost on the way, and the SDK asked again.
                    return Objects.requireNonNull(found.response().eTag());
                }
                throw taken(stack).causedBy(e);
            }
            throw e;
        }
    }

    /** Whether the account keeps nothing of any stack, so that no key has been used yet. */
    private boolean isFirst() {
        return s3.listObjectsV2(request -> request.bucket(artifacts.bucket())
                        .expectedBucketOwner(account)
                        .prefix("rollouts/")
                        .maxKeys(1))
                .contents()
                .isEmpty();
    }

    /** What ends the work on a stack that somebody else is at. */
    static SallyportException taken(String stack) {
        return SallyportException.refused(
                "SP-ROLLOUT-TAKEN",
                "Somebody else took the rollout of " + stack + " over, or began one at the same time.",
                "See what they do with sallyport rollout status " + stack + ", then begin anew.");
    }

    /**
     * Ends the work of a holder who cannot do so any more.
     *
     * @param token of that work
     * @return what the account keeps since
     * @throws SallyportException {@code SP-ROLLOUT-TAKEN} where another work is under way, or none
     */
    Shared release(String stack, String token) {
        Read read = read(stack);
        Shared shared = read.shared();
        Shared.Holder holder = shared == null ? null : shared.holder();
        if (shared == null || holder == null || !holder.token().equals(token)) {
            throw taken(stack);
        }
        Rollout last = shared.rollout();
        Rollout rollout = last == null ? null : last.letGo();
        Shared free = Shared.of(shared.line(), shared.serial() + 1, null, shared.known(), rollout);
        write(stack, free.bytes(), read.eTag());
        return free;
    }
}
