package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.CreateIpSetRequest;
import software.amazon.awssdk.services.wafv2.model.CreateRegexPatternSetRequest;
import software.amazon.awssdk.services.wafv2.model.CreateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.LoggingConfiguration;
import software.amazon.awssdk.services.wafv2.model.Tag;
import software.amazon.awssdk.services.wafv2.model.UpdateIpSetRequest;
import software.amazon.awssdk.services.wafv2.model.UpdateRegexPatternSetRequest;
import software.amazon.awssdk.services.wafv2.model.UpdateWebAclRequest;

/** AWS::WAFv2::WebACL, ::IPSet, ::RegexPatternSet and ::LoggingConfiguration. */
final class WafHandlers {
    private WafHandlers() {}

    static Map<String, ResourceHandler> of(Wafv2Client waf) {
        return Map.of(
                "AWS::WAFv2::WebACL", new WebAcls(waf),
                "AWS::WAFv2::IPSet", new IpSets(waf),
                "AWS::WAFv2::RegexPatternSet", new RegexPatternSets(waf),
                "AWS::WAFv2::LoggingConfiguration", new Logging(waf));
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** The physical id of WAF's named things, {@code name|id|scope}. */
    private record Key(String name, String id, String scope) {
        static Key of(String physicalId) {
            String[] parts = physicalId.split("\\|", 3);
            return new Key(parts[0], parts[1], parts[2]);
        }

        @Override
        public String toString() {
            return name + "|" + id + "|" + scope;
        }
    }

    private static Wanted named(Wanted wanted) {
        return wanted.with("Name", wanted.name("Name", 128));
    }

    private static Wanted locked(Wanted wanted, Key key, String lockToken) {
        return wanted.with("Name", key.name()).with("Id", key.id()).with("LockToken", lockToken);
    }

    private static void tag(Wafv2Client waf, String arn, ObjectNode before, ObjectNode now) {
        TagChange.between(before, now)
                .apply(
                        put -> waf.tagResource(r -> r.resourceARN(arn).tags(TagChange.list(put, WafHandlers::tag))),
                        gone -> waf.untagResource(r -> r.resourceARN(arn).tagKeys(gone)));
    }

    private record WebAcls(Wafv2Client waf) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = named(wanted).text("Name");
            return Listing.all(from -> {
                var page = waf.listWebACLs(r -> r.scope(wanted.text("Scope")).nextMarker(from));
                return new Listing(
                        page.webACLs().stream()
                                .filter(one -> one.name().equals(name))
                                .map(one -> new Key(name, one.id(), wanted.text("Scope")).toString()),
                        page.nextMarker());
            });
        }

        @Override
        public String create(Wanted wanted) {
            Wanted acl = named(patterns(wanted));
            var made = waf.createWebACL(acl.request(CreateWebAclRequest.builder(), PropertyMapping.SAME));
            return new Key(acl.text("Name"), made.summary().id(), wanted.text("Scope")).toString();
        }

        /** In a template a search string is plain text, or base64 under another name. */
        private static Wanted patterns(Wanted wanted) {
            Wanted copy = wanted.with("Name", wanted.text("Name"));
            if (wanted.text("Name").isEmpty()) {
                copy.properties().remove("Name");
            }
            decode(copy.properties());
            return copy;
        }

