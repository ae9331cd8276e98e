package dev.sallyport.core.account;

import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssooidc.SsoOidcClient;
import software.amazon.awssdk.services.ssooidc.model.AuthorizationPendingException;
import software.amazon.awssdk.services.ssooidc.model.CreateTokenResponse;
import software.amazon.awssdk.services.ssooidc.model.ExpiredTokenException;
import software.amazon.awssdk.services.ssooidc.model.RegisterClientResponse;
import software.amazon.awssdk.services.ssooidc.model.SlowDownException;
import software.amazon.awssdk.services.ssooidc.model.StartDeviceAuthorizationResponse;
import software.amazon.awssdk.utils.UserHomeDirectoryUtils;

/**
 * Signs in to IAM Identity Center with a code that a person confirms in a browser (OAuth 2.0 device authorization, RFC
 * 8628; IAM Identity Center OIDC API Reference). The token goes where the AWS CLI and the SDKs keep theirs, so that all of
 * them are signed in by it ("IAM Identity Center credential provider", AWS SDKs and Tools Reference Guide).
 *
 * @param profile that signs in
 * @param cacheKey the session's name, or the start address where the profile names no session
 * @param startUrl where the organisation signs in
 * @param region of Identity Center
 * @param scopes that are asked for
 */
public record DeviceSignIn(String profile, String cacheKey, String startUrl, String region, List<String> scopes) {
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";

    /** How long a code is taken to be good for, and a token, where the answer does not say. */
    private static final Duration CODE = Duration.ofMinutes(10);

    private static final Duration TOKEN = Duration.ofHours(1);

    /** RFC 8628, 3.5: what to wait longer after each {@code slow_down}, and between questions where nothing is said. */
    private static final Duration SLOWER = Duration.ofSeconds(5);

    /**
     * What the person needs.
     *
     * @param code as the page asks for it
     * @param page where it is confirmed
     * @param until when it is of no use any more
     */
    public record Code(String code, URI page, Instant until) {}

    /**
     * How a profile, or the source of its role, signs in; empty where it does so by other means.
     *
     * @throws SallyportException {@code SP-AWS-CONFIG} where its session is not described whole
     */
    static Optional<DeviceSignIn> of(ProfileFile file, String name) {
        Profile profile = Configured.origin(file, name).orElse(null);
        if (profile == null) {
            return Optional.empty();
        }
        Configured.requireSession(file, profile);
        Optional<String> session = profile.property("sso_session");
        Profile held = session.flatMap(title -> file.getSection("sso-session", title)).orElse(profile);
        Optional<String> start = held.property("sso_start_url");
        Optional<String> region = held.property("sso_region");
        if (start.isEmpty() || region.isEmpty()) {
            return Optional.empty();
        }
        List<String> scopes = held.property("sso_registration_scopes")
                .map(words -> List.of(words.strip().split("\\s*,\\s*", -1)))
                .orElse(session.isPresent() ? List.of("sso:account:access") : List.of());
        return Optional.of(new DeviceSignIn(profile.name(), session.orElse(start.get()), start.get(), region.get(), scopes));
    }

    /** Where the AWS CLI keeps its tokens. */
    static Path cache() {
        return Path.of(UserHomeDirectoryUtils.userHomeDirectory(), ".aws", "sso", "cache");
    }

    /**
     * Signs in; waits until the person has confirmed the code.
     *
     * @param transport to AWS
     * @param shown gets the code once
     * @throws SallyportException {@code SP-EXPIRED} where nobody confirmed it in time
     */
    public void run(SdkHttpClient transport, Consumer<Code> shown) {
        run(transport, cache(), shown);
    }

    void run(SdkHttpClient transport, Path cache, Consumer<Code> shown) {
        AwsErrors.translating(() -> {
            try (SsoOidcClient oidc = SsoOidcClient.builder()
                    .region(Region.of(region))
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .httpClient(transport)
                    .overrideConfiguration(config -> config.defaultProfileName(profile))
                    .build()) {
                RegisterClientResponse client = oidc.registerClient(request -> request.clientName("sallyport")
                        .clientType("public")
                        .scopes(scopes));
                StartDeviceAuthorizationResponse device = oidc.startDeviceAuthorization(request -> request.clientId(
                                client.clientId())
                        .clientSecret(client.clientSecret())
                        .startUrl(startUrl));
                Instant until = Instant.now().plus(lasting(device.expiresIn(), CODE));
                shown.accept(new Code(device.userCode(), page(device), until));
                write(cache, client, token(oidc, client, device, until));
            }
            return true;
        });
    }

    /** A page that a browser may be sent to: what the answer names is shown to nobody before it is looked at. */
    private static URI page(StartDeviceAuthorizationResponse device) {
        String plain = Objects.requireNonNullElse(device.verificationUri(), "");
        URI page = URI.create(Objects.requireNonNullElse(device.verificationUriComplete(), plain));
        boolean here = "http".equals(page.getScheme()) && "127.0.0.1".equals(page.getHost());
        if (!"https".equals(page.getScheme()) && !here) {
            throw SallyportException.refused(
                    "SP-SIGN-IN",
                    "IAM Identity Center named a page that is no https address, so it was not opened.",
                    "Check sso_start_url and sso_region of the profile.");
        }
        return page;
    }

    private CreateTokenResponse token(
            SsoOidcClient oidc, RegisterClientResponse client, StartDeviceAuthorizationResponse device, Instant until) {
        Duration pause = lasting(device.interval(), SLOWER);
        while (Instant.now().isBefore(until)) {
            try {
                return oidc.createToken(request -> request.clientId(client.clientId())
                        .clientSecret(client.clientSecret())
                        .grantType(GRANT)
                        .deviceCode(device.deviceCode()));
            } catch (AuthorizationPendingException pending) {
                pause(pause);
            } catch (SlowDownException tooFast) {
                pause = pause.plus(SLOWER);
                pause(pause);
            } catch (ExpiredTokenException over) {
                break;
            }
        }
        throw SallyportException.refused(
                "SP-EXPIRED",
                "The code of the sign-in to " + startUrl + " was not confirmed in time.",
                "Sign in again with sallyport sign-in --profile " + profile + ".");
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted while a sign-in was waited for", e);
        }
    }

    private void write(Path cache, RegisterClientResponse client, CreateTokenResponse token) {
        var file = Json.MAPPER.createObjectNode();
        file.put("startUrl", startUrl).put("region", region).put("accessToken", token.accessToken());
        file.put("expiresAt", second(Instant.now().plus(lasting(token.expiresIn(), TOKEN))));
        file.put("clientId", client.clientId()).put("clientSecret", client.clientSecret());
        if (client.clientSecretExpiresAt() != null) {
            file.put("registrationExpiresAt", second(Instant.ofEpochSecond(client.clientSecretExpiresAt())));
        }
        if (token.refreshToken() != null) {
            file.put("refreshToken", token.refreshToken());
        }
        Home.writePrivate(cache.resolve(name()), file.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Duration lasting(@Nullable Integer seconds, Duration unsaid) {
        return seconds == null ? unsaid : Duration.ofSeconds(seconds);
    }

    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** As the AWS CLI names it. */
    private String name() {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-1").digest(cacheKey.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum) + ".json";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
