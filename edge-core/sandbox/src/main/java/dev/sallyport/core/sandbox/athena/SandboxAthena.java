package dev.sallyport.core.sandbox.athena;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.*;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Athena with the data catalog that it keeps tables in. A query runs when it is started; what is not understood is
 * FAILED with a reason that names it.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html">Athena API Reference</a>
 */
public final class SandboxAthena implements AthenaClient {
    private static final String PRIMARY = "primary";

    private final Shelf<StoredTable> tables;
    private final Shelf<String> databases;
    private final Shelf<StoredWorkGroup> workGroups;
    private final Authorizer authorizer;
    private final Clock clock;
    private final S3Client s3;
    private final Executions executions = new Executions();

    /** Tables are kept in {@code state}; objects are read, and results written, as whoever asks. */
    public SandboxAthena(SandboxState state, Authorizer authorizer, Clock clock, S3Client s3) {
        this.tables = state.shelf("athena/tables", StoredTable.class);
        this.databases = state.shelf("athena/databases", String.class);
        this.workGroups = state.shelf("athena/workgroups", StoredWorkGroup.class);
        this.authorizer = authorizer;
        this.clock = clock;
        this.s3 = s3;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    private static String key(String name) {
        return Call.current().region() + "/" + name;
    }

    private static String arn(String service, String resource) {
        return "arn:aws:" + service + ":" + Call.current().region() + ":" + Call.current().account() + ":" + resource;
    }

    private StoredWorkGroup workGroup(String action, @Nullable String name) {
        String given = name == null ? PRIMARY : name;
        authorizer.require("athena:" + action, arn("athena", "workgroup/" + given), null, Map.of());
        return workGroups.get(key(given)).orElseGet(() -> {
            if (!given.equals(PRIMARY)) {
                throw AthenaFaults.invalid("WorkGroup " + given + " is not found.");
            }
            return new StoredWorkGroup(PRIMARY, "", "", false, Instant.EPOCH);
        });
    }

    private void glue(String action, String resource) {
        authorizer.require("glue:" + action, arn("glue", resource), null, Map.of());
    }

    // Workgroups

    @Override
    public CreateWorkGroupResponse createWorkGroup(CreateWorkGroupRequest r) {
        authorizer.require("athena:CreateWorkGroup", arn("athena", "workgroup/" + r.name()), null, Map.of());
        if (workGroups.has(key(r.name())) || r.name().equals(PRIMARY)) {
            throw AthenaFaults.invalid("WorkGroup already exists");
        }
        WorkGroupConfiguration wanted = r.configuration();
        workGroups.put(key(r.name()), new StoredWorkGroup(
                r.name(),
                Objects.requireNonNullElse(r.description(), ""),
                Optional.ofNullable(wanted)
                        .map(WorkGroupConfiguration::resultConfiguration)
                        .map(ResultConfiguration::outputLocation)
                        .orElse(""),
                wanted == null || !Boolean.FALSE.equals(wanted.enforceWorkGroupConfiguration()),
                clock.instant()));
        return CreateWorkGroupResponse.builder().build();
    }

    @Override
    public GetWorkGroupResponse getWorkGroup(GetWorkGroupRequest r) {
        StoredWorkGroup group = workGroup("GetWorkGroup", r.workGroup());
        ResultConfiguration results = group.output().isEmpty()
                ? ResultConfiguration.builder().build()
                : ResultConfiguration.builder().outputLocation(group.output()).build();
        return GetWorkGroupResponse.builder()
                .workGroup(one -> one.name(group.name())
                        .description(group.description())
                        .state(WorkGroupState.ENABLED)
                        .creationTime(group.created())
                        .configuration(settings -> settings.resultConfiguration(results)
                                .enforceWorkGroupConfiguration(group.enforced())
                                .publishCloudWatchMetricsEnabled(false)
                                .requesterPaysEnabled(false)))
                .build();
    }

    @Override
    public ListWorkGroupsResponse listWorkGroups(ListWorkGroupsRequest r) {
        authorizer.require("athena:ListWorkGroups", "*", null, Map.of());
        List<WorkGroupSummary> all = workGroups.valuesUnder(key("")).stream()
                .map(group -> WorkGroupSummary.builder()
                        .name(group.name())
                        .description(group.description())
                        .state(WorkGroupState.ENABLED)
                        .creationTime(group.created())
                        .build())
                .toList();
        WorkGroupSummary primary = WorkGroupSummary.builder().name(PRIMARY).description("")
                .state(WorkGroupState.ENABLED).build();
        return ListWorkGroupsResponse.builder()
                .workGroups(Stream.concat(Stream.of(primary), all.stream()).toList())
                .build();
    }

    // Tables

    @Override
    public GetTableMetadataResponse getTableMetadata(GetTableMetadataRequest r) {
        authorizer.require("athena:GetTableMetadata", arn("athena", "datacatalog/" + r.catalogName()), null, Map.of());
        try {
            glue("GetTable", "table/" + r.databaseName() + "/" + r.tableName());
        } catch (AwsServiceException denied) {
            throw AthenaFaults.ofGlue(
                    denied.awsErrorDetails().errorCode(), denied.awsErrorDetails().errorMessage());
        }
        StoredTable table = tables.get(key(r.databaseName() + "/" + r.tableName()))
                .orElseThrow(() -> AthenaFaults.ofGlue("EntityNotFoundException", "Entity Not Found"));
        return GetTableMetadataResponse.builder()
                .tableMetadata(about -> about.name(table.name())
                        .tableType("EXTERNAL_TABLE")
                        .columns(columns(table.columns()))
                        .partitionKeys(columns(table.partitions()))
                        .parameters(table.properties()))
                .build();
    }

    private static List<Column> columns(Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(column -> Column.builder().name(column.getKey()).type(column.getValue()).build())
                .toList();
    }

    // Queries

    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest r) {
        StoredWorkGroup group = workGroup("StartQueryExecution", r.workGroup());
        if (r.queryString() == null || r.queryString().isBlank()) {
            throw AthenaFaults.invalid("queryString must not be empty");
        }
        String wanted = r.resultConfiguration() == null ? null : r.resultConfiguration().outputLocation();
        String output = wanted == null || (group.enforced() && !group.output().isEmpty()) ? group.output() : wanted;
        if (output.isEmpty()) {
            throw AthenaFaults.invalid("No output location provided. An output location is required either through the"
                    + " Workgroup result configuration setting or as an API input.");
        }
        if (!output.matches("s3://[^/]+(/.*)?")) {
            throw AthenaFaults.invalid("outputLocation is not a valid S3 path.");
        }
        String id = UUID.randomUUID().toString();
        String database = Optional.ofNullable(r.queryExecutionContext()).map(QueryExecutionContext::database)
                .orElse("default");
        QueryExecution query = QueryExecution.builder()
                .queryExecutionId(id)
                .query(r.queryString())
                .workGroup(group.name())
                .queryExecutionContext(context -> context.database(database))
                .engineVersion(version -> version.selectedEngineVersion("AUTO")
                        .effectiveEngineVersion("Athena engine version 3"))
                .build();
        executions.keep(run(query, database, output.endsWith("/") ? output : output + "/"));
        return StartQueryExecutionResponse.builder().queryExecutionId(id).build();
    }

