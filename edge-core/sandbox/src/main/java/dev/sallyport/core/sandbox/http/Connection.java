package dev.sallyport.core.sandbox.http;

import dev.sallyport.core.sandbox.http.HttpListener.Handler;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;

/** One connection to a listener: a request after the other, each within its time. */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** Between two requests, as CloudFront keeps a viewer's connection. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final Duration LINGER = Duration.ofSeconds(5);

    /** On one machine nobody is slower, in bytes a second. */
    private static final int SLOWEST_BODY = 1 << 20;

    /** On one machine nobody reads slower, in bytes a second. */
    private static final int SLOWEST_ANSWER = 1 << 22;

    private static final Set<Integer> BODILESS = Set.of(204, 304);
    private static final DateTimeFormatter DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

    /** With a port or without. Browsers take every name under localhost for this machine (RFC 6761, section 6.3). */
    private static final Pattern LOOPBACK = Pattern.compile(
            "(?i)(127\\.0\\.0\\.1|([a-z0-9-]+\\.)*localhost|\\[::1\\])(:\\d{1,5})?");

    private static final Pattern PORT = Pattern.compile(":\\d{1,5}$");

    /** Of a target that names its host too. */
    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?]*)");

    private final Socket socket;
    private final Handler handler;
    private final int bodyLimit;
    private final Duration headTime;
    private volatile Phase phase = Phase.READING;
    private volatile long since = System.nanoTime();
    private volatile long due = Long.MAX_VALUE;
    /** Null until it is served: the thread that accepts connections must not be interrupted in its place. */
    private volatile @Nullable Thread thread;

    /** What it does, in the order in which others are kept rather than it. */
    enum Phase {
        /** An answer of ours is made. */
        ANSWERING,
        /** Its peer has to take an answer. */
        WRITING,
        /** Its peer has to send a request. */
        READING
    }

    /** {@code headTime} is from the first byte of a head to its last. */
    Connection(Socket socket, Handler handler, int bodyLimit, Duration headTime) {
        this.socket = socket;
        this.handler = handler;
        this.bodyLimit = bodyLimit;
        this.headTime = headTime;
    }

    Phase phase() {
        return phase;
    }

    /** The {@link System#nanoTime} at which it began what it does. */
    long since() {
        return since;
    }

    private void turn(Phase to) {
        since = System.nanoTime();
        phase = to;
    }

    /** Ends it if its peer does not take an answer in time. */
    void endIfLate() {
        if (phase == Phase.WRITING && System.nanoTime() - due > 0) {
            close();
        }
    }

    /** Serves until either side ends it; {@code more} says whether the listener goes on. */
    void serve(BooleanSupplier more) {
        thread = Thread.currentThread();
        try (socket) {
            socket.setTcpNoDelay(true);
            TimedInput timed = new TimedInput(socket);
            InputStream in = new BufferedInputStream(timed, 1 << 14);
            OutputStream out = socket.getOutputStream();
            boolean goesOn = true;
            while (goesOn && more.getAsBoolean()) {
                turn(Phase.READING);
                goesOn = exchange(timed, in, out);
            }
        } catch (IOException e) {
            LOG.trace("connection ended: {}", e.getMessage());
        } catch (OutOfMemoryError e) {
            // What it held goes with it; the others are served.
            LOG.warn("A connection was ended: no memory was left for it.");
        }
    }

    /** Ends it at once, with what it does. */
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("close failed: {}", e.getMessage());
        }
        Thread serving = thread;
        if (serving != null) {
            serving.interrupt();
        }
    }

    private boolean exchange(TimedInput timed, InputStream in, OutputStream out) throws IOException {
        try {
            if (!begins(timed, in)) {
                return false;
            }
            timed.within(headTime);
            HttpWire.Head wire = HttpWire.head(in);
            if (wire == null) {
                return false;
            }
            Request head = request(wire);
            requireOneHost(head);
            if (!known(head)) {
                throw new HttpException(421, "a Host that is not served here");
            }
            Optional<Response> refused = HttpWire.announcesBody(head.headers()) ? refused(head) : Optional.empty();
            if (refused.isPresent()) {
                answer(out, refused.get(), head.method().equals("HEAD"), false);
                linger(in, timed);
                return false;
            }
            if (head.header("Expect").orElse("").equalsIgnoreCase("100-continue")) {
                HttpWire.write(out, "HTTP/1.1 100 Continue", Headers.NONE, new byte[0]);
            }
            timed.within(headTime.plusSeconds(HttpWire.announced(head.headers(), bodyLimit) / SLOWEST_BODY));
            try (BodyBudget.Share share = BodyBudget.share(handler.knows(head))) {
                Request request = head.with(HttpWire.body(in, head.headers(), bodyLimit, share::take));
                turn(Phase.ANSWERING);
                Response response = handled(request);
                boolean keep = keeps(request);
                answer(out, response, request.method().equals("HEAD"), keep);
                return keep;
            }
        } catch (HttpException e) {
            answer(out, Response.empty(e.status(), Headers.NONE), false, false);
            linger(in, timed);
            return false;
        } catch (SocketTimeoutException e) {
            answer(out, Response.empty(408, Headers.NONE), false, false);
            return false;
        }
    }

    /** Whether a request comes; on one that is only kept open an answer would pass for that to the next request. */
    private static boolean begins(TimedInput timed, InputStream in) throws IOException {
        timed.within(IDLE);
        in.mark(1);
        try {
            if (in.read() < 0) {
                return false;
            }
        } catch (SocketTimeoutException e) {
            return false;
        }
        in.reset();
        return true;
    }

    private Response handled(Request request) {
        try {
            return handler.handle(request);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", request, e);
            return Response.empty(500, Headers.NONE);
        } catch (OutOfMemoryError e) {
            LOG.warn("{} was not answered: no memory was left for it.", request);
            return Response.empty(503, Headers.NONE);
        }
    }

    /** One Host, as RFC 9112 section 3.2 asks: what comes first and what comes last must not read another. */
    private static void requireOneHost(Request head) throws HttpException {
        int hosts = head.headers().all("Host").size();
        if (hosts > 1 || (hosts == 0 && head.version().equals("HTTP/1.1"))) {
            throw new HttpException(400, "no Host, or more than one");
        }
    }

    /** A page of a foreign name that was made to lead to this machine is not to be answered (DNS rebinding). */
    private boolean known(Request head) {
        String host = head.header("Host").orElse("127.0.0.1");
        return LOOPBACK.matcher(host).matches() || handler.serves(PORT.matcher(host).replaceFirst(""));
    }

    private Optional<Response> refused(Request head) {
        try {
            return handler.refuse(head);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", head, e);
            return Optional.of(Response.empty(500, Headers.NONE));
        }
    }

    private static boolean keeps(Request request) {
        return !request.header("Connection").orElse("").equalsIgnoreCase("close")
                && request.version().equals("HTTP/1.1");
    }

    /** Throws away what still comes: closing at once would reset the connection before the answer is read. */
    private void linger(InputStream in, TimedInput timed) throws IOException {
        socket.shutdownOutput();
        timed.within(LINGER);
        byte[] waste = new byte[1 << 14];
        int read = 0;
        while (read >= 0) {
            read = in.read(waste);
        }
    }

    private static Request request(HttpWire.Head head) throws HttpException {
        int first = head.line().indexOf(' ');
        int last = head.line().lastIndexOf(' ');
        String method = first > 0 ? head.line().substring(0, first) : "";
        String version = last > first ? head.line().substring(last + 1) : "";
        if (!method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}") || !version.matches("HTTP/1\\.[01]")) {
            throw new HttpException(400, "a malformed request line");
        }
        String asked = head.line().substring(first + 1, last);
        Matcher absolute = ABSOLUTE.matcher(asked);
        boolean whole = absolute.lookingAt();
        if (whole && !absolute.group(1).equalsIgnoreCase(head.headers().first("Host").orElse(""))) {
            throw new HttpException(400, "a target of another Host");
        }
        String target = whole ? asked.substring(absolute.end()) : asked;
        if (!target.startsWith("/")) {
            target = '/' + target;
        }
        return new Request(method, target, version, head.headers(), SdkBytes.fromByteArrayUnsafe(new byte[0]));
    }

    private void answer(OutputStream out, Response made, boolean head, boolean keep) throws IOException {
        Optional<AnswerBudget.Share> room = AnswerBudget.take(made.bytes().length);
        try (AnswerBudget.Share _ = room.orElse(null)) {
            Response response = room.isPresent() ? made : Response.empty(503, Headers.NONE);
            due = System.nanoTime()
                    + headTime.plusSeconds(response.bytes().length / SLOWEST_ANSWER).toNanos();
            turn(Phase.WRITING);
            write(out, response, head, keep);
            if (response.pieces() != null && !head) {
                pass(out, response.pieces());
            }
        }
    }

    /** Each piece as it comes, in a chunk; without a last chunk where the rest does not come. */
    private void pass(OutputStream out, Response.Pieces pieces) throws IOException {
        byte[] piece;
        do {
            turn(Phase.ANSWERING);
            piece = pieces.next();
            int length = piece == null ? 0 : piece.length;
            due = System.nanoTime() + headTime.plusSeconds(length / SLOWEST_ANSWER).toNanos();
            turn(Phase.WRITING);
            if (piece == null) {
                HttpWire.chunk(out, new byte[0]);
            } else if (length > 0) {
                HttpWire.chunk(out, piece);
            }
        } while (piece != null);
    }

    private static void write(OutputStream out, Response response, boolean head, boolean keep) throws IOException {
        Headers headers = response.headers().matching(name -> !name.equalsIgnoreCase("Connection")
                && !name.equalsIgnoreCase("Transfer-Encoding")
                && !(name.equalsIgnoreCase("Content-Length") && !head));
        boolean bodiless = BODILESS.contains(response.status());
        if (response.pieces() != null) {
            headers = headers.plus("Transfer-Encoding", "chunked");
        } else if (!bodiless && !headers.has("Content-Length")) {
            headers = headers.plus("Content-Length", Integer.toString(response.bytes().length));
        }
        if (!headers.has("Date")) {
            headers = headers.plus("Date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        }
        headers = headers.plus("Connection", keep ? "keep-alive" : "close");
        byte[] body = head || bodiless ? new byte[0] : response.bytes();
        HttpWire.write(out, "HTTP/1.1 " + response.status() + ' ' + Reasons.of(response.status()), headers, body);
    }
}
