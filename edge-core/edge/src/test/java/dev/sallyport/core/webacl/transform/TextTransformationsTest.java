package dev.sallyport.core.webacl.transform;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values: the examples and sentences of AWS's page on text transformations; for decoders what Python's
 * urllib.parse.unquote_plus, html.unescape, base64 and binascii give; digests from RFC 1321 and FIPS 180-2.
 */
class TextTransformationsTest {
    private static byte[] apply(String type, byte[] bytes) {
        return TextTransformations.named(type).orElseThrow().apply(bytes);
    }

    private static String apply(String type, String text) {
        return new String(apply(type, text.getBytes(ISO_8859_1)), ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "LOWERCASE|AbC-ÄZ|abc-Äz",
        "UPPERCASE|aBc-äz|ABC-äZ",
        "COMPRESS_WHITE_SPACE|~a  b\t\n\f\u000b\rc\u00a0\u00a0d~|a b c d",
        "REMOVE_WHITESPACE|~ a b\tc\u00a0~|abc",
        "TRIM|~ \t a b \n~|a b",
        "TRIM_LEFT|~  a ~|~a ~",
        "TRIM_RIGHT|~  a ~|~  a~",
        "CMD_LINE|~C^A\"T\\ ,;  /eTc/pa'sswd (x)~|~cat/etc/passwd(x)~",
        "REPLACE_COMMENTS|~a/*x*/b/**//*y~|~a b  ~",
        "REPLACE_COMMENTS|~a*/b~|~a*/b~",
        "REMOVE_COMMENTS_CHAR|~a/*b*/c--d#e~|abcde",
        "URL_DECODE|~a%20b+c%3Cd%zz%~|~a b c<d%zz%~",
        "URL_DECODE_UNI|~%u0041%uff21%3c%u~|~AA<%u~",
        "HTML_ENTITY_DECODE|~&lt;a&gt;&quot;&#x41;&#66;&#67~|~<a>\"ABC~",
        "HTML_ENTITY_DECODE|~a&nbsp;b&unknown;&~|~a\u00a0b&unknown;&~",
        "HTML_ENTITY_DECODE|~&LT;i&Gt;&QuOt;&amp;lt;&AMP;amp;~|~<i>\"&lt;&amp;~",
        "HTML_ENTITY_DECODE|~f&lpar;2&rpar;&colon;&Tab;&NewLine;&lbrack;&apos;&NonBreakingSpace;&DiacriticalGrave;~"
                + "|~f(2):\t\n['\u00a0`~",
        "HTML_ENTITY_DECODE|~&#0000000060;&#X00000000003E;~|~<>~",
        "BASE64_DECODE|QUJDREU=|ABCDE",
        "BASE64_DECODE|QUJD!REU=|ABC",
        "BASE64_DECODE_EXT|Q-U-J D!REU|ABCDE",
        "HEX_DECODE|4142|AB",
        "SQL_HEX_DECODE|~select 0x414243, 0xzz~|~select ABC, 0xzz~",
        "JS_DECODE|~\\u0041\\x42\\103\\n\\d\\uff41~|~ABC\nda~",
        "CSS_DECODE|ja\\vascript|javascript",
        "CSS_DECODE|~\\6a a\\000076 a\\73 cript\\ff21~|~javascriptA~",
        "ESCAPE_SEQ_DECODE|~\\a\\b\\f\\n\\r\\t\\v\\\\\\?\\'\\\"\\x41\\0102\\q~|~\u0007\b\f\n\r\t\u000b\\?'\"AB\\q~",
        "UTF8_TO_UNICODE|~a\u00e2\u0082\u00acb\u00ff~|~a%u20acb\u00ff~",
        "NORMALIZE_PATH|/a//b/./c/../d|/a/b/d",
        "NORMALIZE_PATH|../a/b/../../c|../c",
        "NORMALIZE_PATH|/a/b/|/a/b/",
        "NORMALIZE_PATH_WIN|\\a\\.\\b\\..\\c|/a/c",
        "NONE|~a b~|~a b~"
    })
    void transforms(String type, String text, String expected) {
        assertThat(apply(type, text)).isEqualTo(expected);
    }


    @ParameterizedTest
    @CsvSource({
        "MD5,900150983cd24fb0d6963f7d28e17f72",
        "SHA256,ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void digestsAreRawBytes(String type, String expected) {
        assertThat(HexFormat.of().formatHex(apply(type, "abc".getBytes(ISO_8859_1)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"REMOVE_NULLS,ab", "REPLACE_NULLS,a b"})
    void nulls(String type, String expected) {
        assertThat(apply(type, "a\0b")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CMD_LINE_WIN", "CMD_LINE_UNIX", "JS_DECODE_EXT", "ROT13"})
    void whatAwsDoesNotDescribeIsNotGuessed(String type) {
        assertThat(TextTransformations.named(type)).isEmpty();
    }

    @Property(tries = 300)
    void cleaningTwiceIsCleaningOnce(@ForAll byte[] bytes) {
        for (String type : new String[] {
            "LOWERCASE", "UPPERCASE", "COMPRESS_WHITE_SPACE", "REMOVE_WHITESPACE", "TRIM", "REMOVE_NULLS", "REPLACE_NULLS",
            "NORMALIZE_PATH", "NORMALIZE_PATH_WIN", "UTF8_TO_UNICODE"
        }) {
            byte[] once = apply(type, bytes);
            assertThat(apply(type, once)).as(type).isEqualTo(once);
        }
    }

    @Property(tries = 300)
    void nothingThatComesInBreaksATransformation(@ForAll byte[] bytes) {
        for (String type : new String[] {
            "CMD_LINE", "REPLACE_COMMENTS", "REMOVE_COMMENTS_CHAR", "URL_DECODE", "URL_DECODE_UNI", "BASE64_DECODE",
            "BASE64_DECODE_EXT", "HEX_DECODE", "SQL_HEX_DECODE", "HTML_ENTITY_DECODE", "JS_DECODE", "CSS_DECODE",
            "ESCAPE_SEQ_DECODE", "UTF8_TO_UNICODE", "NORMALIZE_PATH"
        }) {
            assertThat(apply(type, bytes).length).as(type).isLessThanOrEqualTo(Math.max(16, bytes.length * 3));
        }
    }

    @Property(tries = 300)
    void decodingUndoesTheJdksEncoding(@ForAll String text) {
        String encoded = URLEncoder.encode(text, UTF_8);
        byte[] expected = URLDecoder.decode(encoded, UTF_8)
                .getBytes(UTF_8);
        assertThat(apply("URL_DECODE", encoded.getBytes(ISO_8859_1))).isEqualTo(expected);
        String base64 = Base64.getEncoder().encodeToString(expected);
        assertThat(apply("BASE64_DECODE", base64.getBytes(ISO_8859_1))).isEqualTo(expected);
    }
}
