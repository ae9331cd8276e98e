package dev.sallyport.core.sandbox.dynamodb;

import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.state.SandboxState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.*;

/**
 * DynamoDB: tables with indexes, items, queries and scans with expressions. Time to live, point-in-time recovery and
 * streams are kept as settings. Long because the SDK has one method per operation.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html">DynamoDB API Reference</a>
 */
public final class SandboxDynamoDb implements DynamoDbClient {
    private static final int PAGE = 100;
    private static final int MOST_WRITES = 25;
    private static final int MOST_READS = 100;

    private final Tables tables;
    private final Items items;
    private final Reads reads;
    private final Statements statements;

    /** Tables in {@code state}. */
    public SandboxDynamoDb(SandboxState state, Authorizer authorizer, Clock clock) {
        TableStore store = new TableStore(state);
        this.tables = new Tables(store, authorizer, clock);
        this.items = new Items(store, authorizer);
        this.reads = new Reads(store, authorizer);
        this.statements = new Statements(store, items, reads);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    // Tables

    @Override
    public CreateTableResponse createTable(CreateTableRequest r) {
        return CreateTableResponse.builder().tableDescription(tables.described(tables.create(r))).build();
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest r) {
        return DescribeTableResponse.builder()
                .table(tables.described(tables.require("DescribeTable", r.tableName())))
                .build();
    }

    @Override
    public UpdateTableResponse updateTable(UpdateTableRequest r) {
        return UpdateTableResponse.builder().tableDescription(tables.described(tables.update(r))).build();
    }

    @Override
    public DeleteTableResponse deleteTable(DeleteTableRequest r) {
        Table gone = tables.delete(r.tableName());
        return DeleteTableResponse.builder()
                .tableDescription(gone.description().copy(d -> d.tableStatus(TableStatus.DELETING)))
                .build();
    }

    @Override
    public ListTablesResponse listTables(ListTablesRequest r) {
        int limit = r.limit() == null ? PAGE : r.limit();
        String after = r.exclusiveStartTableName() == null ? "" : r.exclusiveStartTableName();
        List<String> names = tables.list().stream().map(Table::name).filter(name -> name.compareTo(after) > 0).toList();
        boolean more = names.size() > limit;
        return ListTablesResponse.builder()
                .tableNames(more ? names.subList(0, limit) : names)
                .lastEvaluatedTableName(more ? names.get(limit - 1) : null)
                .build();
    }

    @Override
    public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest r) {
        TimeToLiveSpecification wanted = r.timeToLiveSpecification();
        tables.timeToLive(
                tables.require("UpdateTimeToLive", r.tableName()),
                Boolean.TRUE.equals(wanted.enabled()),
                wanted.attributeName());
        return UpdateTimeToLiveResponse.builder().timeToLiveSpecification(wanted).build();
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest r) {
        String attribute = tables.require("DescribeTimeToLive", r.tableName()).ttl();
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(TimeToLiveDescription.builder()
                        .timeToLiveStatus(attribute == null ? "DISABLED" : "ENABLED")
                        .attributeName(attribute)
                        .build())
                .build();
    }

    @Override
    public UpdateContinuousBackupsResponse updateContinuousBackups(UpdateContinuousBackupsRequest r) {
        boolean on = Boolean.TRUE.equals(r.pointInTimeRecoverySpecification().pointInTimeRecoveryEnabled());
        Table table = tables.require("UpdateContinuousBackups", r.tableName());
        return UpdateContinuousBackupsResponse.builder()
                .continuousBackupsDescription(backups(tables.pointInTimeRecovery(table, on)))
                .build();
    }

    @Override
    public DescribeContinuousBackupsResponse describeContinuousBackups(DescribeContinuousBackupsRequest r) {
        return DescribeContinuousBackupsResponse.builder()
                .continuousBackupsDescription(backups(tables.require("DescribeContinuousBackups", r.tableName())))
                .build();
    }

    private static ContinuousBackupsDescription backups(Table table) {
        return ContinuousBackupsDescription.builder()
                .continuousBackupsStatus("ENABLED")
                .pointInTimeRecoveryDescription(p ->
                        p.pointInTimeRecoveryStatus(table.pointInTimeRecovery() ? "ENABLED" : "DISABLED"))
                .build();
    }

    @Override
    public TagResourceResponse tagResource(TagResourceRequest r) {
        tables.tag(tables.byArn("TagResource", r.resourceArn()), r.tags());
        return TagResourceResponse.builder().build();
    }

    @Override
    public UntagResourceResponse untagResource(UntagResourceRequest r) {
        tables.untag(tables.byArn("UntagResource", r.resourceArn()), r.tagKeys());
        return UntagResourceResponse.builder().build();
    }

    @Override
    public ListTagsOfResourceResponse listTagsOfResource(ListTagsOfResourceRequest r) {
        return ListTagsOfResourceResponse.builder()
                .tags(tables.byArn("ListTagsOfResource", r.resourceArn()).tags())
                .build();
    }

    // Items

    @Override
    public PutItemResponse putItem(PutItemRequest r) {
        Map<String, AttributeValue> before = items.put("PutItem", r).before();
        boolean give = "ALL_OLD".equals(r.returnValuesAsString()) && !before.isEmpty();
        return PutItemResponse.builder().attributes(give ? before : null).build();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest r) {
        return GetItemResponse.builder().item(items.get("GetItem", r).orElse(null)).build();
    }

