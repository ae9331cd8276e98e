package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.decrypt.KeyRings.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingsTest {
    private static final Marker NEW = new Marker("<n:", ":n>");
    private static final Marker OLD = new Marker("<o:", ":o>");

    @TempDir
    Path root = Path.of("");

    private KeyRings rings() {
        return new KeyRings(new Home(root.resolve("home")));
    }

    private Path pem(String name) throws Exception {
        String body = Base64.getMimeEncoder().encodeToString(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded());
        return Files.writeString(root.resolve(name), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    }

    private static Entry inKms(Marker marker, String key) {
        return new Entry(marker.prefix(), marker.suffix(), key, false, KeyRing.OAEP_SHA256, null);
    }

    @Test
    void keepsThemPrivatelyAndForgetsThem() throws IOException {
        assertThat(rings().list()).isEmpty();
        rings().keep("payments", List.of(inKms(NEW, "alias/new"), inKms(NEW, "alias/old"), inKms(OLD, "")));
        KeyRings.Kept kept = rings().list().getFirst();
        assertThat(kept.name()).isEqualTo("payments");
        assertThat(kept.entries()).extracting(Entry::key).containsExactly("alias/new", "alias/old", "");
        Path file = rings().find("payments").orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(KeyRing.read(file).keys().get(NEW)).extracting(RingKey::name).containsExactly("alias/new", "alias/old");
        assertThat(KeyRing.read(file).keys().get(OLD)).isEmpty();
        rings().forget("payments");
        assertThat(rings().list()).isEmpty();
        assertThat(rings().find("payments")).isEmpty();
    }

    @Test
    void aCopyFindsThePrivateKeysOfTheOriginal() throws Exception {
        pem("a.pem");
        Path file = Files.writeString(root.resolve("mine.json"), """
                [{"prefix":"<n:","suffix":":n>","privateKey":"a.pem","algorithm":"RSAES_OAEP_SHA_1","mgf1":"SHA-256"}]
                """);
        assertThat(rings().keep(file)).isEqualTo("mine");
        Files.delete(file);
        assertThat(KeyRing.read(rings().find("mine").orElseThrow()).keys().get(NEW)).singleElement()
                .isInstanceOfSatisfying(RingKey.Local.class, key -> {
                    assertThat(key.name()).isEqualTo("a.pem");
                    assertThat(key.algorithm()).isEqualTo("RSAES_OAEP_SHA_1");
                    assertThat(key.mgf1()).isEqualTo("SHA-256");
                });
    }

    @Test
    void whatIsKeptIsNeverReplacedUnasked() throws Exception {
        rings().add("ring", inKms(NEW, "alias/new"));
        rings().add("ring", inKms(NEW, "alias/old"));
        Path kept = rings().find("ring").orElseThrow();
        assertThat(rings().list().getFirst().entries()).extracting(Entry::key).containsExactly("alias/new", "alias/old");
        byte[] before = Files.readAllBytes(kept);
        Path same = Files.writeString(
                root.resolve("ring.json"), "[{\"prefix\":\"<\",\"suffix\":\">\",\"key\":\"alias/x\"}]");
        assertThatThrownBy(() -> rings().keep(same))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-KEYRING"));
        assertThat(kept).hasBinaryContent(before);
        Files.writeString(kept, "[{\"prefix\":\"<n:\",\"suffix\":\":n>\",\"privateKey\":\"gone.pem\"}]");
        assertThatThrownBy(() -> rings().add("ring", inKms(NEW, "alias/new")))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-KEYRING"));
        assertThat(kept).content().contains("gone.pem");
    }

    @Test
    void whatCannotBeUsedIsNotKeptAndWhatNoLongerCanSaysWhy() throws Exception {
        List<Entry> good = List.of(inKms(NEW, "alias/new"));
        rings().keep("ring", good);
        assertThat(code("../ring", good)).isEqualTo("SP-KEYRING");
        assertThat(code("", good)).isEqualTo("SP-KEYRING");
        assertThat(code("ring", List.of())).isEqualTo("SP-KEYRING");
        assertThat(code("ring", List.of(inKms(new Marker("<", ">"), "k"), new Entry("", ">", "k", false, "RSAES_OAEP_SHA_256", null))))
                .isEqualTo("SP-MARKER");
        assertThat(code("ring", List.of(new Entry("<", ">", root.resolve("none.pem").toString(), true, KeyRing.OAEP_SHA256, null))))
                .isEqualTo("SP-PRIVATE-KEY");
        assertThat(rings().list().getFirst().entries()).isEqualTo(good);
        Path key = pem("gone.pem");
        rings().keep("ring", List.of(new Entry("<", ">", key.toString(), true, KeyRing.OAEP_SHA256, null)));
        Files.delete(key);
        assertThat(rings().list().getFirst().trouble()).contains("gone.pem cannot be read");
    }

    private String code(String name, List<Entry> entries) {
        try {
            rings().keep(name, entries);
            return "";
        } catch (SallyportException e) {
            return e.code();
        }
    }

    @Test
    void theKeyRingOfAStackIsRead() {
        KeyRing ring = KeyRing.ofStack("t-fields", "[{\"prefix\":\"<n:\",\"suffix\":\":n>\",\"key\":\"alias/t-fields\"}]");
        assertThat(ring.keys().get(NEW)).extracting(RingKey::name).containsExactly("alias/t-fields");
        assertThatThrownBy(() -> KeyRing.ofStack("t", "x"))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.message()).contains("stack t is not JSON"));
    }
}
