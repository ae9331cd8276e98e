package dev.sallyport.core.sandbox;

import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.wire.LoopbackServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkClient;

/** The sandbox with all its services, as objects and, once somebody listens, over the wire. */
public final class ServicesBench implements AutoCloseable {
    /** What all of them keep. */
    public final SandboxState state;

    /** All of them; their data plane is not started. */
    public final SandboxServices services;

    private @Nullable LoopbackServer server;

    private ServicesBench(SandboxState state, Path folder, Duration replicaLife) {
        this.state = state;
        this.services = SandboxServices.over(state, folder, Clock.systemUTC(), replicaLife);
    }

    /** Forgets everything when it is closed. */
    public static ServicesBench inMemory(Path folder, Duration replicaLife) {
        return new ServicesBench(SandboxState.inMemory(), folder, replicaLife);
    }

    /** Goes on with what the folder keeps. */
    public static ServicesBench keptIn(Path folder, Duration replicaLife) {
        return new ServicesBench(SandboxState.open(folder), folder, replicaLife);
    }

    /** The one service of that class. */
    public <S extends SdkClient> S service(Class<S> type) {
        return services.service(type);
    }

    /** Where AWS's protocols are spoken, from now on. */
    public URI endpoint() {
        if (server == null) {
            server = LoopbackServer.start(services.front(), 0);
        }
        return server.endpoint();
    }

    /** Starts the data plane, whose functions find the services over the wire. */
    public ServicesBench started() {
        services.start(endpoint());
        return this;
    }

    /** By which another program calls as the account's root, once and without a pager. */
    public Map<String, String> environment() {
        AccessKey root = services.keys().root();
        return Map.of(
                "AWS_ENDPOINT_URL", endpoint().toString(),
                "AWS_ACCESS_KEY_ID", root.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", root.secretAccessKey(),
                "AWS_REGION", "us-east-1",
                "AWS_DEFAULT_REGION", "us-east-1",
                "AWS_PAGER", "",
                "AWS_MAX_ATTEMPTS", "1");
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        services.close();
    }
}
