package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import java.io.ByteArrayOutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** What a file says in pieces, held against what it says as a whole. */
class PiecesTest {
    private static final List<Marker> MARKERS = List.of(
            new Marker("((enc:", ":enc))"),
            new Marker("<<", ">>"),
            new Marker("<<<", ">>>"),
            new Marker("ENC-", "-CNE"),
            new Marker("é\"[", "]"));

    private static final KeyPair KEY = pair();
    private static final KeyRing RING = ring(MARKERS);

    /** For files that are not UTF-8: as a whole they would show only some spellings of the one that is not ASCII. */
    private static final KeyRing ASCII = ring(MARKERS.subList(0, 4));

    private static final Reveal ALL = new Reveal("me", "111122223333", "a file", "ticket 7", Set.of(), Set.of());

    /** Read once: a key opens slowly. */
    private static final Map<Outcome.Ciphertext, Outcome> KNOWN = new LinkedHashMap<>();

    /** With characters that each spelling has to take care of; and what is no ciphertext. */
    private static final List<String> BODIES = bodies();

    private static final AwsClients AWS = new ThrottlingKms().clients();
    private static final KeyOpener OPENER = new KeyOpener(AWS);
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @AfterContainer
    static void stop() {
        THREADS.shutdown();
        AWS.close();
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyRing ring(List<Marker> markers) {
        RingKey key = new RingKey.Local("key.pem", KeyRing.OAEP_SHA256, "SHA-256", KEY.getPrivate());
        return new KeyRing(markers.stream().collect(Collectors.toMap(each -> each, each -> List.of(key))));
    }

    private static List<String> bodies() {
        List<String> all = new ArrayList<>(List.of("", "no base64", "QUJD"));
        for (String text : List.of("plain", "a,\"b\";c\nd", "é\\€", "\0{\"a\":[1.50,true]}", "\0" + "12", "<<x>>")) {
            try {
                Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
                OAEPParameterSpec form =
                        new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);
                cipher.init(Cipher.ENCRYPT_MODE, KEY.getPublic(), form);
                all.add(Base64.getEncoder().encodeToString(cipher.doFinal(text.getBytes(StandardCharsets.UTF_8))));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<String> end = Arbitraries.of("\n", "\n", "\r\n");
        Arbitrary<byte[]> lines = Arbitraries.oneOf(text(), json(), form(), row(), broken())
                .flatMap(line -> end.map(feed -> line + feed))
                .list()
                .ofMaxSize(12)
                .map(all -> String.join("", all).getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> whole = json().list().ofMaxSize(6).flatMap(all -> Arbitraries.of(
                        "[" + String.join(",", all) + "]",
                        "{\"Items\" : [\n  " + String.join(",\n  ", all) + "\n],\"n\":1e3}\n",
                        String.join("\n", all),
                        "[" + String.join(",", all)))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(lines, lines, whole).flatMap(bytes -> Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(bytes)),
                Tuple.of(1, Arbitraries.just(joined("\uFEFF".getBytes(StandardCharsets.UTF_8), bytes))),
                Tuple.of(1, Arbitraries.integers().between(0, bytes.length).map(at -> spoilt(bytes, at))),
                Tuple.of(1, Arbitraries.integers().between(0, bytes.length).map(at -> cut(bytes, at)))));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }

    /** With a byte that is no UTF-8. */
    private static byte[] spoilt(byte[] bytes, int at) {
        byte[] spoilt = bytes.clone();
        if (at < bytes.length) {
            spoilt[at] = (byte) 0xff;
        }
        return spoilt;
    }

    private static byte[] cut(byte[] bytes, int at) {
        return Arrays.copyOf(bytes, at);
    }

    private static Arbitrary<String> sealed() {
        return Arbitraries.of(MARKERS).flatMap(marker -> Arbitraries.of(BODIES)
                .flatMap(body -> Arbitraries.of(
                        marker.prefix() + body + marker.suffix(),
                        marker.prefix() + body + marker.suffix(),
                        marker.prefix() + body,
                        body + marker.suffix(),
                        marker.prefix() + body.replaceAll("(.{40})", "$1\n") + marker.suffix())));
    }

    private static Arbitrary<String> words() {
        return Arbitraries.of("", " ", "a word ", "100% ", "\\\\", "é€ ", "((enc", "<", "%3", "%C3%A9", "x,", "\"", "% 41");
    }

    private static Arbitrary<String> text() {
        return Arbitraries.oneOf(words(), words(), sealed()).list().ofMaxSize(6).map(all -> String.join("", all));
    }

    /** A ciphertext and no more, or a few. */
    private static Arbitrary<String> broken() {
        return sealed().list().ofMaxSize(3).map(all -> String.join(",", all));
    }

    private static Arbitrary<String> form() {
        return text().map(text -> "a=" + percent(text, "").replace("%20", "+") + "&b=" + percent(text, "(<E:>)"));
    }

    private static String percent(String text, String kept) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean isKept = Character.isLetterOrDigit(b) || kept.indexOf(b) >= 0;
            out.append(isKept && b > 0 ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02x", b & 0xff));
        }
        return out.toString();
    }

