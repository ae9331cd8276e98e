package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Every way in which an identity's policy, a boundary or session policy and a resource's policy can stand together.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html">
 *     How AWS enforcement code logic evaluates requests</a>
 */
@Attack(Area.POLICIES)
class EvaluationTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T08:00:00Z"), ZoneOffset.UTC);
    private static final String ROLE = "arn:aws:iam::111122223333:role/app/writer";
    private static final String USER = "arn:aws:iam::111122223333:user/ann";
    private static final Caller SESSION = Caller.assumedRole(ROLE, "s", "ASIAEXAMPLE");
    private static final Caller ANN = new Caller("111122223333", USER, "AKIAEXAMPLE");

    /** What one policy says, of a statement or two. */
    private enum Says {
        NOTHING,
        ANOTHER_ACTION,
        ANOTHER_RESOURCE,
        ALLOW,
        DENY,
        ALLOW_AND_DENY
    }

    /** Whom the resource's policy names. */
    private enum Names {
        NOBODY,
        ANOTHER_ROLE,
        THE_ACCOUNT,
        THE_ROLE_OR_USER,
        THE_SESSION,
        EVERYBODY
    }

    private enum Service {
        S3("s3:GetObject", "arn:aws:s3:::b/k"),
        KMS("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/1234");

        private final String action;
        private final String arn;

        Service(String action, String arn) {
            this.action = action;
            this.arn = arn;
        }
    }

    private record Case(Caller caller, Service service, Says own, Says boundary, Names names, Says resource) {
        /** The evaluation as the page tells it, each question in its order. */
        boolean expected() {
            Set<Says> denies = EnumSet.of(Says.DENY, Says.ALLOW_AND_DENY);
            boolean meant = named() || names == Names.THE_ACCOUNT;
            if (denies.contains(own) || denies.contains(boundary) || (denies.contains(resource) && meant)) {
                return false;
            }
            boolean given = resource == Says.ALLOW && named();
            boolean toItself = given && names == (caller.equals(ANN) ? Names.THE_ROLE_OR_USER : Names.THE_SESSION);
            if (toItself) {
                return true;
            }
            boolean within = boundary == Says.ALLOW || boundary == Says.NOTHING;
            if (!within) {
                return false;
            }
            boolean handedOver = resource == Says.ALLOW && names == Names.THE_ACCOUNT;
            boolean ownCounts = service == Service.S3 || names == Names.NOBODY || handedOver;
            return given || (own == Says.ALLOW && ownCounts);
        }

        private boolean named() {
            return switch (names) {
                case NOBODY, ANOTHER_ROLE, THE_ACCOUNT -> false;
                case THE_ROLE_OR_USER, EVERYBODY -> true;
                case THE_SESSION -> caller.equals(SESSION);
            };
        }

        boolean answered() {
            List<String> policies = own == Says.NOTHING ? List.of() : List.of(document(own, "", service));
            List<String> boundaries = boundary == Says.NOTHING ? List.of() : List.of(document(boundary, "", service));
            String principal = caller.equals(ANN) ? USER : ROLE;
            Authorizer authorizer = new Authorizer(asked -> new Identity(principal, policies, boundaries), CLOCK);
            String policy = names == Names.NOBODY ? null : document(resource, principal(), service);
            return authorizer.allows(caller, service.action, service.arn, policy, Map.of());
        }

        private String principal() {
            String named = switch (names) {
                case NOBODY, EVERYBODY -> "*";
                case ANOTHER_ROLE -> "arn:aws:iam::111122223333:role/other";
                case THE_ACCOUNT -> "arn:aws:iam::111122223333:root";
                case THE_ROLE_OR_USER -> caller.equals(ANN) ? USER : ROLE;
                case THE_SESSION -> SESSION.arn();
            };
            return "'Principal':{'AWS':'" + named + "'},";
        }
    }

    private static String document(Says says, String principal, Service service) {
        List<String> statements = new ArrayList<>();
        String elsewhere = service.arn.substring(0, service.arn.length() - 1) + "other";
        switch (says) {
            case ANOTHER_ACTION -> statements.add(statement("Allow", principal, service.action + "Nothing", "*"));
            case ANOTHER_RESOURCE -> statements.add(statement("Allow", principal, service.action, elsewhere));
            case NOTHING -> statements.add(statement("Deny", principal, "iam:*", "*"));
            case ALLOW -> statements.add(statement("Allow", principal, service.action, service.arn));
            case DENY -> statements.add(statement("Deny", principal, "*", "*"));
            case ALLOW_AND_DENY -> {
                statements.add(statement("Allow", principal, "*", "*"));
                statements.add(statement("Deny", principal, service.action, service.arn));
            }
        }
        return ("{'Version':'2012-10-17','Statement':[" + String.join(",", statements) + "]}").replace('\'', '"');
    }

    private static String statement(String effect, String principal, String action, String resource) {
        return "{'Effect':'" + effect + "'," + principal + "'Action':'" + action + "','Resource':'" + resource + "'}";
    }

    private static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Caller caller : List.of(SESSION, ANN)) {
            for (Service service : Service.values()) {
                for (Says own : Says.values()) {
                    for (Says boundary : Says.values()) {
                        for (Names names : Names.values()) {
                            for (Says resource : names == Names.NOBODY ? new Says[] {Says.NOTHING} : Says.values()) {
                                cases.add(new Case(caller, service, own, boundary, names, resource));
                            }
                        }
                    }
                }
            }
        }
        return cases.stream();
    }

    @Test
    void everyCombinationIsDecidedAsThePageSays(TestReporter reporter) {
        List<Case> cases = cases().toList();
        reporter.publishEntry(Attack.TRIED, String.valueOf(cases.size()));
        assertThat(cases.stream().filter(one -> one.answered() != one.expected())).isEmpty();
        assertThat(cases.stream().filter(Case::expected)).hasSizeGreaterThan(100);
    }
}
