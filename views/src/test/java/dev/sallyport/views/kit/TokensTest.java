package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javafx.scene.Node;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two token sheets hold the same keys, all the colours, and enough contrast. */
class TokensTest {
    private static final Pattern TOKEN = Pattern.compile("(-[a-z0-9-]+):\\s*([^;]+);");

    /** WCAG 2.2, 1.4.3: text of this size needs 4.5 to 1 against what it stands on. */
    private static final double ENOUGH = 4.5;

    private static final List<List<String>> TEXT_ON = List.of(
            List.of("-sp-text", "-sp-surface", "-sp-frame", "-sp-sunken", "-sp-hover", "-sp-selected"),
            List.of("-sp-text", "-sp-sandbox-bar", "-sp-read-only-bar", "-sp-operator-bar", "-sp-production-bar"),
            List.of("-sp-muted", "-sp-surface", "-sp-frame", "-sp-sunken", "-sp-selected"),
            List.of("-sp-on-accent", "-sp-accent"),
            List.of("-sp-accent", "-sp-accent-soft", "-sp-surface"),
            List.of("-sp-allowed-text", "-sp-allowed-soft", "-sp-surface", "-sp-sunken"),
            List.of("-sp-counted-text", "-sp-counted-soft", "-sp-surface", "-sp-sunken"),
            List.of("-sp-blocked-text", "-sp-blocked-soft", "-sp-surface", "-sp-sunken", "-sp-operator-bar"),
            List.of("-sp-challenged-text", "-sp-challenged-soft", "-sp-surface", "-sp-sunken"),
            List.of("-sp-unknown-text", "-sp-unknown-soft", "-sp-surface", "-sp-sunken"),
            List.of("-sp-on-band", "-sp-sandbox-band", "-sp-read-only-band", "-sp-operator-band", "-sp-production-band"),
            List.of("-sp-json-key", "-sp-sunken", "-sp-selected"),
            List.of("-sp-json-string", "-sp-sunken", "-sp-selected"),
            List.of("-sp-json-number", "-sp-sunken", "-sp-selected"),
            List.of("-sp-json-literal", "-sp-sunken", "-sp-selected"),
            List.of("-color-fg-default", "-color-bg-default", "-color-bg-overlay", "-color-bg-subtle", "-color-base-1"),
            List.of("-color-fg-muted", "-color-bg-default", "-color-bg-overlay", "-color-bg-subtle"),
            List.of("-color-fg-emphasis", "-color-accent-emphasis", "-color-danger-emphasis"));

    @Test
    void bothSheetsHoldTheSameKeys() {
        assertThat(tokens("tokens-light.css").keySet())
                .hasSizeGreaterThan(40)
                .containsExactlyElementsOf(tokens("tokens-dark.css").keySet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens-light.css", "tokens-dark.css"})
    void textCanBeRead(String sheet) {
        Map<String, String> tokens = tokens(sheet);
        List<String> faint = new ArrayList<>();
        for (List<String> pairs : TEXT_ON) {
            Color text = color(tokens, pairs.getFirst());
            for (String ground : pairs.subList(1, pairs.size())) {
                double contrast = contrast(text, color(tokens, ground));
                if (contrast < ENOUGH) {
                    faint.add("%s on %s is %.2f".formatted(pairs.getFirst(), ground, contrast));
                }
            }
        }
        assertThat(faint).isEmpty();
    }

    @Test
    void contrastIsCountedAsTheStandardCountsIt() {
        assertThat(contrast(Color.BLACK, Color.WHITE)).isEqualTo(21.0);
        // 4.54 is the contrast that the WCAG working group publishes for #767676 on white.
        assertThat(contrast(Color.web("#767676"), Color.WHITE)).isBetween(4.53, 4.55);
    }

    @Test
    void rulesNameTokensAndNoColours() {
        String rules = sheet("base.css");
        assertThat(Pattern.compile("#[0-9a-fA-F]{3,8}\\b|rgba?\\(|hsla?\\(").matcher(rules).results())
                .isEmpty();
        Map<String, String> tokens = tokens("tokens-light.css");
        List<String> unknown = Pattern.compile("(?<![\\w-])-sp-[a-z-]+")
                .matcher(rules)
                .results()
                .map(result -> result.group())
                .filter(name -> !tokens.containsKey(name))
                .distinct()
                .toList();
        assertThat(unknown).isEmpty();
    }

    private static Color color(Map<String, String> tokens, String name) {
        return Color.web(Objects.requireNonNull(tokens.get(name), name));
    }

    /** WCAG 2.2, "contrast ratio" and "relative luminance". */
    private static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static Map<String, String> tokens(String sheet) {
        Map<String, String> tokens = new LinkedHashMap<>();
        Matcher matcher = TOKEN.matcher(sheet(sheet));
        while (matcher.find()) {
            tokens.put(matcher.group(1), matcher.group(2));
        }
        return tokens;
    }

    private static String sheet(String name) {
        try (InputStream in = TokensTest.class.getResourceAsStream("/sallyport/css/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
