package dev.sallyport.core.sandbox.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressBookTest {
    private static final String HOST = "d111111abcdef8.cloudfront.net";

    @TempDir
    Path folder;

    @Test
    void keepsPortsAcrossARestartAndReplacesOneThatIsTaken() throws Exception {
        int port;
        try (SandboxState state = SandboxState.open(folder)) {
            port = new AddressBook(state).port(HOST);
        }
        try (SandboxState state = SandboxState.open(folder)) {
            AddressBook book = new AddressBook(state);
            assertThat(book.port("D111111ABCDEF8.cloudfront.net")).isEqualTo(port);
            try (ServerSocket mine = book.listen(HOST)) {
                assertThat(mine.getLocalPort()).isEqualTo(port);
                assertThat(mine.getInetAddress().isLoopbackAddress()).isTrue();
            }
            try (ServerSocket taker = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket mine = book.listen(HOST)) {
                assertThat(mine.getLocalPort()).isNotEqualTo(taker.getLocalPort());
                assertThat(book.port(HOST)).isEqualTo(mine.getLocalPort());
            }
        }
    }

    @Test
    void rewritesOnlyTheHostsItKnows() {
        try (SandboxState state = SandboxState.inMemory()) {
            AddressBook book = new AddressBook(state);
            String here = "http://127.0.0.1:" + book.port(HOST);
            assertThat(book.onLoopback("see https://" + HOST + "/pets?a=1 and https://example.com/"))
                    .isEqualTo("see " + here + "/pets?a=1 and https://example.com/");
            String longer = "https://" + HOST + ".example.com/";
            assertThat(book.onLoopback(longer)).isEqualTo(longer);
            assertThat(book.onLoopback(HOST)).isEqualTo(HOST);
            assertThat(book.loopback(HOST)).contains(URI.create(here));
            assertThat(book.loopback("other.example")).isEmpty();
        }
    }
}
