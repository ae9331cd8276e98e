package dev.sallyport.core.log;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.FoundObjects;
import dev.sallyport.core.bucket.LogObject;
import dev.sallyport.core.bucket.TimeSpan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Phaser;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Brings objects of S3 to where files are read: many at once, none of them twice as long as it is unchanged. */
public final class ObjectReader {
    /** As many as the connections that the SDK's client keeps, but for a few. */
    private static final int AT_ONCE = 32;

    private static final int FORBIDDEN = 403;
    private static final int NAMED = 5;

    private final S3Client s3;
    private final Home home;
    private final ObjectCopies copies;

    /** Reads as the session, in whichever Region a bucket is. No call is made before something is read. */
    public ObjectReader(AwsClients aws, Home home) {
        this.s3 = aws.s3(aws.region());
        this.home = home;
        this.copies = new ObjectCopies(home);
    }

    /** Why an object was not read, or not to its end. */
    private enum Gap {
        GONE("not read, gone meanwhile"),
        DENIED("not read, for want of s3:GetObject"),
        LOCKED("not read, for want of kms:Decrypt on the key that encrypts them"),
        ARCHIVED("not read, archived until S3 restores them"),
        CUT("not read to the end, which did not come");

        private final String words;

        Gap(String words) {
            this.words = words;
        }

        private String sentence(List<String> names) {
            int more = names.size() - NAMED;
            return names.size() + (names.size() == 1 ? " object was " : " objects were ") + words + ": "
                    + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                    + (more > 0 ? " and " + more + " more." : ".");
        }
    }

    /** @param version of what is in the file */
    private record Got(LogObject object, Path file, String version, Optional<Gap> gap) {
        static Got none(LogObject object, Path file, Gap gap) {
            return new Got(object, file, LogFile.CUT, Optional.of(gap));
        }
    }

    /**
     * Reads what was found. Objects that cannot be read are named among the gaps of the input.
     *
     * @param span of the records that count
     * @param progress gets the objects' place, and how many of the bytes are here
     * @throws dev.sallyport.core.SallyportException {@code SP-NETWORK}, {@code SP-THROTTLED}, {@code SP-INTERRUPTED} or
     *     {@code SP-HOME}; nothing is left behind then
     */
    public LogInput read(List<FoundObjects> found, TimeSpan span, Progress progress) {
        StoreFolder folder = StoreFolder.create(home);
        Phaser working = new Phaser(1);
        boolean done = false;
        try {
            LogInput input = AwsErrors.translating(() -> read(found, span, folder, working, progress));
            done = true;
            return input;
        } finally {
            if (!done) {
                // What is still under way would write into a folder that is being removed.
                working.arriveAndAwaitAdvance();
                folder.close();
            }
        }
    }

    private LogInput read(
            List<FoundObjects> found, TimeSpan span, StoreFolder folder, Phaser working, Progress progress) {
        List<String> gaps = new ArrayList<>();
        Map<String, Path> targets = new LinkedHashMap<>();
        List<LogObject> objects = new ArrayList<>();
        for (FoundObjects one : found) {
            gaps.addAll(one.gaps());
            for (LogObject object : one.objects()) {
                if (targets.putIfAbsent(object.name(), folder.file("object-" + objects.size())) == null) {
                    objects.add(object);
                }
            }
        }
        Arrived arrived = new Arrived(objects.stream().mapToLong(LogObject::size).sum(), progress);
        List<Got> all = AtOnce.each(objects, AT_ONCE, object -> {
            working.register();
            try {
                Got got = get(object, targets.getOrDefault(object.name(), folder.file("object")));
                arrived.add(object);
                return got;
            } finally {
                working.arriveAndDeregister();
            }
        });
        copies.evict();
        Map<Gap, List<String>> names = new EnumMap<>(Gap.class);
        List<LogFile> files = new ArrayList<>();
        for (Got got : all) {
            got.gap().ifPresent(gap -> names.computeIfAbsent(gap, one -> new ArrayList<>()).add(got.object().name()));
            if (got.gap().isEmpty() || got.gap().get() == Gap.CUT) {
                files.add(new LogFile(got.file(), got.object().name(), false, got.version()));
            }
        }
        names.forEach((gap, some) -> gaps.add(gap.sentence(some)));
        if (files.isEmpty() && !all.isEmpty()) {
            gaps.add("Nothing was read: no object under " + found.getFirst().place() + " could be.");
        }
        return new LogInput(files, gaps, span, folder);
    }

    private static final class Arrived {
        private final long bytes;
        private final Progress progress;
        private long here;

        Arrived(long bytes, Progress progress) {
            this.bytes = bytes;
            this.progress = progress;
        }

        synchronized void add(LogObject object) {
            here += object.size();
            progress.reading("s3://" + object.bucket(), (double) here / Math.max(1, bytes));
        }
    }

    private Got get(LogObject object, Path file) {
        if (copies.take(object, file)) {
            return new Got(object, file, object.etag(), Optional.empty());
        }
        try {
            GetObjectResponse had = s3.getObject(
                    request -> request.bucket(object.bucket()).key(object.key()),
                    (response, in) -> write(response, in, file));
            if (object.etag().equals(had.eTag())) {
                copies.keep(object, file);
            }
            return new Got(object, file, Objects.requireNonNullElse(had.eTag(), LogFile.CUT), Optional.empty());
        } catch (NoSuchKeyException e) {
            return Got.none(object, file, Gap.GONE);
        } catch (InvalidObjectStateException e) {
            return Got.none(object, file, Gap.ARCHIVED);
        } catch (S3Exception e) {
            return Got.none(object, file, refused(e));
        } catch (SdkClientException e) {
            if (brokeOff(e)) {
                return Got.none(object, file, Gap.CUT);
            }
            throw e;
        }
    }

    private static Gap refused(S3Exception e) {
        if (e.statusCode() != FORBIDDEN || !"AccessDenied".equals(e.awsErrorDetails().errorCode())) {
            throw e;
        }
        return String.valueOf(e.awsErrorDetails().errorMessage()).contains("kms:") ? Gap.LOCKED : Gap.DENIED;
    }

    private static GetObjectResponse write(GetObjectResponse response, InputStream in, Path file) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, Home.privately(file));
        } catch (IOException e) {
            throw SpareFile.unwritable(file, e);
        }
        try (SpareFile out = SpareFile.create(file)) {
            in.transferTo(out);
            return response;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw AbortedException.create("interrupted", e);
            }
            throw RetryableException.create("the object broke off", new BrokeOff(e));
        }
    }

    /** The bytes of an object ended early. */
    private static final class BrokeOff extends IOException {
        private static final long serialVersionUID = 1;

        BrokeOff(IOException cause) {
            super(cause);
        }
    }

    private static boolean brokeOff(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokeOff) {
                return true;
            }
        }
        return false;
    }
}
