package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process leaves on the disk, also one that was killed, and who may read it. */
@Tag("sandbox")
class NothingLeftBehindTest {
    @TempDir
    Path root;

    private Path temporary;
    private Path home;
    private Program program;

    @BeforeEach
    void program() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "this file system has no POSIX permissions");
        temporary = Files.createDirectory(root.resolve("temporary"));
        home = root.resolve("home");
        program = new Program(home, Program.temporary(temporary));
    }

    private static List<Path> under(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).toList();
        }
    }

    private static void ofTheOwnerAlone(List<Path> paths) {
        assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .as("%s", path)
                .endsWith("------"));
    }

    private Path log() throws IOException {
        Path log = root.resolve("waf.log");
        Files.writeString(
                log,
                """
                {"timestamp":1700000000000,"formatVersion":1,"webaclId":"w","terminatingRuleId":"Default_Action",\
                "terminatingRuleType":"REGULAR","action":"ALLOW","httpRequest":{"clientIp":"192.0.2.1","uri":"/",\
                "requestId":"r1"}}
                """);
        return log;
    }

    @Test
    void temporaryFilesLieInTheHomeAndGoWithTheProcess() throws Exception {
        Program.Result read = program.run("logs", log().toString(), "--by", "action", "--json");
        assertThat(read.out()).contains("ALLOW");
        assertThat(under(temporary)).isEmpty();
        assertThat(under(home.resolve("tmp"))).isEmpty();
    }

    @Test
    @Attack(Area.KILLED)
    void whatAKilledOwnerLeavesTheNextProcessRemoves() throws Exception {
        try (Program.Server owner = program.serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            assertThat(under(home.resolve("tmp"))).isNotEmpty();
        }
        assertThat(under(temporary)).isEmpty();
        assertThat(program.run("audit").status()).isZero();
        assertThat(under(home.resolve("tmp"))).isEmpty();
        ofTheOwnerAlone(under(home));
    }

    /** A process that lives has its folder's lock; one that is just being made has none yet, nor had those of before. */
    @Test
    void onlyWhatNobodyHasIsRemoved() throws Exception {
        Path all = home.resolve("tmp");
        try (Program.Server owner = program.serve()) {
            assertThat(owner.process().isAlive()).isTrue();
            List<Path> own = under(all);
            assertThat(own).isNotEmpty();
            Path old = Files.createDirectory(all.resolve("1-1700000000000"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
            Path fresh = Files.createDirectory(all.resolve("process-1"));
            Path left = Files.createDirectory(all.resolve("process-2"));
            Files.createFile(left.resolve("lock"));
            assertThat(program.run("whoami").status()).isZero();
            assertThat(under(all)).containsAll(own).contains(fresh).doesNotContain(old, left);
        }
    }

    /** DuckDB's library is copied when the store is opened, so the question is under way when its file is there. */
    @Test
    @Attack(Area.KILLED)
    void whatAKilledReaderOfLogsLeavesTheNextProcessRemoves() throws Exception {
        Process reader = program.start(
                "logs", log().toString(), "--sql", "SELECT sum(a.range * b.range) FROM range(1000000000) a, range(1000000000) b");
        try {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (!isLoaded() && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(isLoaded()).isTrue();
            assertThat(reader.isAlive()).isTrue();
        } finally {
            reader.destroyForcibly().onExit().join();
        }
        assertThat(under(temporary)).isEmpty();
        assertThat(under(home.resolve("tmp"))).isNotEmpty();
        assertThat(program.run("audit").status()).isZero();
        assertThat(under(home.resolve("tmp"))).isEmpty();
    }

    private boolean isLoaded() throws IOException {
        try {
            return under(root).stream().anyMatch(path -> path.endsWith("logs.duckdb"));
        } catch (NoSuchFileException | UncheckedIOException e) {
            // Something went while it was looked for.
            return false;
        }
    }

    @Test
    void oldCopiesOfTheDatabasesLibraryAreRemoved() throws Exception {
        Path old = Files.createFile(temporary.resolve("libduckdb_java123.so"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path fresh = Files.createFile(temporary.resolve("libduckdb_java124.so"));
        Path foreign = Files.createFile(temporary.resolve("libother123.so"));
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        assertThat(program.run("audit").status()).isZero();
        assertThat(under(temporary)).containsExactlyInAnyOrder(fresh, foreign);
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void reportsAreOfTheOwnerAloneAndHaveForeignTextAsText() throws Exception {
        Path config = root.resolve("config.json");
        Files.writeString(
                config,
                """
                {"Id":"E1<script>alert(1)</script>","DomainName":"d111.cloudfront.net","Status":"Deployed","DistributionConfig":{"Enabled":true,
                "Origins":{"Quantity":1,"Items":[{"Id":"o","DomainName":"example.com","CustomOriginConfig":{"HTTPPort":80,
                "HTTPSPort":443,"OriginProtocolPolicy":"http-only"}}]},
                "DefaultCacheBehavior":{"TargetOriginId":"o","ViewerProtocolPolicy":"allow-all"}}}""");
        Path html = root.resolve("report.html");
        Path sarif = root.resolve("report.sarif");
        program.run("inspect", "--config", config.toString(), "--html", html.toString(), "--sarif", sarif.toString());
        ofTheOwnerAlone(List.of(html, sarif));
        assertThat(html).content().contains("E1&lt;script&gt;").doesNotContain("<script>alert");
        assertThat(Json.MAPPER.readTree(sarif.toFile()).findValuesAsText("name")).contains("E1<script>alert(1)</script>");
    }
}
