package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.LoopbackClient;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Sends the request to its origin, looked up in the address book by its true name. */
final class OriginCall {
    private final AddressBook addresses;
    private final LoopbackClient client;
    private final OriginAccess access;

    OriginCall(AddressBook addresses, LoopbackClient client, OriginAccess access) {
        this.addresses = addresses;
        this.client = client;
        this.access = access;
    }

    /** The origin's name is resolved before any origin-request function runs. */
    void resolve(OriginTarget target) {
        if (!addresses.knows(target.domainName())) {
            throw new EdgeFailure(
                    502,
                    target.s3() ? "OriginDnsError" : "NonS3OriginDnsError",
                    "CloudFront wasn't able to resolve the origin domain name.");
        }
    }

    Response send(Exchange exchange, Request request, OriginTarget target) {
        resolve(target);
        Headers headers = request.headers();
        for (Headers.Line line : target.customHeaders().lines()) {
            headers = headers.with(line.name(), line.value());
        }
        headers = headers.with("X-Amz-Cf-Id", exchange.requestId());
        String query = request.query();
        String path = target.path() + request.path() + (query.isEmpty() ? "" : '?' + query);
        Request sent = new Request(request.method(), path, request.version(), headers, request.body());
        if (target.access() != null) {
            String host = sent.headers().first("Host").orElse(target.domainName());
            sent = access.sign(sent, target.access(), host, exchange.view().distribution().arn());
        }
        if (target.access() == null && !target.identity().isEmpty()) {
            sent = access.signAs(
                    target.identity(), sent, sent.headers().first("Host").orElse(target.domainName()));
        }
        long start = System.nanoTime();
        try {
            return client.send(addresses.port(target.domainName()), sent, Duration.ofSeconds(target.readTimeout()));
        } catch (SocketTimeoutException e) {
            throw new EdgeFailure(
                    504,
                    "OriginReadError",
                    "CloudFront attempted to establish a connection with the origin, but either the attempt failed or "
                            + "the origin closed the connection.");
        } catch (IOException e) {
            throw new EdgeFailure(502, "OriginConnectError", "CloudFront wasn't able to connect to the origin.");
        } finally {
            exchange.originTook(System.nanoTime() - start);
        }
    }
}
