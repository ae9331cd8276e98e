package dev.sallyport.core.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.pace.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.MetadataException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatistics;
import software.amazon.awssdk.services.athena.model.ResultConfiguration;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.WorkGroup;
import software.amazon.awssdk.services.athena.model.WorkGroupConfiguration;

/**
 * Statements in a workgroup of Athena, one after the other.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Athena API Reference</a>
 */
final class AthenaRun {
    static final String CATALOG = "AwsDataCatalog";

    /** A DML query may run 30 minutes unless more was asked for (Athena User Guide, "Service Quotas"). */
    private static final Duration PATIENCE = Duration.ofMinutes(61);

    private static final Set<QueryExecutionState> UNDER_WAY = Set.of(
            QueryExecutionState.QUEUED, QueryExecutionState.RUNNING, QueryExecutionState.UNKNOWN_TO_SDK_VERSION);

    private static final Logger LOG = LoggerFactory.getLogger(AthenaRun.class);

    private final AthenaClient athena;
    private final String workGroup;
    private final @Nullable String results;
    private final Optional<String> place;

    private AthenaRun(AthenaClient athena, String workGroup, @Nullable String results, Optional<String> place) {
        this.athena = athena;
        this.workGroup = workGroup;
        this.results = results;
        this.place = place;
    }

    /**
     * Statements whose results go where the workgroup has them, or else where the user wants them.
     *
     * @param results a place in S3; null where the user named none
     * @throws SallyportException {@code SP-ATHENA-RESULTS} where nobody says a place, or the workgroup another one
     */
    static AthenaRun in(AthenaClient athena, String workGroup, @Nullable String results) {
        WorkGroup group = athena.getWorkGroup(request -> request.workGroup(workGroup)).workGroup();
        WorkGroupConfiguration configuration = group.configuration();
        boolean enforced = configuration != null && Boolean.TRUE.equals(configuration.enforceWorkGroupConfiguration());
        boolean kept = configuration != null
                && configuration.managedQueryResultsConfiguration() != null
                && Boolean.TRUE.equals(configuration.managedQueryResultsConfiguration().enabled());
        Optional<String> placed = kept
                ? Optional.empty()
                : Optional.ofNullable(configuration)
                        .map(WorkGroupConfiguration::resultConfiguration)
                        .map(ResultConfiguration::outputLocation)
                        .filter(place -> !place.isEmpty());
        boolean theirs = kept || (enforced && placed.isPresent());
        if (theirs && results != null) {
            throw SallyportException.badInput(
                    "SP-ATHENA-RESULTS",
                    "The workgroup " + workGroup + " puts results into " + placed.orElse("Athena itself")
                            + ", whatever is asked for.",
                    "Leave out --results, or name another workgroup with --workgroup.");
        }
        if (!kept && placed.isEmpty() && results == null) {
            throw SallyportException.badInput(
                    "SP-ATHENA-RESULTS",
                    "The workgroup " + workGroup + " has no place for the results of queries.",
                    "Name one with --results s3://BUCKET/PREFIX, or another workgroup with --workgroup.");
        }
        return new AthenaRun(athena, workGroup, results, results == null ? placed : Optional.of(results));
    }

    /** Where results lie; empty where Athena keeps them itself. */
    Optional<String> place() {
        return place;
    }

    /** Runs a statement that defines something. */
    void define(String statement) {
        run(statement, bytes -> {});
    }

    /**
     * The definition that a table was made from, nothing for a table that is not ours; empty where there is no such
     * table.
     *
     * @throws SallyportException {@code SP-DENIED} where the Data Catalog may not be asked
     */
    Optional<String> definition(String table) {
        try {
            return Optional.of(athena.getTableMetadata(request -> request.catalogName(CATALOG)
                            .databaseName(AthenaTable.DATABASE)
                            .tableName(table)
                            .workGroup(workGroup))
                    .tableMetadata()
                    .parameters()
                    .getOrDefault(AthenaTable.DEFINITION, ""));
        } catch (MetadataException e) {
            // Athena passes on what AWS Glue answered, and its code in the message alone.
            String said = e.awsErrorDetails().errorMessage();
            if (said.contains("EntityNotFoundException")) {
                return Optional.empty();
            }
            if (said.contains("AccessDeniedException")) {
                throw SallyportException.refused(
                                "SP-DENIED",
                                said,
                                "Ask for the permission that the message names, or switch the profile.")
                        .withRequestId(e.requestId())
                        .causedBy(e);
            }
            throw e;
        }
    }

