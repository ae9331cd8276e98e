package dev.sallyport.core.sandbox.iam;

import dev.sallyport.core.Arns;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.iam.Principal.Trust;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.iam.model.AttachedPermissionsBoundary;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;

/** Roles, those linked to a service included. */
final class Roles {
    private static final int HOUR = 3600;

    /**
     * Service to the name of its linked role and the policy that comes with it.
     *
     * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html">
     *     Services</a>
     */
    private static final Map<String, List<String>> LINKED = Map.of(
            "replicator.lambda.amazonaws.com", List.of("AWSServiceRoleForLambdaReplicator", "AWSLambdaReplicator"),
            "logger.cloudfront.amazonaws.com", List.of("AWSServiceRoleForCloudFrontLogger", "AWSCloudFrontLogger"),
            "wafv2.amazonaws.com", List.of("AWSServiceRoleForWAFV2Logging", "WAFV2LoggingServiceRolePolicy"),
            "shield.amazonaws.com", List.of("AWSServiceRoleForAWSShield", "AWSShieldServiceRolePolicy"),
            "ops.apigateway.amazonaws.com", List.of("AWSServiceRoleForAPIGateway", ""));

    private final Directory directory;
    private final Attachments attachments;
    private final Authorizer authorizer;
    private final Clock clock;

    Roles(Directory directory, Attachments attachments, Authorizer authorizer, Clock clock) {
        this.directory = directory;
        this.attachments = attachments;
        this.authorizer = authorizer;
        this.clock = clock;
    }

    Principal create(CreateRoleRequest request) {
        String name = IamFaults.name(request.roleName(), "roleName", 64);
        String path = IamFaults.path(request.path());
        String arn = "arn:aws:iam::" + Call.current().account() + ":role" + path + name;
        authorizer.require("iam:CreateRole", arn, null, Map.of());
        if (directory.roles().has(name)) {
            throw IamFaults.exists("Role with name " + name + " already exists.");
        }
        Trust trust = new Trust(
                trusted(request.assumeRolePolicyDocument()), request.description(),
                        session(request.maxSessionDuration()));
        return keep(new Principal(
                name,
                path,
                Ids.fresh("AROA"),
                arn,
                clock.instant(),
                Map.of(),
                List.of(),
                Attachments.merged(List.of(), request.tags()),
                request.permissionsBoundary(),
                trust));
    }

    Principal createLinked(@Nullable String service, @Nullable String description) {
        String given = IamFaults.present(service, "awsServiceName");
        List<String> known = LINKED.get(given);
        if (known == null) {
            throw IamFaults.invalidInput("A role linked to " + given + " is not offered by the sandbox.");
        }
        String name = known.getFirst();
        String path = "/aws-service-role/" + given + "/";
        String arn = "arn:aws:iam::" + Call.current().account() + ":role" + path + name;
        authorizer.require(
                "iam:CreateServiceLinkedRole", arn, null, Map.of("iam:AWSServiceName", List.of(given)));
        if (directory.roles().has(name)) {
            throw IamFaults.invalidInput("Service role name " + name
                    + " has been taken in this account, please try a different suffix.");
        }
        String document =
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":[\""
                + given + "\"]},\"Action\":[\"sts:AssumeRole\"]}]}";
        List<String> attached = known.getLast().isEmpty()
                ? List.of()
                : List.of("arn:aws:iam::aws:policy/aws-service-role/" + known.getLast());
        return keep(new Principal(
                name,
                path,
                Ids.fresh("AROA"),
                arn,
                clock.instant(),
                Map.of(),
                attached,
                List.of(),
                null,
                new Trust(document, description, HOUR)));
    }

    void deleteLinked(@Nullable String name) {
        Principal role = attachments.require("DeleteServiceLinkedRole", name);
        if (!linked(role)) {
            throw IamFaults.invalidInput("The role " + role.name() + " is not a service-linked role.");
        }
        directory.roles().remove(role.name());
    }

    void delete(@Nullable String name) {
        Principal role = changeable(attachments.require("DeleteRole", name));
        attachments.refuseIfPoliciesRemain(role);
        directory.roles().remove(role.name());
    }

    Principal update(UpdateRoleRequest request) {
        Principal role = changeable(attachments.require("UpdateRole", request.roleName()));
        Trust trust = trust(role);
        String description = request.description() == null ? trust.description() : request.description();
        int session = request.maxSessionDuration() == null ? trust.maxSession() : session(request.maxSessionDuration());
        return attachments.change(role, now -> now.withTrust(new Trust(trust.document(), description, session)));
    }

    void updateTrust(@Nullable String name, @Nullable String document) {
        Principal role = changeable(attachments.require("UpdateAssumeRolePolicy", name));
        Trust trust = trust(role);
        String checked = trusted(document);
        attachments.change(role, now -> now.withTrust(new Trust(checked, trust.description(), trust.maxSession())));
    }

    List<Principal> list(@Nullable String pathPrefix) {
        authorizer.require("iam:ListRoles", attachments.arn(""), null, Map.of());
        String prefix = pathPrefix == null ? "/" : pathPrefix;
        return directory.roles().values().stream().filter(role -> role.path().startsWith(prefix)).toList();
    }

    static Role shape(Principal role) {
        Trust trust = trust(role);
        String boundary = role.boundary();
        return Role.builder()
                .path(role.path())
                .roleName(role.name())
                .roleId(role.id())
                .arn(role.arn())
                .createDate(role.created())
                .assumeRolePolicyDocument(PercentCoding.encode(trust.document()))
                .description(trust.description())
                .maxSessionDuration(trust.maxSession())
                .permissionsBoundary(boundary == null ? null : boundary(boundary))
                .tags(role.tags())
                .build();
    }

    static AttachedPermissionsBoundary boundary(String arn) {
        return AttachedPermissionsBoundary.builder()
                .permissionsBoundaryType("Policy")
                .permissionsBoundaryArn(arn)
                .build();
    }

    static Trust trust(Principal role) {
        Trust trust = role.trust();
        if (trust == null) {
            throw new IllegalStateException("a role without trust policy: " + role.arn());
        }
        return trust;
    }

    private Principal keep(Principal role) {
        directory.roles().put(role.name(), role);
        return role;
    }

    private static boolean linked(Principal role) {
        return role.path().startsWith("/aws-service-role/");
    }

    private static Principal changeable(Principal role) {
        if (linked(role)) {
            throw IamFaults.unmodifiable("Cannot perform the operation on the protected role '" + role.name()
                    + "' - this role is only modifiable by AWS");
        }
        return role;
    }

    private static int session(@Nullable Integer seconds) {
        int given = seconds == null ? HOUR : seconds;
        if (given < HOUR || given > 12 * HOUR) {
            throw IamFaults.invalid("1 validation error detected: Value '" + given
                    + "' at 'maxSessionDuration' failed to"
                    + " satisfy constraint: Member must have value between 3600 and 43200");
        }
        return given;
    }

    /** A trust policy; the roles and users of the account that it names must be there, as AWS demands. */
    private String trusted(@Nullable String document) {
        String checked = IamFaults.checked(document, Policy.Kind.TRUST);
        for (String arn : Policy.parse(checked, Policy.Kind.TRUST).principalArns()) {
            boolean ours = Arns.isOf(arn, "iam")
                    && Arns.of(arn).flatMap(Arn::accountId).filter(Call.current().account()::equals).isPresent();
            if (ours && directory.principal(arn).isEmpty()) {
                throw IamFaults.malformed("Invalid principal in policy: \"AWS\":\"" + arn + "\"");
            }
        }
        return checked;
    }
}
