package dev.sallyport.app;

import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Sees every call of the SDK in the tests' process, by the access key that signed it. */
public final class CalledOperations implements ExecutionInterceptor {
    private static final Map<String, SortedSet<String>> BY_KEY = new ConcurrentHashMap<>();

    /** What was called with that key so far, as IAM names it; forgets it. */
    static SortedSet<String> take(String accessKeyId) {
        SortedSet<String> called = BY_KEY.remove(accessKeyId);
        return called == null ? new TreeSet<>() : new TreeSet<>(called);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        String signed = context.httpRequest().firstMatchingHeader("Authorization").orElse("");
        int from = signed.indexOf("Credential=");
        if (from >= 0) {
            String key = signed.substring(from + "Credential=".length(), signed.indexOf('/', from));
            BY_KEY.computeIfAbsent(key, one -> new ConcurrentSkipListSet<>())
                    .add(action(
                            attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                            attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME)));
        }
    }

    /** Service Authorization Reference: the service prefixes, here with the names of their operations. */
    private static String action(String service, String operation) {
        String prefix = service.toLowerCase(Locale.ROOT).replace(" ", "");
        String named = prefix.equals("s3") && operation.startsWith("ListObjects") ? "ListBucket" : operation;
        return (prefix.equals("cloudwatchlogs") ? "logs" : prefix) + ":" + named;
    }
}
