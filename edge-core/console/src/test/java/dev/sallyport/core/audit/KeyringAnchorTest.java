package dev.sallyport.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.OutsideTool.Output;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.LedgerState.Anchored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GNOME's keyring, on a message bus of its own, remembers the ledger of the standard home. */
class KeyringAnchorTest {
    @TempDir
    Path root;

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void aLedgerThatWasWrittenAnewIsFound() {
        OutsideTool.requireOfSystem("dbus-run-session", "--version");
        OutsideTool.requireOfSystem("gnome-keyring-daemon", "--version");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Output said = OutsideTool.run(
                Map.of(
                        "HOME", root.toString(),
                        "XDG_DATA_HOME", root.resolve("data").toString(),
                        "XDG_RUNTIME_DIR", root.toString(),
                        "CLASS_PATH", System.getProperty("java.class.path"),
                        "JAVA_PROGRAM", java,
                        "MAIN", Desktop.class.getName()),
                new byte[0],
                List.of("dbus-run-session", "--", "sh", "-c", """
                        printf secret | gnome-keyring-daemon --unlock --components=secrets > "$HOME/keyring.log" 2>&1
                        "$JAVA_PROGRAM" -cp "$CLASS_PATH" --enable-native-access=ALL-UNNAMED "$MAIN"
                        """));
        assertThat(said.out().lines()).as(said.err()).containsExactly(
                "first true null",
                "three true 3 true",
                "anew false 3 false Entry 3, which is kept in the system keyring, is not in this ledger.",
                "more false 3 false Entry 3, which is kept in the system keyring, is not in this ledger.");
    }

    /** What somebody does on a desktop, in a process of its own. */
    static final class Desktop {
        private Desktop() {}

        private static Ledger ledger() {
            return new Ledger(Home.standard(), Clock.systemUTC());
        }

        private static void write(int entries) {
            for (int i = 0; i < entries; i++) {
                ledger().append(new Deed("me", "", "decrypt", "x", "r", "revealed", Map.of()));
            }
        }

        private static Anchored keyring(LedgerState state) {
            return state.anchors().getFirst();
        }

        private static void tell(String when, LedgerState state) {
            System.out.println(when + " " + state.intact() + " " + keyring(state).sequence() + " " + keyring(state).holds()
                    + (state.intact() ? "" : " " + state.problem()));
        }

        public static void main(String[] arguments) throws IOException {
            LedgerState first = ledger().verify();
            System.out.println("first " + first.intact() + " " + keyring(first).holds());
            write(3);
            Ledger.settle();
            tell("three", ledger().verify());
            try (Stream<Path> files = Files.walk(Home.standard().root().resolve("ledger"))) {
                files.sorted(Comparator.reverseOrder()).forEach(KeyringAnchorTest::delete);
            }
            write(4);
            tell("anew", ledger().verify());
            write(1);
            Ledger.settle();
            tell("more", ledger().verify());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