    @Override
    public UpdateItemResponse updateItem(UpdateItemRequest r) {
        return UpdateItemResponse.builder().attributes(Items.returned(r, items.update("UpdateItem", r))).build();
    }

    @Override
    public DeleteItemResponse deleteItem(DeleteItemRequest r) {
        Map<String, AttributeValue> before = items.delete("DeleteItem", r).before();
        boolean give = "ALL_OLD".equals(r.returnValuesAsString()) && !before.isEmpty();
        return DeleteItemResponse.builder().attributes(give ? before : null).build();
    }

    @Override
    public QueryResponse query(QueryRequest r) {
        Reads.Found found = reads.query(r);
        boolean count = r.select() == Select.COUNT;
        return QueryResponse.builder()
                .items(count ? null : found.items())
                .count(found.items().size())
                .scannedCount(found.scanned())
                .lastEvaluatedKey(found.last())
                .build();
    }

    @Override
    public ScanResponse scan(ScanRequest r) {
        Reads.Found found = reads.scan(r);
        boolean count = r.select() == Select.COUNT;
        return ScanResponse.builder()
                .items(count ? null : found.items())
                .count(found.items().size())
                .scannedCount(found.scanned())
                .lastEvaluatedKey(found.last())
                .build();
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest r) {
        int writes = r.requestItems().values().stream().mapToInt(List::size).sum();
        if (writes < 1 || writes > MOST_WRITES) {
            throw DynamoFaults.invalid("Too many items requested for the BatchWriteItem call");
        }
        r.requestItems().forEach((table, requests) -> requests.forEach(write -> {
            if (write.putRequest() != null) {
                items.put(
                        "BatchWriteItem",
                        PutItemRequest.builder().tableName(table).item(write.putRequest().item()).build());
            } else {
                items.delete(
                        "BatchWriteItem",
                        DeleteItemRequest.builder().tableName(table).key(write.deleteRequest().key()).build());
            }
        }));
        return BatchWriteItemResponse.builder().unprocessedItems(Map.of()).build();
    }

    @Override
    public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest r) {
        requireTransaction(r.transactItems().size());
        items.transact(r.transactItems());
        return TransactWriteItemsResponse.builder().build();
    }

    private static void requireTransaction(int size) {
        if (size < 1 || size > MOST_READS) {
            throw DynamoFaults.invalid("1 validation error detected: Value at 'transactItems' failed to satisfy constraint:"
                    + " Member must have length from 1 to " + MOST_READS);
        }
    }

    @Override
    public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest r) {
        requireTransaction(r.transactItems().size());
        List<ItemResponse> found = new ArrayList<>();
        for (TransactGetItem each : r.transactItems()) {
            Get get = each.get();
            ItemResponse.Builder response = ItemResponse.builder();
            items.get("GetItem", GetItemRequest.builder()
                            .tableName(get.tableName())
                            .key(get.key())
                            .projectionExpression(get.projectionExpression())
                            .expressionAttributeNames(get.expressionAttributeNames())
                            .build())
                    .ifPresent(response::item);
            found.add(response.build());
        }
        return TransactGetItemsResponse.builder().responses(found).build();
    }

    @Override
    public ExecuteStatementResponse executeStatement(ExecuteStatementRequest r) {
        return statements.execute(r);
    }

    @Override
    public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest r) {
        if (r.statements().isEmpty() || r.statements().size() > MOST_WRITES) {
            throw DynamoFaults.invalid("Too many statements requested for the BatchExecuteStatement call");
        }
        List<BatchStatementResponse> responses = new ArrayList<>();
        for (BatchStatementRequest each : r.statements()) {
            BatchStatementResponse.Builder response = BatchStatementResponse.builder();
            try {
                List<Map<String, AttributeValue>> found = statements.execute(ExecuteStatementRequest.builder()
                                .statement(each.statement())
                                .parameters(each.parameters())
                                .build())
                        .items();
                response.item(found.isEmpty() ? null : found.getFirst());
            } catch (AwsServiceException e) {
                response.error(error -> error.code(e.awsErrorDetails().errorCode().replaceFirst("Exception$", ""))
                        .message(e.awsErrorDetails().errorMessage()));
            }
            responses.add(response.build());
        }
        return BatchExecuteStatementResponse.builder().responses(responses).build();
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest r) {
        int asked = r.requestItems().values().stream().mapToInt(keys -> keys.keys().size()).sum();
        if (asked < 1 || asked > MOST_READS) {
            throw DynamoFaults.invalid("Too many items requested for the BatchGetItem call");
        }
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        r.requestItems().forEach((table, wanted) -> {
            List<Map<String, AttributeValue>> there = new ArrayList<>();
            for (Map<String, AttributeValue> key : wanted.keys()) {
                items.get("BatchGetItem", GetItemRequest.builder()
                                .tableName(table)
                                .key(key)
                                .projectionExpression(wanted.projectionExpression())
                                .expressionAttributeNames(wanted.expressionAttributeNames())
                                .build())
                        .ifPresent(there::add);
            }
            found.put(table, there);
        });
        return BatchGetItemResponse.builder().responses(found).unprocessedKeys(Map.of()).build();
    }
}
