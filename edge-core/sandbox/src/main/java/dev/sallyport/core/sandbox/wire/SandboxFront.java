package dev.sallyport.core.sandbox.wire;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.sandbox.access.AccessKey;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.wire.OperationModel.Kind;
import dev.sallyport.core.sandbox.wire.SigV4Verifier.Refused;
import dev.sallyport.core.sandbox.wire.SigV4Verifier.Verified;
import dev.sallyport.core.sandbox.wire.WireProtocol.Target;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;

/**
 * The AWS endpoint: takes a request of any service, verifies its signature, calls the service, and answers in the
 * request's own protocol. Services see who calls through {@link Call#current()}.
 */
public final class SandboxFront {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxFront.class);

    /** RFC 4918 section 11.5. Clients do not try again what is answered with it. */
    private static final int INSUFFICIENT_STORAGE = 507;

    /** How operations are named that change nothing and run no code. */
    private static final Pattern READS = Pattern.compile("Assume|BatchGet|Check|Decrypt|Describe|Filter|Get|Head|List|Lookup"
            + "|Query|Scan|Search|Select|Simulate|StartQuery|StopQuery|Validate|Verify");

    private final Map<String, List<Served>> services = new HashMap<>();
    private final SigV4Verifier verifier;
    private final Runnable beforeWrites;

    /** A service with its model, which is read when it is first needed. */
    private static final class Served {
        private final SdkClient client;
        private volatile @Nullable ServiceModel model;

        Served(SdkClient client) {
            this.client = client;
        }

        ServiceModel model() {
            ServiceModel known = model;
            if (known == null) {
                known = ServiceModel.of(client);
                model = known;
            }
            return known;
        }
    }

    /** What a service answered: its response, and the body where that is streamed. */
    private record Answer(SdkPojo response, Optional<SdkBytes> stream) {}

    /**
     * @param services objects that implement client interfaces of the SDK, found by the signing name that {@code
     *     serviceName()} returns; where two have the same, by the path too
     * @param verifier knows the keys
     */
    public SandboxFront(Collection<? extends SdkClient> services, SigV4Verifier verifier) {
        this(services, verifier, () -> {});
    }

    /**
     * @param services as above
     * @param verifier knows the keys
     * @param beforeWrites runs before each operation that is not known to read
     */
    public SandboxFront(
            Collection<? extends SdkClient> services, SigV4Verifier verifier, Runnable beforeWrites) {
        this.beforeWrites = beforeWrites;
        services.forEach(service -> this.services
                .computeIfAbsent(service.serviceName(), absent -> new ArrayList<>())
                .add(new Served(service)));
        this.verifier = verifier;
    }

    /** Whether {@link #handle} refuses a request whatever its body is. */
    boolean refuses(Request head) {
        return verifier.refusal(head).isPresent();
    }

    /** Whether the signature covers a hash of the body that the head has: then a head that is not refused is genuine. */
    boolean knows(Request head) {
        return SigV4Verifier.isJudgedByHead(head);
    }

    /** Answers a request; never throws for anything that a request or a service does wrong. */
    public WireResponse handle(Request request) {
        String service = SignatureClaim.of(request).map(SignatureClaim::service).orElse("");
        Served served = served(service, request);
        WireProtocol protocol = served == null ? guess(request) : WireProtocol.of(served.model(), request);
        boolean s3 = protocol.style() == Refusal.Style.S3;
        String unique = UUID.randomUUID().toString();
        String requestId = s3 ? unique.replace("-", "").substring(0, 16).toUpperCase(Locale.ROOT) : unique;
        WireResponse response =
                switch (verifier.verify(request)) {
                    case Refused refused -> protocol.fault(fault(refused.reason(), protocol.style()), requestId);
                    case Verified verified ->
                        served == null
                                ? protocol.fault(protocol.unknown("the service " + service), requestId)
                                : answer(request, served, protocol, verified, requestId);
                };
        WireResponse named = s3
                ? response.with("x-amz-request-id", requestId).with("x-amz-id-2", unique)
                : response.with("x-amzn-RequestId", requestId);
        return request.method().equals("HEAD")
                ? new WireResponse(named.status(), named.headers(), SdkBytes.fromByteArrayUnsafe(new byte[0]))
                : named;
    }

    private static Fault fault(Refusal reason, Refusal.Style style) {
        return Fault.of(reason.status(style), reason.code(style), reason.message(style));
    }

    // API Gateway's REST APIs and HTTP APIs have one signing name; only their paths differ.
    private @Nullable Served served(String service, Request request) {
        List<Served> all = services.getOrDefault(service, List.of());
        if (all.size() < 2) {
            return all.isEmpty() ? null : all.getFirst();
        }
        Optional<String> module = request.header(TreeProtocol.MODULE);
        if (module.isPresent()) {
            return all.stream()
                    .filter(each -> each.model().module().equals(module.get()))
                    .findFirst()
                    .orElse(all.getFirst());
        }
        return all.stream()
                .filter(each -> each.model().routes().match(request).isPresent())
                .findFirst()
                .orElse(all.getFirst());
    }

    // Only for the form of an error: the request names no service that is here.
    private WireProtocol guess(Request request) {
        for (String rest : List.of("cloudfront", "lambda", "apigateway", "route53")) {
            for (Served served : services.getOrDefault(rest, List.of())) {
                if (served.model().routes().match(request).isPresent()) {
                    return WireProtocol.of(served.model(), request);
                }
            }
        }
        return WireProtocol.guess(request);
    }

    private WireResponse answer(
            Request request, Served served, WireProtocol protocol, Verified verified, String requestId) {
        String operation = "the operation";
        try {
            boolean s3 = protocol.style() == Refusal.Style.S3;
            Request plain = s3 ? S3Framing.plain(request) : request;
            Optional<Target> target = protocol.target(served.model(), plain);
            if (target.isEmpty()) {
                return protocol.fault(protocol.unknown("this operation of " + verified.service()), requestId);
            }
            OperationModel model = target.get().operation();
            operation = verified.service() + ':' + model.name();
            if (s3) {
                S3Framing.check(model, plain);
            }
            SdkPojo typed = protocol.read(target.get(), plain);
            if (!READS.matcher(model.name()).lookingAt()) {
                beforeWrites.run();
            }
            AccessKey key = verified.key();
            Answer answer = new Call(key.caller(), verified.region(), requestId)
                    .answer(() -> invoke(served.client, model, typed, plain));
            WireResponse response = protocol.write(model, answer.response(), requestId);
            // The SDK's model of S3 has no status for a part of an object.
            int status = response.header("Content-Range").isPresent() ? 206 : response.status();
            return new WireResponse(status, response.headers(), answer.stream().orElse(response.body()));
        } catch (MalformedRequestException e) {
            return protocol.fault(Fault.of(400, protocol.malformedCode(), String.valueOf(e.getMessage())), requestId);
        } catch (AwsServiceException e) {
            return protocol.fault(Fault.of(e, served.model()), requestId);
        } catch (UnsupportedOperationException e) {
            return protocol.fault(protocol.unknown(operation), requestId);
        } catch (SallyportException e) {
            LOG.error("{} failed, request id {}: {}: {}", operation, requestId, e.code(), e.message());
            return protocol.fault(Fault.of(INSUFFICIENT_STORAGE, e.code(), e.message()), requestId);
        } catch (RuntimeException e) {
            // Messages of strange exceptions may quote what was being worked on, so they stay out of the log.
            String kind = e.getClass().getName();
            LOG.error("{} failed with {} at {}, request id {}", operation, kind, origin(e), requestId);
            return protocol.fault(
                    Fault.of(500, "InternalFailure", "The sandbox failed to answer " + operation + "."), requestId);
        }
    }

    private static String origin(RuntimeException e) {
        return Arrays.stream(e.getStackTrace())
                .map(StackTraceElement::toString)
                .filter(frame -> frame.contains("dev.sallyport"))
                .findFirst()
                .orElse("an unknown place");
    }

    private static Answer invoke(SdkClient client, OperationModel operation, SdkPojo request, Request plain) {
        if (operation.kind() == Kind.PLAIN) {
            return new Answer((SdkPojo) call(client, operation, request), Optional.empty());
        }
        if (operation.kind() == Kind.UPLOAD) {
            RequestBody body = RequestBody.fromBytes(plain.bytes());
            return new Answer((SdkPojo) call(client, operation, request, body), Optional.empty());
        }
        ResponseTransformer<SdkPojo, Answer> capture =
                (response, body) -> new Answer(response, Optional.of(SdkBytes.fromInputStream(body)));
        return (Answer) call(client, operation, request, capture);
    }

    private static Object call(SdkClient client, OperationModel operation, @Nullable Object... arguments) {
        try {
            return operation.method().invoke(client, arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