    private static Arbitrary<String> row() {
        return Arbitraries.oneOf(words(), sealed(), sealed().map(each -> '"' + each.replace("\"", "\"\"") + '"'))
                .list()
                .ofMaxSize(4)
                .flatMap(cells -> Arbitraries.of(",", ";", "\t").map(separator -> String.join(separator, cells)));
    }

    private static Arbitrary<String> json() {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                string(sealed()), string(text()), string(form()), Arbitraries.of("1", "null", "-2.5e7", "{}", "[]"));
        Arbitrary<String> nested = Arbitraries.oneOf(leaf, object(leaf), string(object(leaf)), list(leaf));
        return object(nested);
    }

    private static Arbitrary<String> string(Arbitrary<String> content) {
        return content.flatMap(text -> Arbitraries.of(quoted(text), quoted(text), escaped(text)));
    }

    private static String quoted(String text) {
        return Json.MAPPER.valueToTree(text).toString();
    }

    /** With every character that is no letter as an escape. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(Character.isLetterOrDigit(c) && c < 0x80 ? "" + c : String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return out.append('"').toString();
    }

    private static Arbitrary<String> object(Arbitrary<String> values) {
        Arbitrary<String> names = Arbitraries.of("\"a\"", "\"ssn\"", "\"it's\"", "\"a b\"", "\"\\u0063\"", "\"<<\"");
        return names.flatMap(name -> values.flatMap(value -> Arbitraries.of(" : ", ":").map(colon -> name + colon + value)))
                .list()
                .ofMaxSize(3)
                .map(members -> "{" + String.join(",", members) + "}");
    }

    private static Arbitrary<String> list(Arbitrary<String> values) {
        return values.list().ofMaxSize(3).map(all -> "[ " + String.join(" , ", all) + "]");
    }

    /** The fields and the document, as {@link Decrypter#open} puts them together. */
    private record Answer(List<Field> fields, String document) {
        static Answer of(List<Field> fields, byte[] document) {
            return new Answer(List.copyOf(fields), new String(document, StandardCharsets.ISO_8859_1));
        }
    }

    private static Answer whole(byte[] bytes, KeyRing ring) {
        Document document = Document.of(bytes);
        List<Field> fields = new ArrayList<>();
        Map<Found, Envelope> opened = new LinkedHashMap<>();
        for (Found found : Decrypter.find(document, ring)) {
            Outcome outcome = KNOWN.computeIfAbsent(Outcome.Ciphertext.of(found), each -> Outcome.of(each, ring, OPENER));
            Envelope envelope = outcome.envelope();
            if (envelope != null) {
                opened.put(found, envelope);
            }
            fields.add(outcome.field(found, found.offset()));
        }
        return Answer.of(fields, document.with(opened).bytes());
    }

    private static Answer pieces(byte[] bytes, KeyRing ring, Pieces.Sizes sizes) throws Exception {
        Path path = Files.createTempFile("pieces", ".txt");
        List<Piece> pieces = new ArrayList<>();
        try (FileChannel file = FileChannel.open(Files.write(path, bytes))) {
            Pieces cutter = new Pieces(file, bytes.length, ring.keys().keySet(), sizes);
            boolean isJson = cutter.isJson();
            cutter.cut(0, isJson, pieces::add);
            assertOneAfterTheOther(pieces, bytes.length);
            for (Piece from : pieces.stream().filter(Piece::isStop).limit(3).toList()) {
                List<Long> rest = new ArrayList<>();
                new Pieces(file, bytes.length, ring.keys().keySet(), sizes).cut(from.end(), isJson, piece -> rest.add(piece.end()));
                assertThat(rest.isEmpty() ? from.end() : rest.getLast()).isEqualTo(bytes.length);
            }
        } finally {
            Files.delete(path);
        }
        List<Field> fields = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Piece piece : pieces) {
            byte[] context = piece.context();
            if (context == null) {
                out.write(bytes, (int) piece.start(), (int) (piece.end() - piece.start()));
            } else {
                Looking.Seen seen = new Looking(piece, context, ring, ALL, OPENER, THREADS).call();
                seen.fields().forEach(done -> fields.add(done.field()));
                out.write(seen.bytes(), seen.from(), seen.length());
            }
        }
        return Answer.of(fields, out.toByteArray());
    }

    private static void assertOneAfterTheOther(List<Piece> pieces, long size) {
        long at = 0;
        for (Piece piece : pieces) {
            assertThat(piece.start()).isEqualTo(at);
            assertThat(piece.end()).isGreaterThan(at);
            at = piece.end();
        }
        assertThat(at).isEqualTo(size);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.BOUNDED)
    void theFieldsAndTheDocumentAreThoseOfTheWhole(@ForAll("files") byte[] file) throws Exception {
        String text = new String(file, StandardCharsets.UTF_8);
        KeyRing ring = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), file) ? RING : ASCII;
        Answer expected = whole(file, ring);
        for (Pieces.Sizes sizes : List.of(
                new Pieces.Sizes(64, 32, 1 << 20), new Pieces.Sizes(1 << 9, 1, 1 << 20), Pieces.Sizes.USUAL)) {
            assertThat(pieces(file, ring, sizes)).as("%s of %s", sizes, text).isEqualTo(expected);
        }
    }
}