    private Executions.Ended run(QueryExecution query, String database, String output) {
        Instant begin = clock.instant();
        SelectRun.Outcome outcome = null;
        String reason = null;
        StatementType type = StatementType.DDL;
        try {
            Statement statement = StatementReader.read(query.query(), database);
            if (statement instanceof Statement.Select select) {
                type = StatementType.DML;
                outcome = new SelectRun(s3, clock).run(select.sql(), tables.valuesUnder(key("")), database);
                write(output + query.queryExecutionId() + ".csv", Executions.csv(outcome));
            } else {
                define(statement);
                write(output + query.queryExecutionId() + ".txt", "");
            }
        } catch (FailedQueryException e) {
            reason = e.getMessage();
        } catch (AwsServiceException e) {
            reason = e.awsErrorDetails().errorMessage() + " (Error Code: " + e.awsErrorDetails().errorCode() + ")";
        }
        String why = reason;
        StatementType kind = type;
        String written = output + query.queryExecutionId() + (type == StatementType.DML ? ".csv" : ".txt");
        long scanned = outcome == null ? 0 : outcome.scanned();
        QueryExecution ended = query.toBuilder()
                .statementType(kind)
                .resultConfiguration(place -> place.outputLocation(written))
                .status(status -> status.state(why == null ? QueryExecutionState.SUCCEEDED : QueryExecutionState.FAILED)
                        .stateChangeReason(why)
                        .submissionDateTime(begin)
                        .completionDateTime(clock.instant()))
                .statistics(numbers -> numbers.dataScannedInBytes(scanned))
                .build();
        return new Executions.Ended(ended, why == null ? outcome : null);
    }

