package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files of the blueprint edge-ssr's site, and the policy under which browsers load them. */
class EdgeSsrSiteTest {
    private static final Pattern INLINE = Pattern.compile("<script type=\"importmap\">(.*)</script>");

    private static String importMap() {
        SortedMap<String, byte[]> site = Site.files(Blueprints.find("edge-ssr"));
        Matcher inline = INLINE.matcher(
                new String(Objects.requireNonNull(site.get("index.html")), StandardCharsets.UTF_8));
        assertThat(inline.find()).isTrue();
        return inline.group(1);
    }

    @Test
    void theImportMapNamesModulesOfTheSite() throws Exception {
        SortedMap<String, byte[]> site = Site.files(Blueprints.find("edge-ssr"));
        JsonNode imports = Json.MAPPER.readTree(importMap()).path("imports");
        assertThat(imports.fieldNames()).toIterable().containsExactlyInAnyOrder("react", "react-dom/client");
        imports.forEach(address -> assertThat(site).containsKey(address.asText().substring(1)));
        assertThat(site)
                .containsKeys("index.html", "app.mjs", "page.mjs", "products.json", "modules/react/LICENSE.txt");
    }

    @Test
    void theSecurityPolicyAllowsTheImportMapAndNoOtherInlineScript() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(importMap().getBytes(StandardCharsets.UTF_8));
        assertThat(Blueprints.find("edge-ssr").template())
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(digest) + "';")
                .doesNotContain("unsafe-");
    }
}
