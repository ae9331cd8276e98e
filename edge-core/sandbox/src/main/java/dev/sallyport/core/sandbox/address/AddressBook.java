package dev.sallyport.core.sandbox.address;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gives each AWS-like host name of the sandbox a port on 127.0.0.1, and remembers it across restarts. Whoever listens
 * takes the port by {@link #listen}; a remembered port that another program has meanwhile is replaced then.
 */
public final class AddressBook {
    private static final Pattern HTTPS = Pattern.compile("https?://([A-Za-z0-9.-]+)(?::443)?(?![A-Za-z0-9.:-])");

    private final Shelf<Integer> ports;
    private Consumer<Map<String, Integer>> follower = changed -> {};

    /** The book kept in {@code state}. */
    public AddressBook(SandboxState state) {
        this.ports = state.shelf("address/ports", Integer.class);
    }

    /** Tells of all hosts and their ports, now and after each change. */
    public synchronized void follow(Consumer<Map<String, Integer>> follower) {
        this.follower = follower;
        tell();
    }

    private void tell() {
        Map<String, Integer> all = new TreeMap<>();
        ports.keysUnder("").forEach(host -> ports.get(host).ifPresent(port -> all.put(host, port)));
        follower.accept(all);
    }

    /** The port of {@code host}, given now when it has none. */
    public synchronized int port(String host) {
        return ports.get(key(host)).orElseGet(() -> {
            try (ServerSocket free = fresh(host)) {
                return free.getLocalPort();
            } catch (IOException e) {
                throw noPort(host, e);
            }
        });
    }

    /**
     * A socket bound to the port of {@code host}; the port is replaced when another program has it.
     *
     * @throws SallyportException {@code SP-PORT} when no port can be had
     */
    public synchronized ServerSocket listen(String host) {
        try {
            Integer remembered = ports.get(key(host)).orElse(null);
            if (remembered != null) {
                try {
                    return bind(remembered);
                } catch (IOException e) {
                    ports.remove(key(host));
                }
            }
            return fresh(host);
        } catch (IOException e) {
            throw noPort(host, e);
        }
    }

    /** A socket on a port that no other host of the book has. */
    private ServerSocket fresh(String host) throws IOException {
        Set<Integer> known = new HashSet<>(ports.values());
        for (int tries = 0; tries < 100; tries++) {
            ServerSocket socket = bind(0);
            if (!known.contains(socket.getLocalPort())) {
                ports.put(key(host), socket.getLocalPort());
                tell();
                return socket;
            }
            socket.close();
        }
        throw new IOException("all free ports belong to other hosts");
    }

    private static ServerSocket bind(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 256);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static SallyportException noPort(String host, IOException e) {
        return SallyportException.unavailable(
                        "SP-PORT",
                        "No loopback port can be had for " + host + ": " + e.getMessage(),
                        "Close programs that hold many ports, then start the sandbox again.")
                .causedBy(e);
    }

    /** Whether the name has a port. */
    public boolean knows(String host) {
        return ports.has(key(host));
    }

    /** Forgets a host that was deleted. */
    public synchronized void forget(String host) {
        ports.remove(key(host));
        tell();
    }

    /** {@code http://127.0.0.1:<port>} of a host that has a port. */
    public Optional<URI> loopback(String host) {
        return ports.get(key(host)).map(port -> URI.create("http://127.0.0.1:" + port));
    }

    /** {@code text} with {@code https://<host>} of each host that has a port replaced by its loopback address. */
    public String onLoopback(String text) {
        Matcher matcher = HTTPS.matcher(text);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(
                loopback(found.group(1)).map(URI::toString).orElse(found.group())));
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
