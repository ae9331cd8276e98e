package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.OutsideTool.Output;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** What {@code nobody} gets of a console that somebody else runs. Only root can become another user to try. */
class OtherUserTest {
    private static final String[] NOBODY = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"};

    @TempDir
    Path root;

    private static Output asNobody(String... command) {
        return OutsideTool.run(Map.of(), new byte[0], Stream.of(NOBODY, command).flatMap(Stream::of).toList());
    }

    @Attack(Area.OTHER_USER)
    @Test
    void nothingButTheAddressesOfViewers(TestReporter reporter) throws Exception {
        OutsideTool.wanted("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true");
        OutsideTool.wanted("curl", "--version");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Program program = new Program(root.resolve("home"));
        assertThat(program.run("sandbox", "traffic", "--distribution", "none", "--requests", "1").status()).isEqualTo(3);
        try (Program.Server server = program.serve()) {
            List<String[]> attempts = new ArrayList<>();
            String pid = Long.toString(server.process().pid());
            attempts.add(new String[] {"ls", root.resolve("home").toString()});
            try (Stream<Path> files = Files.walk(root.resolve("home"))) {
                files.filter(Files::isRegularFile).forEach(file -> attempts.add(new String[] {"cat", file.toString()}));
            }
            attempts.add(new String[] {"touch", root.resolve("home/made").toString()});
            for (String file : List.of("environ", "mem", "maps", "auxv")) {
                attempts.add(new String[] {"head", "-c", "1", "/proc/" + pid + "/" + file});
            }
            attempts.add(new String[] {"ls", "/proc/" + pid + "/fd/"});
            attempts.add(new String[] {"kill", "-0", pid});
            attempts.add(new String[] {"kill", "-STOP", pid});
            reporter.publishEntry(Attack.TRIED, String.valueOf(attempts.size() + 1));
            assertThat(attempts).hasSizeGreaterThan(10);
            for (String[] attempt : attempts) {
                Output got = asNobody(attempt);
                assertThat(got.status()).as(String.join(" ", attempt)).isNotZero();
                assertThat(got.out()).as(String.join(" ", attempt)).isEmpty();
            }
            Output control = asNobody(
                    "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", server.addresses().path("endpoint").asText());
            assertThat(control.out()).isEqualTo("403");
        }
    }
}
