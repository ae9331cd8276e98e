package dev.sallyport.core.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.wafv2.model.UpdateWebAclRequest;
import software.amazon.awssdk.services.wafv2.model.WebACL;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Nothing that GetWebACL answers is lost on the way back, whatever a newer SDK adds. */
class AclJsonTest {
    /** Statements hold statements; so deep is enough to reach every other shape. */
    private static final int DEEP = 7;

    /** A shape with every member set. */
    private static SdkPojo full(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = value(field, depth);
            if (value != null) {
                field.set(builder, value);
            }
        }
        return (SdkPojo) ((SdkBuilder<?, ?>) builder).build();
    }

    private static @Nullable Object value(SdkField<?> field, int depth) {
        MarshallingType<?> type = field.marshallingType();
        if (type.equals(MarshallingType.SDK_POJO)) {
            return depth == 0 ? null : full(field.constructor().get(), depth - 1);
        } else if (type.equals(MarshallingType.LIST)) {
            List<Object> list = new ArrayList<>();
            Object item = value(field.getTrait(ListTrait.class).memberFieldInfo(), depth);
            if (item != null) {
                list.add(item);
            }
            return list;
        } else if (type.equals(MarshallingType.MAP)) {
            Map<String, Object> map = new LinkedHashMap<>();
            Object item = value(field.getTrait(MapTrait.class).valueFieldInfo(), depth);
            if (item != null) {
                map.put("CLOUDFRONT", item);
            }
            return map;
        } else if (type.equals(MarshallingType.STRING)) {
            return "any " + field.memberName();
        } else if (type.equals(MarshallingType.BOOLEAN)) {
            return true;
        } else if (type.equals(MarshallingType.INTEGER)) {
            return 7;
        } else if (type.equals(MarshallingType.LONG)) {
            return 8L;
        } else if (type.equals(MarshallingType.SDK_BYTES)) {
            return SdkBytes.fromUtf8String("bytes");
        }
        throw new AssertionError("a member of a kind that this test does not know: " + field.memberName() + " " + type);
    }

    private static WebACL full() {
        return (WebACL) full((SdkPojo) WebACL.builder(), DEEP);
    }

    @Test
    void everyMemberOfAnUpdateIsSetFromTheWebAcl() {
        WebACL acl = full();
        UpdateWebAclRequest update = AclJson.update(AclJson.of(acl), "REGIONAL", "token");
        assertThat(update.scopeAsString()).isEqualTo("REGIONAL");
        assertThat(update.lockToken()).isEqualTo("token");
        Map<String, Object> has = new LinkedHashMap<>();
        acl.sdkFields().forEach(field -> has.put(field.memberName(), field.getValueOrDefault(acl)));
        assertThat(update.sdkFields()).hasSizeGreaterThanOrEqualTo(16);
        for (SdkField<?> field : update.sdkFields()) {
            String name = field.memberName();
            if (!List.of("Scope", "LockToken").contains(name)) {
                assertThat(has.get(name)).as("the web ACL's %s", name).isNotNull();
                assertThat(field.getValueOrDefault(update)).as(name).isEqualTo(has.get(name));
            }
        }
    }

    @Test
    void asJsonNothingIsLost() {
        WebACL acl = full();
        assertThat(AclJson.acl(AclJson.of(acl))).isEqualTo(acl);
        assertThat(AclJson.unknown(AclJson.of(acl))).isEmpty();
    }

    @Test
    void whatSaysNothingIsNotSent() throws Exception {
        ObjectNode acl = (ObjectNode) Json.MAPPER.readTree("""
                {"Name":"a","Description":"","CustomResponseBodies":{},"TokenDomains":[],"Rules":[]}""");
        UpdateWebAclRequest update = AclJson.update(acl, "CLOUDFRONT", "token");
        assertThat(update.description()).isNull();
        assertThat(update.hasCustomResponseBodies()).isFalse();
        assertThat(update.hasTokenDomains()).isFalse();
        assertThat(AclJson.same(acl, Json.MAPPER.readTree("{\"Name\":\"a\"}"))).isTrue();
        assertThat(AclJson.same(acl, Json.MAPPER.readTree("{\"Name\":\"a\",\"Description\":\"b\"}"))).isFalse();
    }

    @Test
    void whatNoUpdateTakesIsKnown() {
        assertThat(AclJson.fixed())
                .containsExactlyInAnyOrder(
                        "ARN",
                        "Capacity",
                        "PreProcessFirewallManagerRuleGroups",
                        "PostProcessFirewallManagerRuleGroups",
                        "ManagedByFirewallManager",
                        "LabelNamespace",
                        "RetrofittedByFirewallManager");
    }

    @Test
    void whatTheSdkDoesNotKnowIsNamedByItsPlace() throws Exception {
        ObjectNode acl = (ObjectNode) Json.MAPPER.readTree("""
                {"Name":"a","Description":null,"Fresh":{"x":1},"Rules":[
                 {"Name":"pay","Priority":0,"Action":{"Monetize":{"Price":1}},"Statement":{"GeoMatchStatement":{"CountryCodes":["FR"]}}},
                 {"Name":"text","Priority":"first","Statement":{"OrStatement":{"Statements":[{"UriFragmentStatement":{}}]}}}]}
                """);
        assertThat(AclJson.unknown(acl))
                .containsExactlyInAnyOrder(
                        "Fresh",
                        "Rules[pay].Action.Monetize",
                        "Rules[text].Priority",
                        "Rules[text].Statement.OrStatement.Statements[0].UriFragmentStatement");
        assertThat(Objects.requireNonNull(acl.get("Description")).isNull()).as("the caller's document stays").isTrue();
    }
}