    /**
     * An answer.
     *
     * @param rows values as Athena writes them
     * @param bytes that were scanned for it
     */
    record Rows(List<List<@Nullable String>> rows, long bytes) {}

    /** @param scanned gets the bytes that were scanned so far, now and then */
    Rows ask(String select, LongConsumer scanned) {
        QueryExecution query = run(select, scanned);
        List<List<@Nullable String>> rows = new ArrayList<>();
        athena.getQueryResultsPaginator(request -> request.queryExecutionId(query.queryExecutionId())).stream()
                .flatMap(page -> page.resultSet().rows().stream())
                // The first row has the names of the columns.
                .skip(1)
                .forEach(row -> rows.add(values(row)));
        return new Rows(rows, scanned(query));
    }

    private static List<@Nullable String> values(Row row) {
        List<@Nullable String> values = new ArrayList<>();
        for (Datum datum : row.data()) {
            values.add(datum.varCharValue());
        }
        return Collections.unmodifiableList(values);
    }

    private static long scanned(QueryExecution query) {
        return Optional.ofNullable(query.statistics())
                .map(QueryExecutionStatistics::dataScannedInBytes)
                .orElse(0L);
    }

    private QueryExecution run(String statement, LongConsumer scanned) {
        StartQueryExecutionRequest.Builder request =
                StartQueryExecutionRequest.builder().queryString(statement).workGroup(workGroup);
        if (results != null) {
            request.resultConfiguration(place -> place.outputLocation(results));
        }
        String id = athena.startQueryExecution(request.build()).queryExecutionId();
        Thread ending = new Thread(() -> stop(id), "athena-end");
        boolean ended = false;
        try {
            // A signal ends the process without ending this method.
            Runtime.getRuntime().addShutdownHook(ending);
            QueryExecution query = ended(id, scanned);
            ended = true;
            return query;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped(id, e);
        } catch (IllegalStateException | AbortedException e) {
            throw stopped(id, e);
        } finally {
            if (!ended) {
                stop(id);
            }
            try {
                Runtime.getRuntime().removeShutdownHook(ending);
            } catch (IllegalStateException shuttingDown) {
                LOG.debug("The process ends", shuttingDown);
            }
        }
    }

    private static SallyportException stopped(String id, Exception e) {
        return SallyportException.unavailable(
                        "SP-INTERRUPTED",
                        "Interrupted; Athena is told to stop the query " + id + ".",
                        "What it has read until then is charged; ask again, perhaps for less time.")
                .causedBy(e);
    }

    private QueryExecution ended(String id, LongConsumer scanned) throws InterruptedException {
        QueryExecution[] last = new QueryExecution[1];
        Pace.ofQuestions().until(PATIENCE, () -> {
            last[0] = athena.getQueryExecution(request -> request.queryExecutionId(id)).queryExecution();
            scanned.accept(scanned(last[0]));
            return !UNDER_WAY.contains(last[0].status().state());
        });
        QueryExecutionState state = last[0].status().state();
        if (state != QueryExecutionState.SUCCEEDED) {
            String reason = Objects.requireNonNullElse(last[0].status().stateChangeReason(), "no reason is given");
            throw SallyportException.unavailable(
                    state == QueryExecutionState.CANCELLED ? "SP-ATHENA-CANCELLED" : "SP-ATHENA",
                    "Athena did not answer: the query " + id + " is " + last[0].status().stateAsString() + ", "
                            + reason.strip().replaceFirst("\\.$", "") + ".",
                    "Look at the query in Athena's history, ask for less time, or leave out --athena.");
        }
        return last[0];
    }

    /** What nobody waits for is not scanned to its end, which would be charged. */
    private void stop(String id) {
        boolean interrupted = Thread.interrupted();
        try {
            athena.stopQueryExecution(request -> request.queryExecutionId(id));
        } catch (SdkException | IllegalStateException e) {
            // It may be over by now; if not, it goes on and is charged.
            LOG.warn("Athena was not told to stop the query {}: {}", id, AwsErrors.told(e).code());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
