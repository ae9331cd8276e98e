package dev.sallyport.core.guard;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.util.Optional;
import java.util.Set;

/**
 * Something that is made or changed beside the distribution. Both ways may be gone again after a kill: what is there
 * already is not made twice, and what is gone is not missed.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "measure")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AccessControl.class, name = "access-control"),
    @JsonSubTypes.Type(value = AccessLogs.class, name = "access-logs"),
    @JsonSubTypes.Type(value = ApiClosing.class, name = "api-closing"),
    @JsonSubTypes.Type(value = BucketClosing.class, name = "bucket-closing"),
    @JsonSubTypes.Type(value = BucketEntry.class, name = "bucket-entry"),
    @JsonSubTypes.Type(value = CountingAcl.class, name = "counting-acl"),
    @JsonSubTypes.Type(value = EdgeSigner.class, name = "edge-signer"),
    @JsonSubTypes.Type(value = FunctionEntry.class, name = "function-entry"),
    @JsonSubTypes.Type(value = FunctionUrlClosing.class, name = "function-url-closing"),
    @JsonSubTypes.Type(value = HttpApiClosing.class, name = "http-api-closing")
})
public sealed interface Measure
        permits AccessControl,
                AccessLogs,
                BucketClosing,
                BucketEntry,
                CountingAcl,
                EdgeSigner,
                FunctionEntry,
                FunctionUrlClosing,
                StageClosing {

    /** What it does, for a plan: begins with a verb in the imperative. */
    @JsonIgnore
    String says();

    /** What it is charged for, a sentence; empty where it costs nothing. */
    @JsonIgnore
    default String cost() {
        return "";
    }

    /** Whether it shuts someone out, so that it waits until viewers are served without what it takes away. */
    @JsonIgnore
    default boolean closes() {
        return false;
    }

    /** What stands in the configuration for an id that is known only once this is made; empty where none does. */
    @JsonIgnore
    default String placeholder() {
        return "";
    }

    /** Names of the locks that it turns or opens for somebody, as {@link Locks} names them; empty where it is about none. */
    @JsonIgnore
    default Set<String> locks() {
        return Set.of();
    }

    /** Whether this, once made, is all that another would make, whatever names they give. */
    default boolean covers(Measure other) {
        return equals(other);
    }

    /** What refuses to run over what someone else has changed since the plan, or since it was made. */
    static SallyportException changed(String what) {
        return SallyportException.refused(
                "SP-CHANGED-ELSEWHERE", what + " was changed by someone else meanwhile.", "Look at it, then plan again.");
    }

    /**
     * Goes on only where taking it back runs over nothing that someone else has done since.
     *
     * @throws SallyportException {@code SP-CHANGED-ELSEWHERE}
     */
    @JsonIgnore
    default void requireOurs(AwsClients aws) {}

    /**
     * Makes it.
     *
     * @return what comes in the place of the placeholder
     */
    String make(AwsClients aws) throws InterruptedException;

    /**
     * Takes it back.
     *
     * @return a sentence about what stays for now; empty when nothing does
     */
    Optional<String> unmake(AwsClients aws) throws InterruptedException;

    /**
     * Takes back what is there of it where making it was begun and its end is not known. What shows that someone else
     * changed it since, and nothing of ours, stays.
     *
     * @return a sentence about what stays; empty when nothing does
     */
    default Optional<String> unmakeBegun(AwsClients aws) throws InterruptedException {
        return unmake(aws);
    }
}