        private static void decode(JsonNode node) {
            if (node instanceof ObjectNode object && object.has("SearchStringBase64")) {
                byte[] bytes = Base64.getDecoder()
                        .decode(object.remove("SearchStringBase64").asText());
                String text = new String(bytes, StandardCharsets.UTF_8);
                if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
                    throw new ResourceException("#/Rules: the sandbox carries SearchStringBase64 of UTF-8 text only");
                }
                object.put("SearchString", text);
            }
            node.forEach(WebAcls::decode);
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            Key key = Key.of(id);
            var now = waf.getWebACL(r -> r.name(key.name()).id(key.id()).scope(key.scope()));
            waf.updateWebACL(locked(patterns(wanted), key, now.lockToken())
                    .request(UpdateWebAclRequest.builder(), PropertyMapping.SAME.except("Tags")));
            tag(waf, now.webACL().arn(), before, wanted.properties());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            Key key = Key.of(id);
            var acl = waf.getWebACL(r -> r.name(key.name()).id(key.id()).scope(key.scope())).webACL();
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("Arn", acl.arn())
                    .put("Id", acl.id())
                    .put("Capacity", acl.capacity())
                    .put("LabelNamespace", acl.labelNamespace());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            Key key = Key.of(id);
            return Absence.gone(() -> {
                String lock = waf.getWebACL(r -> r.name(key.name()).id(key.id()).scope(key.scope())).lockToken();
                waf.deleteWebACL(r -> r.name(key.name()).id(key.id()).scope(key.scope()).lockToken(lock));
            });
        }
    }

    private record IpSets(Wafv2Client waf) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = named(wanted).text("Name");
            return Listing.all(from -> {
                var page = waf.listIPSets(r -> r.scope(wanted.text("Scope")).nextMarker(from));
                return new Listing(
                        page.ipSets().stream()
                                .filter(one -> one.name().equals(name))
                                .map(one -> new Key(name, one.id(), wanted.text("Scope")).toString()),
                        page.nextMarker());
            });
        }

        @Override
        public String create(Wanted wanted) {
            Wanted set = named(wanted);
            var made = waf.createIPSet(set.request(CreateIpSetRequest.builder(), PropertyMapping.SAME));
            return new Key(set.text("Name"), made.summary().id(), wanted.text("Scope")).toString();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            if (!before.path("IPAddressVersion").equals(wanted.properties().path("IPAddressVersion"))) {
                throw new ResourceException("IPAddressVersion of an IP set cannot be changed.");
            }
            Key key = Key.of(id);
            var now = waf.getIPSet(r -> r.name(key.name()).id(key.id()).scope(key.scope()));
            waf.updateIPSet(locked(wanted, key, now.lockToken())
                    .request(UpdateIpSetRequest.builder(), PropertyMapping.SAME.except("Tags", "IPAddressVersion")));
            tag(waf, now.ipSet().arn(), before, wanted.properties());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            Key key = Key.of(id);
            var set = waf.getIPSet(r -> r.name(key.name()).id(key.id()).scope(key.scope())).ipSet();
            return JsonNodeFactory.instance.objectNode().put("Arn", set.arn()).put("Id", set.id());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            Key key = Key.of(id);
            return Absence.gone(() -> {
                String lock = waf.getIPSet(r -> r.name(key.name()).id(key.id()).scope(key.scope())).lockToken();
                waf.deleteIPSet(r -> r.name(key.name()).id(key.id()).scope(key.scope()).lockToken(lock));
            });
        }
    }

    private record RegexPatternSets(Wafv2Client waf) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String name = named(wanted).text("Name");
            return Listing.all(from -> {
                var page = waf.listRegexPatternSets(r -> r.scope(wanted.text("Scope")).nextMarker(from));
                return new Listing(
                        page.regexPatternSets().stream()
                                .filter(one -> one.name().equals(name))
                                .map(one -> new Key(name, one.id(), wanted.text("Scope")).toString()),
                        page.nextMarker());
            });
        }

        /** A plain list in the template, a list of {RegexString} in the API. */
        private static Wanted expressions(Wanted wanted) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            wanted.properties().path("RegularExpressionList").forEach(one -> list.addObject().set("RegexString", one));
            return wanted.with("RegularExpressionList", list);
        }

        @Override
        public String create(Wanted wanted) {
            Wanted set = named(expressions(wanted));
            var made = waf.createRegexPatternSet(
                    set.request(CreateRegexPatternSetRequest.builder(), PropertyMapping.SAME));
            return new Key(set.text("Name"), made.summary().id(), wanted.text("Scope")).toString();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before == null) {
                return;
            }
            Key key = Key.of(id);
            var now = waf.getRegexPatternSet(r -> r.name(key.name()).id(key.id()).scope(key.scope()));
            waf.updateRegexPatternSet(locked(expressions(wanted), key, now.lockToken())
                    .request(UpdateRegexPatternSetRequest.builder(), PropertyMapping.SAME.except("Tags")));
            tag(waf, now.regexPatternSet().arn(), before, wanted.properties());
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            Key key = Key.of(id);
            var set = waf.getRegexPatternSet(r -> r.name(key.name()).id(key.id()).scope(key.scope()))
                    .regexPatternSet();
            return JsonNodeFactory.instance.objectNode().put("Arn", set.arn()).put("Id", set.id());
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            Key key = Key.of(id);
            return Absence.gone(() -> {
                String lock = waf.getRegexPatternSet(r -> r.name(key.name()).id(key.id()).scope(key.scope()))
                        .lockToken();
                waf.deleteRegexPatternSet(
                        r -> r.name(key.name()).id(key.id()).scope(key.scope()).lockToken(lock));
            });
        }
    }

    private record Logging(Wafv2Client waf) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            String acl = wanted.text("ResourceArn");
            return Absence.found(acl, () -> waf.getLoggingConfiguration(r -> r.resourceArn(acl)));
        }

        @Override
        public String create(Wanted wanted) {
            LoggingConfiguration configuration =
                    wanted.request(LoggingConfiguration.builder(), PropertyMapping.SAME);
            waf.putLoggingConfiguration(r -> r.loggingConfiguration(configuration));
            return wanted.text("ResourceArn");
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                create(wanted);
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("ManagedByFirewallManager", false);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> waf.deleteLoggingConfiguration(r -> r.resourceArn(id)));
        }
    }
}
