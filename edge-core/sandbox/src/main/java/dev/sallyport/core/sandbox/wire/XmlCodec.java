package dev.sallyport.core.sandbox.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.traits.XmlAttributesTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/** Shapes as the XML of restXml and of awsQuery's responses. */
final class XmlCodec {
    private XmlCodec() {}

    /**
     * The root element of a document without a document type.
     *
     * @throws MalformedRequestException when it is not well-formed
     */
    static Element parse(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(document)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new MalformedRequestException(
                    "The XML you provided was not well-formed or did not validate against our published schema.");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every JDK parses XML", e);
        }
    }

    /** Fills {@code builder} from an element and builds the shape. */
    static Object read(Element element, SdkPojo builder) {
        Map<String, List<Element>> children = children(element);
        for (SdkField<?> field : builder.sdkFields()) {
            if (!inBody(field)) {
                continue;
            }
            if (field.containsTrait(XmlAttributeTrait.class)) {
                String value = element.getAttribute(field.locationName());
                if (!value.isEmpty()) {
                    field.set(builder, value);
                }
                continue;
            }
            List<Element> found = children.getOrDefault(field.locationName(), List.of());
            if (!found.isEmpty()) {
                field.set(builder, value(found, field));
            }
        }
        return ((Buildable) builder).build();
    }

    private static boolean inBody(SdkField<?> field) {
        return field.location() == MarshallLocation.PAYLOAD && !field.containsTrait(PayloadTrait.class);
    }

    private static Map<String, List<Element>> children(Element element) {
        Map<String, List<Element>> children = new LinkedHashMap<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                String name = child.getTagName();
                children.computeIfAbsent(name.substring(name.indexOf(':') + 1), absent -> new ArrayList<>())
                        .add(child);
            }
        }
        return children;
    }

    private static Object value(List<Element> found, SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        Element first = found.getFirst();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return read(first, field.constructor().get());
        }
        if (type.equals(MarshallingType.LIST)) {
            ListTrait list = field.getTrait(ListTrait.class);
            SdkField<?> member = list.memberFieldInfo();
            List<Element> items = list.isFlattened()
                    ? found
                    : children(first).getOrDefault(member.locationName(), List.of());
            return items.stream().map(item -> value(List.of(item), member)).toList();
        }
        if (type.equals(MarshallingType.MAP)) {
            MapTrait trait = field.getTrait(MapTrait.class);
            Map<String, Object> map = new LinkedHashMap<>();
            for (Element entry : trait.isFlattened() ? found : children(first).getOrDefault("entry", List.of())) {
                Map<String, List<Element>> pair = children(entry);
                List<Element> keys = pair.getOrDefault(trait.keyLocationName(), List.of());
                List<Element> values = pair.getOrDefault(trait.valueLocationName(), List.of());
                if (keys.isEmpty() || values.isEmpty()) {
                    throw new MalformedRequestException("An entry of " + field.locationName() + " is not whole.");
                }
                map.put(keys.getFirst().getTextContent(), value(values, trait.valueFieldInfo()));
            }
            return map;
        }
        return Scalars.parse(field, first.getTextContent(), Format.ISO_8601);
    }

    /** Writes the members that belong into the body. */
    static void writeMembers(XmlText out, SdkPojo shape) {
        for (SdkField<?> field : shape.sdkFields()) {
            Object value = field.getValueOrDefault(shape);
            if (inBody(field) && !field.containsTrait(XmlAttributeTrait.class) && JsonCodec.present(value)) {
                write(out, field.locationName(), value, field);
            }
        }
    }

    private static void write(XmlText out, String name, @Nullable Object value, SdkField<?> field) {
        switch (value) {
            case null -> {}
            case SdkPojo shape -> {
                out.open(name, attributes(shape, field));
                writeMembers(out, shape);
                out.close(name);
            }
            case List<?> list -> writeList(out, name, list, field.getTrait(ListTrait.class));
            case Map<?, ?> map -> writeMap(out, name, map, field.getTrait(MapTrait.class));
            default -> out.leaf(name, Scalars.print(field, value, Format.ISO_8601));
        }
    }

    private static void writeList(XmlText out, String name, List<?> list, ListTrait trait) {
        SdkField<?> member = trait.memberFieldInfo();
        if (trait.isFlattened()) {
            list.forEach(item -> write(out, name, item, member));
        } else {
            out.open(name);
            list.forEach(item -> write(out, member.locationName(), item, member));
            out.close(name);
        }
    }

    private static void writeMap(XmlText out, String name, Map<?, ?> map, MapTrait trait) {
        if (!trait.isFlattened()) {
            out.open(name);
        }
        String entry = trait.isFlattened() ? name : "entry";
        map.forEach((key, item) -> {
            out.open(entry).leaf(trait.keyLocationName(), String.valueOf(key));
            write(out, trait.valueLocationName(), item, trait.valueFieldInfo());
            out.close(entry);
        });
        if (!trait.isFlattened()) {
            out.close(name);
        }
    }

    private static String attributes(SdkPojo shape, SdkField<?> field) {
        Optional<XmlAttributesTrait> trait = field.getOptionalTrait(XmlAttributesTrait.class);
        StringBuilder text = new StringBuilder();
        trait.ifPresent(attributes -> attributes.attributes().forEach((name, accessors) -> {
            String value = accessors.attributeGetter().apply(shape);
            if (value != null) {
                text.append(XmlText.attribute(name, value));
            }
        }));
        return text.toString();
    }
}
