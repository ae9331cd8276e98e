package dev.sallyport.core.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the manual of libpcre ("pcrepattern") says of each construct; the answers were compared with those of {@code grep -P}
 * in the C locale. See AWS WAF Developer Guide, "Supported regular expression syntax".
 */
class PcreSyntaxTest {
    private static final String[][] CASES = {
            {"^[[:digit:]]+$", "123", "YES"},
            {"[[:alpha:]]", ":", "NO"},
            {"[[:^alpha:]]", "abc", "NO"},
            {"[[:upper:][:digit:]_]", "abc_", "YES"},
            {"(?i)[[:upper:]]", "abc", "YES"},
            {"(?i)[[:^lower:]]", "ABC", "NO"},
            {"[[:space:]]union", "x union", "YES"},
            {"[[:word:].-]+@", "a.b@", "YES"},
            {"[a&&b]", "&", "YES"},
            {"[a[b]]", "[]", "YES"},
            {"[a[b]]", "b", "NO"},
            {"[]x]", "]", "YES"},
            {"[^]x]", "]", "NO"},
            {"[--/]", ".", "YES"},
            {"a{b", "a{b", "YES"},
            {"\\$\\{jndi", "${jndi:ldap", "YES"},
            {"{x}", "{x}", "YES"},
            {"a}]", "a}]", "YES"},
            {"\\x9\\x41", "\tA", "YES"},
            {"[\\101]", "A", "YES"},
            {"\\o{101}", "A", "YES"},
            {"\\cM", "\r", "YES"},
            {"\\cm", "\r", "YES"},
            {"a\\Nb", "a\rb", "YES"},
            {"^a.b$", "a\rb", "YES"},
            {"\\Q[.*\\E$", "a[.*", "YES"},
            {"(?x) a b # c", "ab", "YES"},
            {"(?x)[ ]", "_ _", "YES"},
            {"(?x)[ ]", "__", "NO"},
            {"(?i:a)b", "AB", "NO"},
            {"(?-i)a", "A", "NO"},
            {"(?s)a.b", "a\nb", "YES"},
            {"a.b", "a\nb", "NO"},
            {"(?U)a+b", "aab", "YES"},
            {"(?<n>a)b", "ab", "YES"},
            {"(?P<n>a)b", "ab", "YES"},
            {"(?'n'a)b", "ab", "YES"},
            {"a(?#note)b", "ab", "YES"},
            {"(?<=user=)admin", "user=admin", "YES"},
            {"admin(?!istrator)", "administrator", "NO"},
            {"\\h+x", " \tx", "YES"},
            {"\\Hx", " x", "NO"},
            {"\\/admin\\b", "/admin-x", "YES"},
            {"é$", "café", "YES"},
            {"(?i)UNION(\\s|\\+)+SELECT", "union+select", "YES"},
    };

    static Stream<String[]> cases() {
        return Stream.of(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void findsWhatTheLibraryFinds(String pattern, String text, String answer) throws Exception {
        assertThat(BoundedRegex.ofPcre(pattern).find(text.getBytes(UTF_8))).hasToString(answer);
    }

    /** What AWS WAF does not support, and what is an error or depends on how the library was built. */
    @ParameterizedTest
    @ValueSource(strings = {
        "a*+", "a++b", "a?+", "a{2}+", "(?>a)", "(a)\\1", "\\g1", "\\k<n>", "(?R)", "(?1)", "(?&n)", "(?(1)a|b)", "(?|a|b)",
        "(*UTF8)a", "a(*COMMIT)", "(?C1)a", "\\R", "\\C", "\\Ka", "\\X", "\\p{L}", "\\P{Greek}", "\\u0041", "\\N{U+41}", "\\Ga",
        "(?=a)*", "(?!a){2}", "^*a", "\\b+", "*a", "(|*a)", "a{2}{3}", "a{,3}", "[[.a.]]", "[[=a=]]", "[[:vowel:]]", "[:alpha:]",
        "[a-\\d]", "[z-a]", "[\u00e9]", "\u00e9+", "(?i)\u00e9", "(?u)a", "(?d)a", "(?J)a", "[a", "(a", "a)", "\\x{100}", "a\\", "(?#x"
    })
    void whatIsNotSureIsRefused(String pattern) {
        assertThatExceptionOfType(PcreSyntax.UnreadableException.class).isThrownBy(() -> PcreSyntax.toJava(pattern));
    }

    @Test
    void theReasonNamesTheConstruct() {
        assertThatExceptionOfType(PcreSyntax.UnreadableException.class)
                .isThrownBy(() -> PcreSyntax.toJava("a++"))
                .withMessage("a possessive quantifier, which AWS WAF does not support");
    }
}
