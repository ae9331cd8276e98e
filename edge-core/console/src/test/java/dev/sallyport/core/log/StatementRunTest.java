package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.DuckDb;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StatementRunTest {
    /** Else each such one would take a place for good. */
    @Test
    void oneThatCannotBeMadeDoesNotCountAsRunning() throws Exception {
        AtomicInteger running = new AtomicInteger();
        Connection closed = DuckDb.connect("", new Properties());
        closed.close();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> StatementRun.start(closed, statement -> 1, running));
        assertThat(running).hasValue(0);
    }
}
