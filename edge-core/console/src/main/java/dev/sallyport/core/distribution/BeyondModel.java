package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.cloudfront.model.Distribution;
import software.amazon.awssdk.services.cloudfront.model.DistributionList;

/**
 * What CloudFront's answer tells of a distribution beyond the model that this program was built with. The SDK drops it
 * while reading, and {@code UpdateDistribution} takes what is missing as switched off (API Reference,
 * {@code UpdateDistribution}), so whoever writes a configuration back has to know.
 */
final class BeyondModel implements ExecutionInterceptor {
    private static final Set<String> MODEL = model();

    private static final String SUMMARY = "DistributionSummary";

    private static final Set<String> JUDGED = Set.of("OriginMtlsConfig", "ClientCertificateArn");

    /** What one distribution has beyond the model, and by the id of its origins their certificates for mutual TLS. */
    private record Seen(Set<String> names, Map<String, String> certificates) {}

    /** By the id of the distribution in a list; the whole answer about a single one under no id. */
    private final Map<String, Seen> seen = new HashMap<>();

    /** Reads the answer of one request before the SDK does. */
    void watch(AwsRequestOverrideConfiguration.Builder request) {
        request.addPlugin(config -> config.overrideConfiguration(
                config.overrideConfiguration().toBuilder().addExecutionInterceptor(this).build()));
    }

    /** Members of the single distribution that the model does not have, in the order of the alphabet. */
    List<String> names() {
        return List.copyOf(of("").names());
    }

    /** Those of the names that no judgement needs or knows. */
    List<String> unjudged() {
        return unjudged("");
    }

    /** The same of the distribution of that id in a list. */
    List<String> unjudged(String id) {
        return of(id).names().stream().filter(name -> !JUDGED.contains(name)).toList();
    }

    private Seen of(String id) {
        return seen.getOrDefault(id, new Seen(Set.of(), Map.of()));
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        if (context.responseBody().isEmpty() || !context.httpResponse().isSuccessful()) {
            return context.responseBody();
        }
        try (InputStream body = context.responseBody().get()) {
            byte[] xml = body.readAllBytes();
            read(xml);
            return Optional.of(new ByteArrayInputStream(xml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A configuration with what is judged although the model lacks it: the client certificate for mutual TLS towards an
     * origin (API Reference, {@code OriginMtlsConfig}).
     *
     * @param config as the SDK read it from the same answer
     */
    ObjectNode completed(ObjectNode config) {
        return completed("", config);
    }

    /** The same of the distribution of that id in a list. */
    ObjectNode completed(String id, ObjectNode config) {
        Map<String, String> certificates = of(id).certificates();
        if (certificates.isEmpty()) {
            return config;
        }
        ObjectNode completed = config.deepCopy();
        for (JsonNode origin : completed.path("Origins").path("Items")) {
            String certificate = certificates.get(origin.path("Id").asText());
            if (certificate != null && origin.path("CustomOriginConfig") instanceof ObjectNode custom) {
                custom.putObject("OriginMtlsConfig").put("ClientCertificateArn", certificate);
            }
        }
        return completed;
    }

    private void read(byte[] xml) {
        Deque<String> path = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        Seen now = new Seen(new TreeSet<>(), new HashMap<>());
        String id = "";
        String origin = "";
        String certificate = "";
        try {
            XMLStreamReader reader = reader(xml);
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        String name = reader.getLocalName();
                        path.push(name);
                        text.setLength(0);
                        if (name.equals(SUMMARY)) {
                            now = new Seen(new TreeSet<>(), new HashMap<>());
                        }
                        if (!MODEL.contains(name)) {
                            now.names().add(name);
                        }
                    }
                    case XMLStreamConstants.CHARACTERS -> text.append(reader.getText());
                    case XMLStreamConstants.END_ELEMENT -> {
                        String within = path.pop() + "/" + path.peek();
                        switch (within) {
                            case "Id/" + SUMMARY -> id = text.toString().strip();
                            case "Id/Origin" -> origin = text.toString().strip();
                            case "ClientCertificateArn/OriginMtlsConfig" -> certificate = text.toString().strip();
                            default -> {}
                        }
                        if (within.startsWith("Origin/") && !certificate.isEmpty()) {
                            now.certificates().put(origin, certificate);
                            certificate = "";
                        } else if (within.startsWith(SUMMARY + "/")) {
                            seen.put(id, now);
                        }
                        text.setLength(0);
                    }
                    default -> {}
                }
            }
            seen.put("", now);
        } catch (XMLStreamException noXml) {
            // The SDK reads the same bytes, and says so.
        }
    }

    private static XMLStreamReader reader(byte[] xml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    }

    private static Set<String> model() {
        Set<String> names = new HashSet<>(Set.of("Distribution", "DistributionList"));
        collect(Distribution.builder().build(), names, new HashSet<>());
        collect(DistributionList.builder().build(), names, new HashSet<>());
        return names;
    }

    private static void collect(SdkPojo shape, Set<String> names, Set<Class<?>> seen) {
        if (seen.add(shape.getClass())) {
            shape.sdkFields().forEach(field -> collect(field, names, seen));
        }
    }

    private static void collect(SdkField<?> field, Set<String> names, Set<Class<?>> seen) {
        names.add(field.unmarshallLocationName());
        names.add(field.locationName());
        if (field.marshallingType().equals(MarshallingType.SDK_POJO)) {
            collect(field.constructor().get(), names, seen);
        } else if (field.marshallingType().equals(MarshallingType.LIST)) {
            ListTrait list = field.getTrait(ListTrait.class);
            if (list.memberLocationName() != null) {
                names.add(list.memberLocationName());
            }
            collect(list.memberFieldInfo(), names, seen);
        }
    }
}
