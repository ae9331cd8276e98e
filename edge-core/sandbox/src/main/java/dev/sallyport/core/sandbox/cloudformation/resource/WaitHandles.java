package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.HttpListener;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AWS::CloudFormation::WaitConditionHandle: an address, in place of AWS's presigned S3 URL, to which signals are PUT as
 * JSON with {@code Status}, {@code UniqueId}, {@code Data} and {@code Reason}. Signals are kept; the address keeps its port
 * over a restart where that port is still free.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-waitcondition.html">Using wait
 *     conditions</a>
 */
final class WaitHandles implements ResourceHandler, AutoCloseable {
    static final String TYPE = "AWS::CloudFormation::WaitConditionHandle";

    private static final String PATH = "/cloudformation-wait-condition/";
    private static final String PORT = "port";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int TOKEN_BYTES = 24;

    /** The longest {@code Data} of a signal, in characters. */
    private static final int LONGEST_DATA = 4096;

    private final Shelf<ObjectNode> signals;
    private final Shelf<String> address;
    private @Nullable HttpListener listener;

    WaitHandles(SandboxState state) {
        this.signals = state.shelf("cloudformation/wait-signals", ObjectNode.class);
        this.address = state.shelf("cloudformation/wait-address", String.class);
        if (!signals.keysUnder("").isEmpty()) {
            listen();
        }
    }

    private synchronized int listen() {
        if (listener == null) {
            listener = new HttpListener(socket(address.get(PORT).map(Integer::valueOf).orElse(0)), this::take);
            address.put(PORT, Integer.toString(listener.port()));
        }
        return listener.port();
    }

    private static ServerSocket socket(int port) {
        try {
            return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            if (port == 0) {
                throw new UncheckedIOException(e);
            }
            return socket(0);
        }
    }

    private static String tokenOf(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    /** The signals that came to a handle so far, by their unique id; empty when there is no such handle. */
    Optional<ObjectNode> received(String url) {
        return signals.get(tokenOf(url));
    }

    /** The signals that came under a key of a wait condition's own; empty when it takes none. */
    Optional<ObjectNode> signals(String key) {
        return signals.get(key);
    }

    /** Begins to take signals under a key. */
    void open(String key) {
        if (!signals.has(key)) {
            signals.put(key, JsonNodeFactory.instance.objectNode());
        }
    }

    /** Takes a signal under a key; false when nobody waits for it. */
    boolean signal(String key, String id, String status) {
        ObjectNode signal = JsonNodeFactory.instance.objectNode().put("Status", status).put("UniqueId", id);
        return signals.update(key, all -> all.has(id) ? all : all.set(id, signal)).isPresent();
    }

    void forget(String key) {
        signals.remove(key);
    }

    private Response take(Request request) {
        String token = tokenOf(request.path());
        if (!request.method().equals("PUT") || !request.path().startsWith(PATH) || !signals.has(token)) {
            return Response.empty(403, Headers.NONE);
        }
        JsonNode signal;
        try {
            signal = Json.MAPPER.readTree(request.bytes());
        } catch (IOException e) {
            return Response.empty(400, Headers.NONE);
        }
        String id = signal.path("UniqueId").asText();
        boolean sound = Set.of("SUCCESS", "FAILURE").contains(signal.path("Status").asText())
                && !id.isEmpty()
                && signal.path("Data").asText("").length() <= LONGEST_DATA;
        if (!sound) {
            return Response.empty(400, Headers.NONE);
        }
        signals.update(token, all -> {
            if (!all.has(id)) {
                // Another signal under the same id is the same one sent again.
                all.set(id, signal);
            }
            return all;
        });
        return Response.empty(200, Headers.NONE);
    }

    @Override
    public boolean createsAlone() {
        return false;
    }

    @Override
    public Set<String> existing(Wanted wanted) {
        return Set.of();
    }

    @Override
    public String create(Wanted wanted) {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        signals.put(token, JsonNodeFactory.instance.objectNode());
        return "http://127.0.0.1:" + listen() + PATH + token;
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // A handle has no properties.
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("Id", id);
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        signals.remove(tokenOf(id));
        return true;
    }

    /** Both types. */
    static Map<String, ResourceHandler> of(WaitHandles handles, SandboxState state) {
        return Map.of(TYPE, handles, "AWS::CloudFormation::WaitCondition", new WaitConditions(handles, state));
    }

    @Override
    public synchronized void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }
}
