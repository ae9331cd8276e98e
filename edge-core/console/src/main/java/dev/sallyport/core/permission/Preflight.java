package dev.sallyport.core.permission;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** What a deployment will need, asked before it begins, since a denial in its middle leaves a stack to be cleaned up. */
public final class Preflight {
    /** Of every deployment: its change set, and the packages in their bucket. */
    private static final List<String> ALWAYS = List.of(
            "cloudformation:CreateChangeSet",
            "cloudformation:DeleteChangeSet",
            "cloudformation:DescribeChangeSet",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DescribeStacks",
            "cloudformation:ExecuteChangeSet",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:PutObject");

    /** With these the deployment would get no further, or it was given up. */
    private static final Set<String> FATAL = Set.of("SP-CREDENTIALS", "SP-EXPIRED", "SP-INTERRUPTED", "SP-MFA");

    private Preflight() {}

    /**
     * The actions that a deployment needs of its caller.
     *
     * @param types of the resources that change
     * @param byRole whether CloudFormation changes them in a role of its own
     */
    public static NavigableSet<String> needed(Collection<String> types, boolean byRole) {
        NavigableSet<String> needed = new TreeSet<>(ALWAYS);
        if (byRole) {
            needed.add("iam:PassRole");
            return needed;
        }
        var known = Policies.resourceTypes();
        types.forEach(type -> needed.addAll(known.getOrDefault(type, new TreeSet<>())));
        // IAM simulates no patterns.
        needed.removeIf(action -> action.endsWith("*"));
        return needed;
    }

    /**
     * What seems to be missing, in sentences. IAM knows here neither the resources' own policies nor their names, so that
     * this is a warning and no refusal; where IAM may not or cannot be asked, that is the sentence.
     *
     * @param serviceRole ARN of the role that CloudFormation is to work in; empty for none
     * @throws SallyportException where the deployment itself could not call: without credentials, or in another account
     */
    public static List<String> warnings(Session session, Collection<String> actions, String serviceRole) {
        List<String> warnings = new ArrayList<>();
        try {
            for (Permissions.Missing missing :
                    Permissions.missing(session.clients(), session.identity().arn(), actions, serviceRole)) {
                warnings.add("Your policies do not allow " + missing.action() + " on " + missing.resource() + ".");
            }
        } catch (SallyportException e) {
            if (FATAL.contains(e.code()) || e.code().startsWith("SP-ACCOUNT")) {
                throw e;
            }
            warnings.add("Whether you may do all of it could not be asked: " + e.message());
        }
        return warnings;
    }
}
