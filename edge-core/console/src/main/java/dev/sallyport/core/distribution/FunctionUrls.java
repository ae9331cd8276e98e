package dev.sallyport.core.distribution;

import dev.sallyport.core.account.AtOnce;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.FunctionUrlConfig;

/**
 * The functions behind function URLs. Nothing in the name tells which it is, so the functions of a Region are asked for
 * their URLs until all are found.
 */
public final class FunctionUrls {
    private static final Pattern HOST = Pattern.compile("[a-z0-9]+\\.lambda-url\\.(?<region>[a-z0-9-]+)\\.on\\.aws");

    /** Lambda publishes 15 reads a second for such calls (Lambda quotas, control plane). */
    private static final int AT_ONCE = 5;

    private FunctionUrls() {}

    /** The Region of a function URL; empty where the name is none. */
    public static Optional<String> region(String host) {
        Matcher matcher = HOST.matcher(host);
        return matcher.matches() ? Optional.of(matcher.group("region")) : Optional.empty();
    }

    /**
     * What the account has of these, by host; also of aliases, which have a policy of their own.
     *
     * @param hosts of one Region
     */
    public static Map<String, FunctionUrlConfig> find(LambdaClient lambda, Set<String> hosts) {
        Map<String, FunctionUrlConfig> found = new HashMap<>();
        for (var page : lambda.listFunctionsPaginator(request -> {})) {
            List<List<FunctionUrlConfig>> asked =
                    AtOnce.each(page.functions(), AT_ONCE, function -> urls(lambda, function));
            asked.stream().flatMap(List::stream).forEach(config -> {
                String host = config.functionUrl().replaceFirst("^https://", "").replaceFirst("/.*", "");
                if (hosts.contains(host)) {
                    found.put(host, config);
                }
            });
            if (found.size() == hosts.size()) {
                break;
            }
        }
        return found;
    }

    private static List<FunctionUrlConfig> urls(LambdaClient lambda, FunctionConfiguration function) {
        return lambda.listFunctionUrlConfigs(request -> request.functionName(function.functionName()))
                .functionUrlConfigs();
    }
}