    private void write(String place, String text) {
        String bucket = place.replaceFirst("^s3://([^/]+)/.*", "$1");
        s3.putObject(
                PutObjectRequest.builder().bucket(bucket).key(place.substring("s3://".length() + bucket.length() + 1))
                        .build(),
                RequestBody.fromString(text));
    }

    private void define(Statement statement) {
        switch (statement) {
            case Statement.CreateDatabase made -> {
                glue("CreateDatabase", "database/" + made.name());
                if (databases.has(key(made.name())) && !made.ifAbsent()) {
                    throw new FailedQueryException("FAILED: Execution Error: Database " + made.name()
                            + " already exists");
                }
                databases.put(key(made.name()), made.name());
            }
            case Statement.CreateTable made -> {
                glue("CreateTable", "table/" + made.table().database() + "/" + made.table().name());
                if (!databases.has(key(made.table().database())) && !made.table().database().equals("default")) {
                    throw new FailedQueryException(
                            "FAILED: SemanticException Database does not exist: " + made.table().database());
                }
                boolean stands = tables.has(key(made.table().key()));
                if (stands && !made.ifAbsent()) {
                    throw new FailedQueryException("FAILED: Execution Error: Table " + made.table().name()
                            + " already exists");
                }
                if (!stands) {
                    tables.put(key(made.table().key()), made.table());
                }
            }
            case Statement.DropTable gone -> {
                glue("DeleteTable", "table/" + gone.database() + "/" + gone.name());
                if (tables.remove(key(gone.database() + "/" + gone.name())).isEmpty() && !gone.ifPresent()) {
                    throw new FailedQueryException("FAILED: SemanticException Table not found " + gone.name());
                }
            }
            case Statement.Select asked -> throw new IllegalStateException(asked.sql());
        }
    }

    private Executions.Ended ended(String action, @Nullable String id) {
        Executions.Ended ended = executions.get(id);
        workGroup(action, ended.query().workGroup());
        return ended;
    }

    @Override
    public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest r) {
        return GetQueryExecutionResponse.builder()
                .queryExecution(ended("GetQueryExecution", r.queryExecutionId()).query())
                .build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest r) {
        Executions.Ended ended = ended("GetQueryResults", r.queryExecutionId());
        if (ended.query().status().state() != QueryExecutionState.SUCCEEDED) {
            throw AthenaFaults.invalid("Query did not finish successfully. Final query state: "
                    + ended.query().status().stateAsString());
        }
        return Executions.page(ended.outcome(), r.nextToken(), r.maxResults());
    }

    /** What has ended stays as it is. */
    @Override
    public StopQueryExecutionResponse stopQueryExecution(StopQueryExecutionRequest r) {
        ended("StopQueryExecution", r.queryExecutionId());
        return StopQueryExecutionResponse.builder().build();
    }
}
