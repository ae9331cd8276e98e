package dev.sallyport.core.account;

import dev.sallyport.core.Home;
import dev.sallyport.core.sandbox.Sandbox;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The sandbox with all its services in a test's own folder, and whoever is to meet it: a session of the account's root, and
 * clients of others.
 *
 * @param session closing it closes the sandbox too
 */
public record SandboxSession(Session session, Sandbox sandbox) {

    /** With writes, in the edge's Region. */
    public static SandboxSession open(Home home) {
        Sandbox sandbox = Sandbox.open(home.folder("sandbox"));
        var embedded = new Session.Embedded(
                sandbox.credentials(), sandbox.transport(), sandbox.endpoint(), sandbox::address, sandbox::close);
        return new SandboxSession(Session.over(embedded, AccountChoice.ofSandbox()), sandbox);
    }

    /** Clients of a sandbox by anybody's keys. */
    public static AwsClients clients(
            Sandbox sandbox, AwsCredentialsProvider keys, String region, ExecutionInterceptor... watching) {
        return new AwsClients(new AwsClients.Connection(
                keys, sandbox.transport(), sandbox.endpoint(), region, List.of(watching)));
    }

    /** Keys of a new user, who may do what a policy says and nothing else. */
    public static AwsCredentialsProvider user(AwsClients root, String name, String policy) {
        var iam = root.iam();
        iam.createUser(request -> request.userName(name));
        iam.putUserPolicy(request -> request.userName(name).policyName("p").policyDocument(policy));
        var key = iam.createAccessKey(request -> request.userName(name)).accessKey();
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }

    /** Clients of a new user, who may do what a policy says and nothing else. */
    public AwsClients of(String name, String region, String policy) {
        return clients(sandbox, user(session.clients(), name, policy), region);
    }
}
