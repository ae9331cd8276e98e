package dev.sallyport.core.sandbox.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.match.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An IAM policy document.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar</a>
 */
public final class Policy {
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

    private final List<Statement> statements;

    private Policy(List<Statement> statements) {
        this.statements = statements;
    }

    /** Where a policy is attached; it decides which elements it must have. */
    public enum Kind {
        /** To a user or role: names resources, no principal. */
        IDENTITY,
        /** To a resource: names principals and resources. */
        RESOURCE,
        /** To a role as its trust policy: names principals, no resource. */
        TRUST
    }

    /** What the statements that fit a request say together, the strongest first. */
    public enum Verdict {
        /** A Deny statement fits. */
        DENY,
        /** An Allow statement names the user or the session itself: no boundary narrows that. */
        ITSELF,
        /** An Allow statement fits the caller, by its role or as anybody. */
        ALLOW,
        /** An Allow statement fits the caller's account only: identity-based policies decide. */
        DELEGATE,
        /** No statement fits. */
        SILENT
    }

    /**
     * Reads a policy document.
     *
     * @throws MalformedPolicyException when it does not follow the grammar
     */
    public static Policy parse(String document, Kind kind) {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            throw new MalformedPolicyException("This policy contains invalid Json");
        }
        if (json == null || !json.isObject()) {
            throw new MalformedPolicyException("Syntax errors in policy.");
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!Set.of("Version", "Id", "Statement").contains(name)) {
                throw new MalformedPolicyException("Syntax errors in policy: unknown element " + name + ".");
            }
        });
        if (json.has("Version") && !VERSIONS.contains(json.get("Version").asText())) {
            throw new MalformedPolicyException("The policy must contain a valid version string");
        }
        JsonNode statement = json.path("Statement");
        Iterable<JsonNode> items = statement.isArray() ? statement : List.of(statement);
        List<Statement> statements = new ArrayList<>();
        for (JsonNode item : items) {
            statements.add(Statement.parse(item, kind));
        }
        if (statements.isEmpty()) {
            throw new MalformedPolicyException("Syntax errors in policy.");
        }
        return new Policy(List.copyOf(statements));
    }

    /** What this policy says to the request; a Deny beats every Allow. */
    Verdict evaluate(PolicyRequest request) {
        Verdict verdict = Verdict.SILENT;
        for (Statement statement : statements) {
            Principals.Fit fit = statement.applies(request);
            if (fit == Principals.Fit.NONE) {
                continue;
            }
            if (!statement.allow()) {
                return Verdict.DENY;
            }
            Verdict said = switch (fit) {
                case ITSELF -> Verdict.ITSELF;
                case EXACT -> Verdict.ALLOW;
                case ACCOUNT, NONE -> Verdict.DELEGATE;
            };
            verdict = said.compareTo(verdict) < 0 ? said : verdict;
        }
        return verdict;
    }

    /**
     * Whether a statement lets everybody in, as S3 Block Public Access sees it.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html">"The
     *     meaning of public"</a>
     */
    public boolean grantsPublicAccess() {
        return statements.stream().anyMatch(Statement::open);
    }

    /** Whether every statement's resources are {@code arn} itself or lie below it. */
    public boolean resourcesUnder(String arn) {
        return statements.stream()
                .flatMap(statement -> statement.resources().stream())
                .allMatch(resource -> Glob.matches(resource, arn) || resource.startsWith(arn + "/"));
    }

    /** The ARNs of the roles and users that the statements name as principals. */
    public List<String> principalArns() {
        List<String> arns = new ArrayList<>();
        for (Statement statement : statements) {
            Principals principals = statement.principals();
            if (principals != null) {
                arns.addAll(principals.arns());
            }
        }
        return arns;
    }
}
