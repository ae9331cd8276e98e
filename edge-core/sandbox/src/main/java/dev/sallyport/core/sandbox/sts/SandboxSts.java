package dev.sallyport.core.sandbox.sts;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.AccessKeys;
import dev.sallyport.core.sandbox.access.Authorizer;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.access.Fault;
import dev.sallyport.core.sandbox.access.MalformedPolicyException;
import dev.sallyport.core.sandbox.access.Policy;
import dev.sallyport.core.sandbox.iam.Directory;
import dev.sallyport.core.sandbox.iam.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumedRoleUser;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;

/**
 * STS: GetCallerIdentity, AssumeRole, GetSessionToken, GetAccessKeyInfo.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html">STS API Reference</a>
 */
public final class SandboxSts implements StsClient {
    private static final int LEAST = 900;
    private static final int HOUR = 3600;
    private static final int MOST_OF_A_USER = 129_600;

    private final Directory directory;
    private final Authorizer authorizer;
    private final AccessKeys keys;
    private final Clock clock;

    /** Hands out {@code keys} for the roles in {@code directory}. */
    public SandboxSts(Directory directory, Authorizer authorizer, AccessKeys keys, Clock clock) {
        this.directory = directory;
        this.authorizer = authorizer;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // Holds nothing of its own.
    }

    @Override
    public GetCallerIdentityResponse getCallerIdentity(GetCallerIdentityRequest request) {
        Caller caller = Call.current().caller();
        return GetCallerIdentityResponse.builder()
                .account(caller.account())
                .arn(caller.arn())
                .userId(directory.principal(caller.arn()).map(known -> userId(known, caller)).orElse(caller.account()))
                .build();
    }

    private static String userId(Principal principal, Caller caller) {
        return principal.trust() == null ? principal.id() : principal.id() + ":" + session(caller);
    }

    private static String session(Caller caller) {
        return caller.name();
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        String arn = present(request.roleArn(), "roleArn");
        String session = present(request.roleSessionName(), "roleSessionName");
        if (!session.matches("[\\w+=,.@-]{2,64}")) {
            throw invalid("1 validation error detected: Value '" + session
                    + "' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression"
                    + " pattern:"
                    + " [\\w+=,.@-]*");
        }
        if (!arn.matches("arn:aws:iam::\\d{12}:role/.+")) {
            throw invalid(arn + " is invalid");
        }
        Caller caller = Call.current().caller();
        if (caller.isRoot()) {
            throw denied("Roles may not be assumed by root accounts.");
        }
        Optional<Principal.Trust> trust = directory.principal(arn).map(Principal::trust);
        if (trust.isEmpty()) {
            throw denied("User: " + caller.arn() + " is not authorized to perform: sts:AssumeRole on resource: " + arn);
        }
        authorizer.require("sts:AssumeRole", arn, trust.get().document(), conditionKeys(request, session));
        AccessKey key = keys.issueForRole(arn, session, life(request, trust.get(), caller));
        directory.narrow(key.accessKeyId(), sessionPolicies(request));
        return AssumeRoleResponse.builder()
                .credentials(credentials(key))
                .assumedRoleUser(AssumedRoleUser.builder()
                        .arn(key.caller().arn())
                        .assumedRoleId(directory.principal(arn).orElseThrow().id() + ":" + session)
                        .build())
                .sourceIdentity(request.sourceIdentity())
                .build();
    }

    private static Map<String, List<String>> conditionKeys(AssumeRoleRequest request, String session) {
        Map<String, List<String>> keys = new HashMap<>();
        keys.put("sts:RoleSessionName", List.of(session));
        if (request.externalId() != null) {
            keys.put("sts:ExternalId", List.of(request.externalId()));
        }
        if (request.sourceIdentity() != null) {
            keys.put("sts:SourceIdentity", List.of(request.sourceIdentity()));
        }
        return keys;
    }

    private static Duration life(AssumeRoleRequest request, Principal.Trust trust, Caller caller) {
        int seconds = request.durationSeconds() == null ? HOUR : request.durationSeconds();
        if (seconds < LEAST || seconds > 12 * HOUR) {
            throw invalid("1 validation error detected: Value '" + seconds + "' at 'durationSeconds' failed to satisfy"
                    + " constraint: Member must have value between 900 and 43200");
        }
        if (seconds > HOUR && caller.isSession()) {
            throw invalid("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                    + " chaining.");
        }
        if (seconds > trust.maxSession()) {
            throw invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return Duration.ofSeconds(seconds);
    }

    private List<String> sessionPolicies(AssumeRoleRequest request) {
        List<String> documents = new ArrayList<>();
        if (request.policy() != null) {
            try {
                Policy.parse(request.policy(), Policy.Kind.IDENTITY);
            } catch (MalformedPolicyException e) {
                throw Fault.of(
                        MalformedPolicyDocumentException.builder(),
                        "Sts",
                        "MalformedPolicyDocument",
                        400,
                        String.valueOf(e.getMessage()));
            }
            documents.add(request.policy());
        }
        for (PolicyDescriptorType named : request.policyArns()) {
            documents.add(directory
                    .policyDocument(present(named.arn(), "policyArns.member.arn"))
                    .orElseThrow(() -> invalid("The policy " + named.arn() + " does not exist or is not attachable.")));
        }
        return documents;
    }

    @Override
    public GetSessionTokenResponse getSessionToken(GetSessionTokenRequest request) {
        Caller caller = Call.current().caller();
        if (caller.isSession()) {
            throw denied("Cannot call GetSessionToken with session credentials");
        }
        int most = caller.isRoot() ? HOUR : MOST_OF_A_USER;
        int seconds = request.durationSeconds() == null ? Math.min(43_200, most) : request.durationSeconds();
        if (seconds < LEAST || seconds > MOST_OF_A_USER) {
            throw invalid("1 validation error detected: Value '" + seconds + "' at 'durationSeconds' failed to satisfy"
                    + " constraint: Member must have value between 900 and 129600");
        }
        AccessKey key = keys.issueTemporary(caller, Duration.ofSeconds(Math.min(seconds, most)));
        return GetSessionTokenResponse.builder().credentials(credentials(key)).build();
    }

    @Override
    public GetAccessKeyInfoResponse getAccessKeyInfo(GetAccessKeyInfoRequest request) {
        authorizer.require("sts:GetAccessKeyInfo", "*", null, Map.of());
        AccessKey key = keys.find(present(request.accessKeyId(), "accessKeyId"))
                .orElseThrow(() -> invalid("The access key is not known."));
        return GetAccessKeyInfoResponse.builder().account(key.caller().account()).build();
    }

    private Credentials credentials(AccessKey key) {
        Instant expires = key.expires();
        return Credentials.builder()
                .accessKeyId(key.accessKeyId())
                .secretAccessKey(key.secretAccessKey())
                .sessionToken(key.sessionToken())
                .expiration(expires == null ? clock.instant() : expires)
                .build();
    }

    private static String present(@Nullable String value, String member) {
        return Fault.present(value, member, SandboxSts::invalid);
    }

    private static AwsServiceException invalid(String message) {
        return Fault.of("Sts", "ValidationError", 400, message);
    }

    private static AwsServiceException denied(String message) {
        return Fault.of("Sts", "AccessDenied", 403, message);
    }
}
