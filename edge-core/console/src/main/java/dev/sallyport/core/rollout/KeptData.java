package dev.sallyport.core.rollout;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * What holds data, or opens it, and stays when its stack goes: tables and keys (CloudFormation User Guide, "DeletionPolicy
 * attribute").
 */
final class KeptData {
    /** The longest that AWS KMS waits: as long as DynamoDB keeps its backup of a table with point-in-time recovery. */
    private static final int DAYS = 30;

    private final AwsClients aws;
    private final Deployment deployment;

    KeptData(RolloutServices with) {
        this.aws = with.aws();
        this.deployment = with.deployment();
    }

    /**
     * One sentence about what a stack that is gone has left behind; empty where that is nothing.
     *
     * @param removes whether it goes too, but for a key that sealed what another application keeps
     */
    String of(Stack gone, boolean removes) {
        List<StackResourceSummary> kept = deployment.kept(gone.stackId());
        return removes ? remove(kept, !StackSummary.outputs(gone).containsKey("OriginKind")) : stays(kept);
    }

    private static String stays(List<StackResourceSummary> kept) {
        List<String> named = kept.stream().filter(KeptData::isData).map(KeptData::named).toList();
        return named.isEmpty() ? "" : "Stays in the account with its data: " + String.join(", ", named) + ".";
    }

    private String remove(List<StackResourceSummary> kept, boolean keysToo) {
        List<StackResourceSummary> left = new ArrayList<>();
        for (StackResourceSummary one : kept) {
            String id = one.physicalResourceId();
            if (one.resourceType().equals("AWS::DynamoDB::Table")) {
                try {
                    aws.dynamoDb(EdgeRegion.NAME).deleteTable(request -> request.tableName(id));
                } catch (ResourceNotFoundException gone) {
                    // As it should be.
                }
            } else if (one.resourceType().equals("AWS::KMS::Key") && keysToo) {
                aws.kms(EdgeRegion.NAME).scheduleKeyDeletion(request -> request.keyId(id).pendingWindowInDays(DAYS));
            } else {
                left.add(one);
            }
        }
        return stays(left);
    }

    private static boolean isData(StackResourceSummary resource) {
        return resource.resourceType().equals("AWS::DynamoDB::Table") || resource.resourceType().equals("AWS::KMS::Key");
    }

    private static String named(StackResourceSummary resource) {
        return (resource.resourceType().equals("AWS::KMS::Key") ? "the key " : "the table ") + resource.physicalResourceId();
    }
}
