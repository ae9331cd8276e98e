package dev.sallyport.core.sandbox.apigateway;

import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How API Gateway names REST and HTTP APIs alike: ids, ARNs, hosts ({@code ID.execute-api.REGION.amazonaws.com}). */
public final class ExecuteApi {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private ExecuteApi() {}

    /** A fresh id as AWS's look: lower-case letters and digits, a letter first. */
    public static String id(int length) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < length; i++) {
            id.append(LETTERS.charAt(RANDOM.nextInt(i == 0 ? 26 : LETTERS.length())));
        }
        return id.toString();
    }

    /** The key of an API of the call's Region, {@code REGION/ID}. */
    public static String key(@Nullable String apiId) {
        return Call.current().region() + '/' + apiId;
    }

    /** The key of the API that a host belongs to; empty for a host of another form. */
    public static String keyOf(String host) {
        String[] labels = host.split("\\.", -1);
        return labels.length > 2 ? labels[2] + '/' + labels[0] : "";
    }

    /** The host of the API under a key. */
    public static String host(String key) {
        int slash = key.indexOf('/');
        return key.substring(slash + 1) + ".execute-api." + key.substring(0, slash) + ".amazonaws.com";
    }

    /** The ARN of a path of the control API in the call's Region, as policies name it. */
    public static String arn(String path) {
        return "arn:aws:apigateway:" + Call.current().region() + "::" + path;
    }

    /** A part of {@code arn:aws:apigateway:REGION::/restapis/ID/stages/NAME}; null when the ARN is shorter. */
    public static @Nullable String segment(@Nullable String arn, int part) {
        List<String> parts = Arns.path(arn);
        return parts.size() > part ? parts.get(part) : null;
    }
}
