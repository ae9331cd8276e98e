package dev.sallyport.core.webacl.transform;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The transformations by AWS's names, after waf/latest/developerguide/waf-rule-statement-transformation.html; where that
 * page is silent, after the reference manual of ModSecurity, from which the names stem.
 */
public final class TextTransformations {
    private static final Map<String, UnaryOperator<byte[]>> BY_NAME = Map.ofEntries(
            Map.entry("NONE", bytes -> bytes),
            Map.entry("COMPRESS_WHITE_SPACE", Cleaning::compressWhiteSpace),
            Map.entry("REMOVE_WHITESPACE", Cleaning::removeWhiteSpace),
            Map.entry("TRIM", bytes -> Cleaning.trim(bytes, true, true)),
            Map.entry("TRIM_LEFT", bytes -> Cleaning.trim(bytes, true, false)),
            Map.entry("TRIM_RIGHT", bytes -> Cleaning.trim(bytes, false, true)),
            Map.entry("LOWERCASE", bytes -> Cleaning.map(bytes, Cleaning::lower)),
            Map.entry("UPPERCASE", bytes -> Cleaning.map(bytes, c -> c >= 'a' && c <= 'z' ? c - 32 : c)),
            Map.entry("CMD_LINE", Cleaning::commandLine),
            Map.entry("REMOVE_NULLS", bytes -> Cleaning.without(bytes, c -> c == 0)),
            Map.entry("REPLACE_NULLS", bytes -> Cleaning.map(bytes, c -> c == 0 ? ' ' : c)),
            Map.entry("REPLACE_COMMENTS", Cleaning::replaceComments),
            Map.entry("REMOVE_COMMENTS_CHAR", Cleaning::removeCommentCharacters),
            Map.entry("NORMALIZE_PATH", bytes -> Paths.normalize(bytes)),
            Map.entry("NORMALIZE_PATH_WIN", bytes -> Paths.normalize(Cleaning.map(bytes, c -> c == '\\' ? '/' : c))),
            Map.entry("URL_DECODE", bytes -> Decoding.url(bytes, false)),
            Map.entry("URL_DECODE_UNI", bytes -> Decoding.url(bytes, true)),
            Map.entry("BASE64_DECODE", bytes -> Decoding.base64(bytes, false)),
            Map.entry("BASE64_DECODE_EXT", bytes -> Decoding.base64(bytes, true)),
            Map.entry("HEX_DECODE", Decoding::hex),
            Map.entry("SQL_HEX_DECODE", Decoding::sqlHex),
            Map.entry("HTML_ENTITY_DECODE", Decoding::htmlEntities),
            Map.entry("UTF8_TO_UNICODE", Decoding::utf8ToUnicode),
            Map.entry("JS_DECODE", Escapes::javaScript),
            Map.entry("CSS_DECODE", Escapes::css),
            Map.entry("ESCAPE_SEQ_DECODE", Escapes::ansiC),
            Map.entry("MD5", bytes -> digest("MD5", bytes)),
            Map.entry("SHA256", bytes -> digest("SHA-256", bytes)));

    private TextTransformations() {}

    /** The transformation of that name; empty for one whose effect is not known here. */
    public static Optional<UnaryOperator<byte[]>> named(String type) {
        return Optional.ofNullable(BY_NAME.get(type));
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
