package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.blueprint.PublicKeyFile;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.distribution.SavedDistributions;
import dev.sallyport.core.firewall.SavedAcls;
import dev.sallyport.core.webacl.RuleSets;
import dev.sallyport.core.webacl.WebAclEvaluator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made to end or to hold up whoever reads them, given to everything that reads a file of somebody else's. */
@Attack(Area.DOCUMENTS)
class HostileFilesTest {
    /** A hundred times what the slowest needs on a busy machine. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final Map<String, Reader> READERS = Map.of(
            "distributions", SavedDistributions::read,
            "web ACL", file -> new WebAclEvaluator(SavedAcls.acl(file), RuleSets.none()).warnings(),
            "sets", file -> SavedAcls.sets(List.of(file)),
            "key ring", KeyRing::read,
            "public key", file -> PublicKeyFile.read(file.toString()));

    @TempDir
    private Path folder;

    private interface Reader {
        void read(Path file);
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        text(files, "arrays", "[".repeat(200_000));
        text(files, "closed arrays", "[".repeat(200_000) + "]".repeat(200_000));
        text(files, "objects", "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
        text(files, "statements", "{\"Name\":\"a\",\"DefaultAction\":{\"Allow\":{}},\"Rules\":[{\"Name\":\"r\",\"Priority\":0,"
                + "\"Action\":{\"Block\":{}},\"Statement\":"
                + "{\"NotStatement\":{\"Statement\":".repeat(900)
                + "{\"GeoMatchStatement\":{\"CountryCodes\":[\"KP\"]}}"
                + "}}".repeat(900) + "}]}");
        text(files, "origins", "{\"DistributionConfig\":{\"Origins\":{\"Items\":" + "[".repeat(900) + "]".repeat(900) + "}}}");
        text(files, "aliases", "a: &a [x,x,x,x,x,x,x,x]\n" + doubled());
        text(files, "merged", "a: &a {b: c}\nd:\n  <<: *a\n  <<: *a\n");
        text(files, "itself", "&a [*a, *a]");
        text(files, "tag", "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://[::1]\"]]]]");
        text(files, "flow", "a: " + "{a: ".repeat(50_000));
        text(files, "digits", "{\"DistributionConfig\":{\"Enabled\":" + "9".repeat(1_000_000) + "}}");
        text(files, "exponent", "{\"Name\":\"a\",\"Rules\":[{\"Priority\":1e999999999,\"Name\":\"r\"}]}");
        text(files, "one string", "{\"Comment\":\"" + "a".repeat(10_000_000) + "\"}");
        text(files, "nulls", "[" + "null,".repeat(300_000) + "null]");
        text(files, "names", "{" + names(50_000) + "\"z\":0}");
        text(files, "halves", "{\"Id\":\"\\ud800\\udfff\\udc00\",\"DistributionConfig\":{\"Comment\":\"\ud800\"}}");
        text(files, "nul", "\0".repeat(65_536));
        text(files, "marks", "\ufeff\ufeff\ufeff{}");
        text(files, "entities", "<!DOCTYPE a [<!ENTITY x \"" + "y".repeat(1000) + "\"><!ENTITY z \"" + "&x;".repeat(1000)
                + "\">]><a>" + "&z;".repeat(1000) + "</a>");
        text(files, "pem", "-----BEGIN PUBLIC KEY-----\n" + "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n".repeat(200_000) + "-----END PUBLIC KEY-----\n");
        text(files, "der", "-----BEGIN PUBLIC KEY-----\nMIT/////MIT/////MIT/////\n-----END PUBLIC KEY-----\n");
        files.put("wide", "{\"a\":1}".getBytes(StandardCharsets.UTF_32BE));
        files.put("not wide", new byte[] {0, 0, 0x11, 0, 0, 0, 0, 0x7b, 1});
        files.put("empty", new byte[0]);
        files.put("packed", packed());
        byte[] noise = new byte[1 << 20];
        new Random(7).nextBytes(noise);
        files.put("noise", noise);
        return files;
    }

    private static void text(Map<String, byte[]> files, String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String doubled() {
        StringBuilder lines = new StringBuilder();
        for (char c = 'b'; c <= 'z'; c++) {
            lines.append(c).append(": &").append(c).append(" [").append(("*" + (char) (c - 1) + ",").repeat(8)).append("1]\n");
        }
        return lines.toString();
    }

    private static String names(int many) {
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < many; i++) {
            members.append("\"Aa").append(i).append("BB\":").append(i).append(',');
        }
        return members.toString();
    }

    private static byte[] packed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 200; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void eachIsReadOrRefusedByNameInTime(TestReporter reporter) throws IOException {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, byte[]> made : files().entrySet()) {
            Path file = Files.write(folder.resolve(made.getKey().replace(' ', '-') + ".json"), made.getValue());
            for (Map.Entry<String, Reader> reader : READERS.entrySet()) {
                tried++;
                String what = reader.getKey() + " of " + made.getKey() + ": ";
                try {
                    Assertions.assertTimeoutPreemptively(LONGEST, () -> reader.getValue().read(file), what);
                } catch (SallyportException refused) {
                    if (!refused.code().startsWith("SP-") || refused.code().equals("SP-INTERNAL")
                            || refused.message().length() > 600) {
                        wrong.add(what + refused.code() + " " + refused.message().length());
                    }
                } catch (Throwable e) {
                    wrong.add(what + e.getClass().getName() + ": " + e.getMessage());
                }
            }
            Files.delete(file);
        }
        reporter.publishEntry(Attack.TRIED, String.valueOf(tried));
        assertThat(wrong).isEmpty();
    }
}
