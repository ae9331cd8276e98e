package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each weakness with a configuration that has it and one that has not. */
class ViewerAccessPostureTest {
    private static final String SECURE = """
            "ContentTypeOptions":{"Override":true},"FrameOptions":{"FrameOption":"DENY","Override":true}""";
    private static final String HSTS = """
            "StrictTransportSecurity":{"AccessControlMaxAgeSec":31536000,"Override":%s}""";

    @TempDir
    Path folder;

    private final SampleDistribution sample = new SampleDistribution();

    @ParameterizedTest
    @CsvSource({
        "required, false, ''",
        "optional, false, low viewer-mtls-optional",
        "required, true, medium viewer-mtls-expired-certificates"
    })
    void clientCertificates(String mode, boolean expired, String finding) {
        sample.config
                .putObject("ViewerMtlsConfig")
                .put("Mode", mode)
                .putObject("TrustStoreConfig")
                .put("TrustStoreId", "ts_1")
                .put("IgnoreCertificateExpiry", expired);
        assertThat(sample.findings(folder)).isEqualTo(finding.isEmpty() ? List.of() : List.of(finding));
    }

    @Test
    void accountsThatSignUrls() {
        ObjectNode behavior = sample.behavior("/private/*", "site");
        behavior.putObject("TrustedSigners").put("Enabled", false).put("Quantity", 0);
        ObjectNode groups = behavior.putObject("TrustedKeyGroups").put("Enabled", true).put("Quantity", 1);
        groups.putArray("Items").add("k1");
        assertThat(sample.findings(folder)).isEmpty();
        ObjectNode signers = behavior.putObject("TrustedSigners").put("Enabled", true).put("Quantity", 1);
        signers.putArray("Items").add("self");
        assertThat(sample.findings(folder)).containsExactly("low account-signers");
    }

    @Test
    void fieldsThatPassUnencrypted() throws Exception {
        sample.behavior("/pay", "site").put("FieldLevelEncryptionId", "C1");
        assertThat(sample.findings(folder)).containsExactly("info policy-not-seen");
        String profile = "{\"Format\":\"URLEncoded\",\"ProfileId\":\"P1\",\"ContentType\":\"application/x-www-form-urlencoded\"}";
        assertThat(with(encryption(false, profile))).isEmpty();
        assertThat(with(encryption(true, profile))).containsExactly("medium field-encryption-forwards-unknown");
        assertThat(with(encryption(false, ""))).containsExactly("medium field-encryption-without-type");
        String listed = """
                {"FieldLevelEncryptionList":{"Items":[{"Id":"C1","ContentTypeProfileConfig":{
                "ForwardWhenContentTypeIsUnknown":%s,"ContentTypeProfiles":{"Items":[%s]}}}]}}""";
        assertThat(with(listed.formatted(false, profile))).isEmpty();
        assertThat(with(listed.formatted(true, profile))).containsExactly("medium field-encryption-forwards-unknown");
    }

    private static String encryption(boolean forwards, String profiles) {
        return """
                {"FieldLevelEncryption":{"Id":"C1","FieldLevelEncryptionConfig":{"ContentTypeProfileConfig":{
                "ForwardWhenContentTypeIsUnknown":%s,"ContentTypeProfiles":{"Items":[%s]}}}}}""".formatted(forwards, profiles);
    }

    @Test
    void headersOfResponses() throws Exception {
        ObjectNode behavior = sample.behavior("/app/*", "site").put("ResponseHeadersPolicyId", "R1");
        assertThat(sample.findings(folder)).as("not read").containsExactly("info policy-not-seen");
        String strict = HSTS.formatted(true);
        assertThat(with(headers(SECURE + "," + strict, "https://a.example", true))).isEmpty();
        assertThat(with(headers(SECURE + "," + strict, "*", false))).isEmpty();
        assertThat(with(headers(SECURE + "," + strict, "*", true)))
                .containsExactly("medium cors-credentials-any-origin");
        assertThat(with(headers(SECURE + "," + HSTS.formatted(false), "*", false)))
                .containsExactly("info security-headers-yield");
        assertThat(with(headers(SECURE, "*", false))).containsExactly("info security-headers-missing");
        SampleDistribution.function(behavior, "viewer-response", false);
        assertThat(with(headers(SECURE, "*", false))).as("a function may add them").isEmpty();
    }

    /** The managed policies are in every account, and nobody has to give them. */
    @Test
    void aManagedPolicyIsNotMissed() {
        sample.behavior("/app/*", "site").put("ResponseHeadersPolicyId", "67f7725c-6f97-4210-82d7-5512b31e9d03");
        assertThat(sample.findings(folder)).isEmpty();
    }

    private static String headers(String security, String origins, boolean credentials) {
        return """
                {"ResponseHeadersPolicy":{"Id":"R1","ResponseHeadersPolicyConfig":{"Name":"r",
                "CorsConfig":{"AccessControlAllowOrigins":{"Items":["%s"]},"AccessControlAllowCredentials":%s},
                "SecurityHeadersConfig":{%s}}}}""".formatted(origins, credentials, security);
    }

    /** The findings with an answer beside the distribution. */
    private List<String> with(String answer) throws Exception {
        JsonNode beside = Json.MAPPER.readTree(answer);
        ArrayNode both = Json.MAPPER.createArrayNode().add(sample.json()).add(beside);
        return SampleDistribution.found(SampleDistribution.read(folder, both).getFirst());
    }
}
